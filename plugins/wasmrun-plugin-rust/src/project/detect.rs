//! Decides whether a folder is a cargo project, and how sure that is.

use std::path::Path;

use wasmrun_plugin_sdk::{DetectResult, TargetFormat};

use super::is_webapp;

const MANIFEST: u8 = 95;
/// Where the first source is looked for, in this order.
const ENTRIES: [&str; 3] = ["src/main.rs", "src/lib.rs", "Cargo.toml"];

/// What the folder is.
pub(crate) fn detect(root: &Path) -> DetectResult {
    if !root.join("Cargo.toml").is_file() {
        return DetectResult::no_match();
    }
    let entry = ENTRIES.iter().map(|entry| root.join(entry)).find(|entry| entry.is_file());
    let result = DetectResult::matching(MANIFEST).with_reason("`Cargo.toml`").with_language("rust");
    let format = TargetFormat::Webapp;
    let result = if is_webapp(root) { result.with_target_format(format) } else { result };
    match entry {
        Some(entry) => result.with_entry_file(entry),
        None => result,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_decides() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!detect(folder.path()).matches);
        fs_err::write(folder.path().join("Cargo.toml"), "").unwrap();
        assert_eq!(detect(folder.path()).entry_file, Some(folder.path().join("Cargo.toml")));
        fs_err::create_dir(folder.path().join("src")).unwrap();
        fs_err::write(folder.path().join("src/lib.rs"), "").unwrap();
        assert_eq!(detect(folder.path()).entry_file, Some(folder.path().join("src/lib.rs")));
    }
}
