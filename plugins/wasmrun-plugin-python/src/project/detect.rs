//! Decides whether a folder is a Python project, and how sure that is.

use std::path::Path;

use wasmrun_plugin_sdk::{DetectResult, Result, Settings};

use super::{Entry, find_entry, sources};

const MANIFEST: u8 = 90;
const SCRIPT: u8 = 80;
const SOURCES: u8 = 50;

/// What the folder is.
pub(crate) fn detect(root: &Path, settings: &Settings) -> Result<DetectResult> {
    // A mistake in the settings is told by what follows, and is no reason not to be chosen for it.
    let entry = find_entry(root, settings).ok();
    let marker = ["pyproject.toml", "requirements.txt"];
    let marker = marker.into_iter().find(|name| root.join(name).is_file());
    let (confidence, reason) = match (marker, &entry) {
        (Some(marker), Some(_)) => (MANIFEST, format!("`{marker}`")),
        (None, Some(Entry::Script(script))) => (SCRIPT, format!("`{}`", script.display())),
        (None, Some(_)) => (SCRIPT, "a package with `__main__.py`".to_owned()),
        (_, None) if has_sources(root) => (SOURCES, "Python sources".to_owned()),
        (_, None) => return Ok(DetectResult::no_match()),
    };
    let result = DetectResult::matching(confidence).with_reason(reason).with_language("python");
    let file = match entry {
        Some(Entry::Script(script)) => Some(root.join(script)),
        _ => sources(root)?.into_iter().find(|path| path.ends_with("__main__.py")),
    };
    Ok(match file {
        Some(file) => result.with_entry_file(file),
        None => result,
    })
}

fn has_sources(root: &Path) -> bool {
    let entries = fs_err::read_dir(root).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).any(|path| path.extension().is_some_and(|e| e == "py"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_a_project_and_a_manifest_makes_sure() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        assert!(!detect(root, &Settings::new()).unwrap().matches);
        fs_err::write(root.join("tool.py"), "").unwrap();
        assert_eq!(detect(root, &Settings::new()).unwrap().confidence, SOURCES);
        fs_err::write(root.join("main.py"), "").unwrap();
        let detected = detect(root, &Settings::new()).unwrap();
        assert_eq!(
            (detected.confidence, detected.entry_file),
            (SCRIPT, Some(root.join("main.py")))
        );
        fs_err::write(root.join("requirements.txt"), "").unwrap();
        assert_eq!(detect(root, &Settings::new()).unwrap().confidence, MANIFEST);
    }
}
