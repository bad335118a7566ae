//! What can go wrong with plugins.

use crate::exit::Exit;

/// Why a plugin could not do its part.
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
