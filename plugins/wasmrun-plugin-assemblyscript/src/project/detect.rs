//! Decides whether a folder is an AssemblyScript project, and how sure that is.

use std::path::Path;

use wasmrun_plugin_sdk::{DetectResult, TargetFormat};

use super::find_entry;

const CONFIGURATION: u8 = 95;
const DEPENDENCY: u8 = 90;
/// TypeScript looks the same.
const SOURCES: u8 = 30;

/// What the folder is.
pub(crate) fn detect(root: &Path) -> DetectResult {
    let entry = find_entry(root, None);
    let (confidence, reason) = if root.join("asconfig.json").is_file() {
        (CONFIGURATION, "`asconfig.json`")
    } else if depends_on_compiler(root) {
        (DEPENDENCY, "`assemblyscript` in `package.json`")
    } else if entry.is_some() && !root.join("package.json").is_file() {
        (SOURCES, "an entry in AssemblyScript or TypeScript")
    } else {
        return DetectResult::no_match();
    };
    let entry = entry.map_or_else(|| root.join("asconfig.json"), |entry| root.join(entry));
    let result = DetectResult::matching(confidence).with_reason(reason);
    let result = result.with_language("assemblyscript");
    let format = TargetFormat::Webapp;
    let has_page = root.join("index.html").is_file();
    let result = if has_page { result.with_target_format(format) } else { result };
    if entry.is_file() { result.with_entry_file(entry) } else { result }
}

fn depends_on_compiler(root: &Path) -> bool {
    let text = fs_err::read_to_string(root.join("package.json")).unwrap_or_default();
    let package: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    ["dependencies", "devDependencies"]
        .iter()
        .any(|kind| package[kind]["assemblyscript"].is_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typescript_is_somebody_elses() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            fs_err::create_dir_all(folder.path().join("assembly")).unwrap();
            fs_err::write(folder.path().join(name), text).unwrap();
        };
        assert!(!detect(folder.path()).matches);
        write("assembly/index.ts", "");
        assert_eq!(detect(folder.path()).confidence, SOURCES);
        write("package.json", "{}");
        assert!(!detect(folder.path()).matches);
        write("package.json", r#"{ "devDependencies": { "assemblyscript": "^0.28" } }"#);
        let detected = detect(folder.path());
        assert_eq!(detected.confidence, DEPENDENCY);
        assert_eq!(detected.entry_file, Some(folder.path().join("assembly/index.ts")));
        write("asconfig.json", "{}");
        assert_eq!(detect(folder.path()).confidence, CONFIGURATION);
    }
}
