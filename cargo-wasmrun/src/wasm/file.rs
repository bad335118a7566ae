//! The bytes of a module, from a file or from standard input, binary or text.

use std::path::Path;

use super::{Error, Summary, read};
use crate::exec;

/// A file with a module in it. Nothing about the module has been checked.
#[derive(Clone, Debug)]
pub struct WasmFile {
    /// How it was called on the command line; `-` is standard input.
    pub name: String,
    /// The module in its binary form.
    pub wasm: Vec<u8>,
}

impl WasmFile {
    /// Reads the file at `path`. A module's text is made binary.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let name = path.to_string_lossy().into_owned();
        Ok(Self { name, wasm: exec::read_whole(path)? })
    }

    /// What is in the module.
    pub fn summary(&self) -> Result<Summary, Error> {
        read::summary(self)
    }

    /// The module as text.
    pub fn text(&self) -> Result<String, Error> {
        // Names and the header are checked here first, so that what is no module is called so.
        self.summary()?;
        wasmprinter::print_bytes(&self.wasm)
            .map_err(|error| Error::Print { name: self.name.clone(), message: error.to_string() })
    }
}
