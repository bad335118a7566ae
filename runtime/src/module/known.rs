//! Modules that need not be validated again.

#![expect(unsafe_code, reason = "the caller answers for what validation would have made sure of")]

use super::{Module, ModuleBinary, Validity};
use crate::{engine::Engine, error::Error};

impl Module {
    /// Decodes a module that has been found valid before, without validating it again.
    ///
    /// For hosts that keep a record of the modules they have run. Such a record must tell apart all
    /// that validity depends on: every byte of the module, for which a cryptographic hash will do,
    /// and [`Engine::validity_key`]. It must also be out of reach for whoever could profit from a
    /// false entry.
    ///
    /// # Errors
    /// If the module cannot be decoded.
    ///
    /// # Safety
    /// [`Module::from_binary`] must have succeeded for exactly the same bytes, with an engine of the
    /// same [`Engine::validity_key`]. The code of a module that is not valid may read and write
    /// memory of the host.
    pub unsafe fn from_known_binary(engine: &Engine, binary: ModuleBinary) -> Result<Self, Error> {
        Self::decode(engine, binary, Validity::Known)
    }
}
