//! The version that `Cargo.lock` holds of a package.

use std::path::Path;

/// The version of the package `name` in the lock file in `folder`; `None` without either.
pub(crate) fn locked_version(folder: &Path, name: &str) -> Option<String> {
    let text = fs_err::read_to_string(folder.join("Cargo.lock")).ok()?;
    let lock: toml::Table = text.parse().ok()?;
    let packages = lock.get("package")?.as_array()?;
    let found = packages.iter().find(|package| {
        package.get("name").and_then(toml::Value::as_str).is_some_and(|found| found == name)
    })?;
    Some(found.get("version")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_is_read() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(locked_version(folder.path(), "wasm-bindgen"), None);
        let lock = "version = 4\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        fs_err::write(folder.path().join("Cargo.lock"), lock).unwrap();
        assert_eq!(locked_version(folder.path(), "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(folder.path(), "b"), None);
    }
}
