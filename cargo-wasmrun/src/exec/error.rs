//! What can go wrong when a program is run.

use crate::exit::Exit;

/// Why a program could not be run.
#[derive(Debug, thiserror::Error)]
pub enum Error {}

impl Error {
    /// The exit status for this error.
    pub fn exit(&self) -> Exit {
        Exit::HOST
    }

    /// What the user can do about it.
    pub fn hints(&self) -> Vec<String> {
        Vec::new()
    }
}
