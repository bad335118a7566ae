//! The sources that were found sound, so that only changed ones are checked.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use fs_err as fs;
use serde::{Deserialize, Serialize};

const FILE: &str = "checked.json";

/// Sources by their path in the project, as they were when they were checked.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Record(BTreeMap<String, Stamp>);

/// A file as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    size: u64,
    modified: SystemTime,
}

impl Stamp {
    pub(super) fn take(path: &Path) -> io::Result<Self> {
        let metadata = fs::metadata(path)?;
        Ok(Self { size: metadata.len(), modified: metadata.modified()? })
    }
}

impl Record {
    /// The record of the last build into this folder; empty if there is none.
    pub(super) fn read(output_dir: &Path) -> Self {
        let text = fs::read(output_dir.join(FILE)).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    pub(super) fn write(&self, output_dir: &Path) -> io::Result<()> {
        fs::write(output_dir.join(FILE), serde_json::to_vec(self)?)
    }

    pub(super) fn holds(&self, source: &str, stamp: &Stamp) -> bool {
        self.0.get(source) == Some(stamp)
    }

    pub(super) fn add(&mut self, source: String, stamp: Stamp) {
        self.0.insert(source, stamp);
    }
}
