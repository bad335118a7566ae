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

/// The official plugins, those with the surest marks first.
const AVAILABLE: &[Official] = &[
    Official { name: "rust", entry_files: &["Cargo.toml"], extensions: &["rs"] },
    Official { name: "go", entry_files: &["go.mod", "go.work"], extensions: &["go"] },
    Official { name: "assemblyscript", entry_files: &["asconfig.json"], extensions: &[] },
    Official { name: "python", entry_files: &["pyproject.toml"], extensions: &["py"] },
    Official {
        name: "c",
        entry_files: &["GNUmakefile", "Makefile", "makefile"],
        extensions: &["c", "cc", "cpp", "cxx"],
    },
];

/// The plugin that would most likely build a project with files of these names.
pub(super) fn fitting(files: &BTreeSet<String>) -> Option<&'static str> {
    let has_extension = |official: &&Official| {
        files
            .iter()
            .filter_map(|file| Path::new(file).extension())
            .any(|extension| official.extensions.iter().any(|known| extension == *known))
    };
    // Sources of one language often lie in a project of another: its marks say more.
    let is_marked =
        |official: &&Official| official.entry_files.iter().any(|entry| files.contains(*entry));
    AVAILABLE
        .iter()
        .find(is_marked)
        .or(AVAILABLE.iter().find(has_extension))
        .map(|official| official.name)
}

/// The official plugin of this name.
pub(super) fn named(name: &str) -> Option<&'static str> {
    AVAILABLE.iter().map(|official| official.name).find(|known| *known == name)
}

/// The official plugin for a language, by the names that people give to it.
pub(super) fn for_language(language: &str) -> Option<&'static str> {
    match language.to_ascii_lowercase().as_str() {
        "c++" | "cpp" => Some("c"),
        "asc" => Some("assemblyscript"),
        "golang" => Some("go"),
        name => named(name),
    }
}

/// How to get the plugin of this name, if it can be had.
pub(super) fn install_hint(name: &str) -> Option<String> {
    named(name).map(|name| format!("get it with `cargo wasmrun plugin install {name}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_tell_which_plugin_would_fit() {
        let fitting = |files: &[&str]| fitting(&files.iter().map(|file| (*file).into()).collect());
        assert_eq!(fitting(&["README.md", "main.c"]), Some("c"));
        assert_eq!(fitting(&["Makefile"]), Some("c"));
        assert_eq!(fitting(&["main.rs", "Makefile", "go.mod"]), Some("go"));
        assert_eq!(fitting(&["c", "notes.txt"]), None);
    }
}
