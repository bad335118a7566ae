//! What to watch: roots, globs, and folders that never count.

use std::path::{Path, PathBuf};

/// What to watch, in the terms of the plugin protocol.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spec {
    /// Files, or folders that are watched with everything below them. Absolute.
    pub roots: Vec<PathBuf>,
    /// Gitignore-style globs relative to each root; empty means every file.
    pub include: Vec<String>,
    /// Gitignore-style globs relative to each root, stronger than `include`.
    pub ignore: Vec<String>,
    /// Folders that are never watched, such as the build's output. Absolute.
    pub excluded: Vec<PathBuf>,
}

impl Spec {
    /// Watches one file and nothing else.
    pub fn file(path: &Path) -> Self {
        Self { roots: vec![path.to_owned()], ..Self::default() }
    }

    /// Watches everything below a folder that git does not ignore.
    pub fn folder(path: &Path) -> Self {
        Self::file(path)
    }

    /// Leaves out a folder, whatever the globs say.
    #[must_use]
    pub fn exclude(mut self, folder: &Path) -> Self {
        self.excluded.push(folder.to_owned());
        self
    }
}
