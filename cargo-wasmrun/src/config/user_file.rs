//! `config.toml` in our home folder: what the user wants everywhere.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::Error;
use super::file::{self, Keys};

const KEYS: Keys = Keys::Known(&[(
    "plugins",
    Keys::Named(&Keys::Known(&[
        ("command", Keys::Anything),
        ("enabled", Keys::Anything),
        ("priority", Keys::Anything),
    ])),
)]);

/// The content of the user's file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct UserFile {
    /// What is said about plugins, by name.
    pub(super) plugins: BTreeMap<String, PluginEntry>,
}

impl UserFile {
    /// Reads the file at `path`; a missing one says nothing.
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        Ok(file::read(path, &KEYS)?.unwrap_or_default())
    }
}

/// What the user says about a plugin: `[plugins.NAME]`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub struct PluginEntry {
    /// The command that starts it, instead of a search. Only the user's own file can say this.
    pub command: Option<Vec<String>>,
    /// Whether it may be started at all.
    pub enabled: bool,
    /// Plugins of a higher priority are preferred.
    pub priority: i32,
}

impl Default for PluginEntry {
    fn default() -> Self {
        Self { command: None, enabled: true, priority: 0 }
    }
}
