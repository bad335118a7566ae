//! Makes a module of its bytes, which are validated unless they are known to be valid.

#![expect(unsafe_code, reason = "a module that was found valid before is not validated again")]

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use wasmrun_runtime::{Engine, Error, Module, ModuleBinary};

use super::hashing::{ContentHash, Pieces};
use super::known_modules::KnownModules;

/// A module as it was read.
#[derive(Debug, Default)]
pub struct Binary {
    kept: ModuleBinary,
    /// What tells it from others, and the record that is asked for it, if that is worth it.
    recorded: Option<(ContentHash, KnownModules)>,
}

/// Where it is recorded which modules were found valid.
#[derive(Clone, Debug)]
pub struct Recording {
    /// The folder for our own files.
    pub home: PathBuf,
    /// This program's own file: another build has a record of its own.
    pub executable: PathBuf,
}

impl Binary {
    /// Modules below this size are validated quicker than they are looked up.
    const WORTH_RECORDING: u64 = 256 << 10;

    /// Reads the file at `path`. Whoever writes to it meanwhile changes what is read, but not what
    /// is run afterwards, which is exactly what was hashed and validated.
    pub(super) fn from_file(path: &Path, recording: Option<&Recording>) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() || metadata.len() < Self::WORTH_RECORDING {
            return Self::from_source(&mut file);
        }
        let Some(known_modules) = recording.and_then(KnownModules::open) else {
            return Ok(Self { kept: ModuleBinary::read_file(&file, |_, _| ())?, recorded: None });
        };
        let pieces = Pieces::default();
        let kept = ModuleBinary::read_file(&file, |index, piece| pieces.add(index, piece))?;
        let hash = pieces.finish(kept.as_bytes());
        Ok(Self { kept, recorded: Some((hash, known_modules)) })
    }

    /// Reads a module that is not to be recorded.
    pub(super) fn from_source(source: &mut dyn io::Read) -> io::Result<Self> {
        Ok(Self { kept: ModuleBinary::read(source)?, recorded: None })
    }

    /// The bytes that are kept of it.
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.kept.as_bytes()
    }

    /// The module, after it has been validated now or before.
    pub(super) fn into_module(self, engine: &Engine) -> Result<Module, Error> {
        let Some((hash, known_modules)) = self.recorded else {
            return Module::from_binary(engine, self.kept);
        };
        let key = known_modules.key(hash, &engine.validity_key());
        if known_modules.contains(&key) {
            // SAFETY: there is an entry, which says that exactly these bytes were found valid by this
            // executable, with an engine of the same key, and nobody but the user can have written it.
            return unsafe { Module::from_known_binary(engine, self.kept) };
        }
        let module = Module::from_binary(engine, self.kept)?;
        known_modules.insert(&key);
        Ok(module)
    }
}
