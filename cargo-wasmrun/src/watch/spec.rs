//! What to watch: roots, globs, and folders that never count.

use std::path::{Path, PathBuf};

use wasmrun_protocol::WatchSpec;

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

    /// Watches what a build of the project in `root` says it depends on, without what it writes:
    /// `output_dir`, and the globs `outputs`.
    pub fn of_build(
        root: &Path,
        spec: Option<&WatchSpec>,
        output_dir: &Path,
        outputs: &[String],
    ) -> Self {
        let mut watch = match spec {
            Some(spec) => Self {
                roots: spec.paths.clone(),
                include: spec.include.clone(),
                ignore: spec.ignore.clone(),
                excluded: Vec::new(),
            },
            None => Self::folder(root),
        };
        watch.ignore.extend(outputs.iter().cloned());
        watch.exclude(output_dir)
    }

    /// Leaves out a folder, whatever the globs say.
    #[must_use]
    pub fn exclude(mut self, folder: &Path) -> Self {
        self.excluded.push(folder.to_owned());
        self
    }
}
