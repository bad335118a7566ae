//! The address that opens a place of the project's sources in an editor.

use std::path::Path;

/// What is opened if the user names no editor.
const DEFAULT: &str = "file://{file}";

/// The address with the project's folder filled in: what is left for `{file}` is relative to it.
pub(super) fn address(template: Option<&str>, root: &Path) -> String {
    let root = encoded(&root.to_string_lossy());
    let template = template.unwrap_or(DEFAULT);
    // An address such as `vscode://file/{file}` has the slash that the path begins with.
    let root = if template.contains("/{file}") && !template.starts_with("file:") {
        root.trim_start_matches('/')
    } else {
        &root
    };
    template.replace("{file}", &format!("{root}/{{file}}"))
}

/// `path` as a part of an address.
fn encoded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~:".contains(&byte);
    path.replace('\\', "/")
        .bytes()
        .map(|byte| if plain(byte) { (byte as char).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_filled_in_and_the_place_left_open() {
        let root = Path::new("/a b/p");
        assert_eq!(address(None, root), "file:///a%20b/p/{file}");
        let code = address(Some("vscode://file/{file}:{line}:{column}"), root);
        assert_eq!(code, "vscode://file/a%20b/p/{file}:{line}:{column}");
        let idea = address(Some("idea://open?file={file}&line={line}"), root);
        assert_eq!(idea, "idea://open?file=/a%20b/p/{file}&line={line}");
    }
}
