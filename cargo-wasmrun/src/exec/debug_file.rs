//! The file that a module came from, to be read again when there is something to explain.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::load::with_debugging;

/// A module's file as it was when the module was loaded.
#[derive(Clone, Debug)]
pub struct DebugFile {
    path: PathBuf,
    folder: PathBuf,
    size: u64,
    modified: Option<SystemTime>,
}

impl DebugFile {
    /// Notes how the file at `path` looks now; `None` if that is not a file that could be read a
    /// second time. `folder` is where the user is.
    pub fn note(path: &Path, folder: &Path) -> Option<Self> {
        let metadata = path.metadata().ok().filter(std::fs::Metadata::is_file)?;
        let modified = metadata.modified().ok();
        let (path, folder) = (path.to_owned(), folder.to_owned());
        Some(Self { path, folder, size: metadata.len(), modified })
    }

    /// The module with its debugging information; `None` if the file is no longer the same.
    pub(super) fn read(&self) -> Option<Vec<u8>> {
        let now = Self::note(&self.path, &self.folder)?;
        let is_same = (now.size, now.modified) == (self.size, self.modified);
        with_debugging(&self.path).filter(|_| is_same)
    }

    /// Where the user is.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether a source may be shown: only if it lies where the user is or beside the module. What
    /// is named in debugging information may be any file of this machine.
    pub(super) fn may_show(&self, source: &Path) -> bool {
        let beside = self.path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let Ok(source) = source.canonicalize() else { return false };
        let folders = [Some(self.folder.as_path()), beside].into_iter().flatten();
        folders
            .filter_map(|folder| folder.canonicalize().ok())
            .any(|folder| source.starts_with(folder))
    }
}
