//! The environment, read once at the start; everybody else is handed what they need of it.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use super::Error;

/// A snapshot of the environment.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    variables: BTreeMap<OsString, OsString>,
}

impl Environment {
    /// Reads the environment of this process.
    pub fn capture() -> Self {
        std::env::vars_os().collect()
    }

    /// The value of `name`, if it is set and not empty.
    pub fn get(&self, name: &str) -> Option<&OsStr> {
        self.variables.get(OsStr::new(name)).map(OsString::as_os_str).filter(|v| !v.is_empty())
    }

    /// All variables, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.variables.iter().map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }

    /// The folder for our own files: `WASMRUN_HOME`, or `~/.wasmrun`.
    pub(super) fn home(&self) -> Result<PathBuf, Error> {
        match self.get("WASMRUN_HOME") {
            Some(home) => std::path::absolute(home).map_err(Error::NoCurrentDir),
            None => {
                etcetera::home_dir().map(|home| home.join(".wasmrun")).map_err(|_| Error::NoHome)
            }
        }
    }

    /// The folder of cargo's own files.
    pub fn cargo_home(&self) -> Option<PathBuf> {
        match self.get("CARGO_HOME") {
            Some(home) => Some(PathBuf::from(home)),
            None => Some(etcetera::home_dir().ok()?.join(".cargo")),
        }
    }

    /// The folder that `cargo install` puts executables into.
    pub fn cargo_bin(&self) -> Option<PathBuf> {
        Some(self.cargo_home()?.join("bin"))
    }
}

impl FromIterator<(OsString, OsString)> for Environment {
    fn from_iter<I: IntoIterator<Item = (OsString, OsString)>>(variables: I) -> Self {
        Self { variables: variables.into_iter().collect() }
    }
}
