//! What this program knows of the plugins of its own project without asking them.

use std::collections::BTreeSet;
use std::path::Path;

/// Their names. One of a third party goes before them.
pub(super) const NAMES: &[&str] = &["assemblyscript", "c", "go", "python", "rust"];

/// A plugin that can be had, and what marks its projects.
struct Official {
    name: &'static str,
    entry_files: &'static [&'static str],
    extensions: &'static [&'static str],
}

const AVAILABLE: &[Official] = &[Official {
    name: "c",
    entry_files: &["GNUmakefile", "Makefile", "makefile"],
    extensions: &["c", "cc", "cpp", "cxx"],
}];

/// The plugin that would most likely build a project with files of these names.
pub(super) fn fitting(files: &BTreeSet<String>) -> Option<&'static str> {
    let has_extension = |official: &Official| {
        files
            .iter()
            .filter_map(|file| Path::new(file).extension())
            .any(|extension| official.extensions.iter().any(|known| extension == *known))
    };
    let fits = |official: &&Official| {
        official.entry_files.iter().any(|entry| files.contains(*entry)) || has_extension(official)
    };
    AVAILABLE.iter().find(fits).map(|official| official.name)
}

/// How to get the plugin of this name, if it can be had.
pub(super) fn install_hint(name: &str) -> Option<String> {
    AVAILABLE
        .iter()
        .any(|official| official.name == name)
        .then(|| format!("get it with `cargo install wasmrun-plugin-{name}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_tell_which_plugin_would_fit() {
        let fitting = |files: &[&str]| fitting(&files.iter().map(|file| (*file).into()).collect());
        assert_eq!(fitting(&["README.md", "main.c"]), Some("c"));
        assert_eq!(fitting(&["Makefile"]), Some("c"));
        assert_eq!(fitting(&["c", "notes.txt"]), None);
    }
}
