//! Decides whether a folder is a Go project, and how sure that is.

use std::io;
use std::path::{Path, PathBuf};

use wasmrun_plugin_sdk::{DetectResult, Result, TargetFormat};

use super::sources;

const MODULE: u8 = 95;
const SOURCES: u8 = 60;

/// What the folder is.
pub(crate) fn detect(root: &Path) -> Result<DetectResult> {
    let sources = if root.is_dir() { sources(root)? } else { Vec::new() };
    let main = sources.iter().find(|source| source.ends_with("main.go")).or(sources.first());
    let for_modules = ["go.mod", "go.work"].into_iter().find(|file| root.join(file).is_file());
    let result = if let Some(file) = for_modules {
        DetectResult::matching(MODULE).with_reason(format!("`{file}`"))
    } else if let Some(main) = main {
        let name = main.file_name().unwrap_or_default().to_string_lossy();
        DetectResult::matching(SOURCES).with_reason(format!("`{name}`"))
    } else {
        return Ok(DetectResult::no_match());
    };
    let result =
        if is_page(&sources)? { result.with_target_format(TargetFormat::Webapp) } else { result };
    let entry = main.cloned().unwrap_or_else(|| root.join(for_modules.unwrap_or_default()));
    Ok(result.with_language("go").with_entry_file(entry))
}

/// Whether the program talks to JavaScript, which only a page has, and has no other side for WASI.
pub(crate) fn is_page(sources: &[PathBuf]) -> io::Result<bool> {
    let mut talks_to_javascript = false;
    for source in sources {
        let bytes = fs_err::read(source)?;
        let text = String::from_utf8_lossy(&bytes);
        if text.lines().any(|line| line.starts_with("//go:build") && line.contains("wasip1")) {
            return Ok(false);
        }
        talks_to_javascript |= text.contains("\"syscall/js\"");
    }
    Ok(talks_to_javascript)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_a_surer_sign_than_sources() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!detect(folder.path()).unwrap().matches);
        fs_err::write(folder.path().join("a.go"), "").unwrap();
        fs_err::write(folder.path().join("a_test.go"), "").unwrap();
        let detected = detect(folder.path()).unwrap();
        assert_eq!(detected.confidence, SOURCES);
        assert_eq!(detected.entry_file, Some(folder.path().join("a.go")));
        fs_err::write(folder.path().join("go.mod"), "").unwrap();
        fs_err::write(folder.path().join("main.go"), "").unwrap();
        let detected = detect(folder.path()).unwrap();
        assert_eq!(detected.confidence, MODULE);
        assert_eq!(detected.entry_file, Some(folder.path().join("main.go")));
        assert_eq!(detected.target_format, None);
    }

    #[test]
    fn a_program_that_talks_to_javascript_is_a_page() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs_err::write(folder.path().join(name), text).unwrap();
        let format = || detect(folder.path()).unwrap().target_format;
        write("main.go", "package main\n\nimport \"syscall/js\"\n");
        assert_eq!(format(), Some(TargetFormat::Webapp));
        write("terminal.go", "//go:build wasip1\n\npackage main\n");
        assert_eq!(format(), None);
    }
}
