//! Makes a module of its bytes, which are validated unless they are known to be valid.

#![expect(unsafe_code, reason = "a module that was found valid before is not validated again")]

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use wasmrun_runtime::{Engine, Error, Module, ModuleBinary};

use super::hashing::ContentHash;
use super::known_modules::{KnownModules, ModuleKey, validator};

/// A module as it was read.
#[derive(Debug, Default)]
pub struct Binary {
    kept: ModuleBinary,
    /// Whether it is worth to be recorded as valid.
    is_recorded: bool,
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
    pub(super) fn from_file(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() || metadata.len() < Self::WORTH_RECORDING {
            return Self::from_source(&mut file);
        }
        let kept = ModuleBinary::read_seekable(file, metadata.len())?;
        Ok(Self { kept, is_recorded: true })
    }

    /// Reads a module that is not to be recorded.
    pub(super) fn from_source(source: &mut dyn io::Read) -> io::Result<Self> {
        Ok(Self { kept: ModuleBinary::read(source)?, is_recorded: false })
    }

    /// The bytes that are kept of it.
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.kept.as_bytes()
    }

    /// The module, after it has been validated now or before.
    pub(super) fn into_module(
        self,
        engine: &Engine,
        recording: Option<&Recording>,
    ) -> Result<Module, Error> {
        let entry = recording
            .filter(|_| self.is_recorded)
            .and_then(|recording| Entry::of(self.as_bytes(), engine, recording));
        let Some(entry) = entry else { return Module::from_binary(engine, self.kept) };
        if entry.is_known() {
            // SAFETY: the entry says that exactly these bytes were found valid by this executable,
            // with an engine of the same key, and nobody but the user can have written it.
            return unsafe { Module::from_known_binary(engine, self.kept) };
        }
        let module = Module::from_binary(engine, self.kept)?;
        entry.record();
        Ok(module)
    }
}

/// Where a module's validity is recorded.
struct Entry {
    record: KnownModules,
    key: ModuleKey,
}

impl Entry {
    /// For a module of which these bytes are kept: what was left out, nobody will look at.
    fn of(kept: &[u8], engine: &Engine, recording: &Recording) -> Option<Self> {
        let validator = validator(&recording.executable, &engine.validity_key())?;
        let record = KnownModules::open(&recording.home)?;
        Some(Self { record, key: ModuleKey::new(ContentHash::of(kept), &validator) })
    }

    fn is_known(&self) -> bool {
        self.record.contains(&self.key)
    }

    fn record(&self) {
        self.record.insert(&self.key);
    }
}
