//! What a module was made of, so that it is not made again of the same.

use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use fs_err as fs;
use serde::{Deserialize, Serialize};

use crate::project::inputs;
use crate::toolchain::Toolchain;

/// In the folder of outputs; hidden, since that may be the folder of a page.
pub(super) const FILE: &str = ".build-record.json";

/// How a build was asked for, and the files that it read.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    compiler: PathBuf,
    arguments: Vec<String>,
    files: Vec<(PathBuf, u64, SystemTime)>,
}

impl Record {
    /// The record of a build that begins now.
    pub(super) fn take(
        root: &Path,
        toolchain: &Toolchain,
        arguments: &[String],
    ) -> io::Result<Self> {
        let mut files = Vec::new();
        for path in inputs(root)? {
            let metadata = fs::metadata(&path)?;
            files.push((path, metadata.len(), metadata.modified()?));
        }
        Ok(Self { compiler: toolchain.compiler.clone(), arguments: arguments.to_vec(), files })
    }

    /// Whether the last build in this folder was the same.
    pub(super) fn is_in(&self, folder: &Path) -> bool {
        let text = fs::read(folder.join(FILE)).unwrap_or_default();
        serde_json::from_slice::<Self>(&text).is_ok_and(|last| last == *self)
    }

    /// Writes the record of a build that succeeded.
    pub(super) fn write(&self, folder: &Path) -> io::Result<()> {
        fs::write(folder.join(FILE), serde_json::to_vec(self)?)
    }
}

/// Removes the record, so that a build that is cut short counts as none.
pub(super) fn forget(folder: &Path) -> io::Result<()> {
    match fs::remove_file(folder.join(FILE)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
