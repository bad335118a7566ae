//! The record of modules that were found valid, so that they need not be validated again.
//!
//! An invalid module that is taken for a valid one can do to this process what it likes. So an entry counts only if nobody but the
//! user can have made it: it is a file in a folder that belongs to the user and that nobody else may enter, found without following
//! links, and it says what it is an entry for. Whatever is not as it should be counts as no entry: the module is validated again.
//! Entries appear by renaming, so that another process sees all of one or nothing.

use std::path::Path;

use super::Recording;
use super::hashing::ContentHash;

/// All that an entry depends on: the content, what validates it, and with which features.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ModuleKey([u8; 32]);

impl ModuleKey {
    /// The name of its entry.
    fn name(&self) -> String {
        blake3::Hash::from_bytes(self.0).to_hex().to_string()
    }

    /// What stands in its entry.
    fn entry(&self) -> String {
        format!("valid {}\n", self.name())
    }
}

/// What tells a build of this executable from others: its size and the time of its last change. None if it cannot be looked at.
fn build_of(executable: &Path) -> Option<String> {
    let metadata = fs_err::metadata(executable).ok()?;
    let changed = metadata.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(format!("{} {}", metadata.len(), changed.as_nanos()))
}

/// The folder with the entries, of which those count that the running executable made.
#[derive(Debug)]
pub(super) struct KnownModules {
    folder: folder::Folder,
    build: String,
}

impl KnownModules {
    /// The most entries that are kept: those made last.
    const MOST: usize = 500;

    /// The record in our home folder, made if it is not there. None if it cannot be used, or not trusted.
    pub(super) fn open(recording: &Recording) -> Option<Self> {
        let build = build_of(&recording.executable)?;
        let path = recording.home.join("cache").join("known-modules");
        match folder::Folder::open(&path) {
            Ok(folder) => Some(Self { folder, build }),
            Err(error) => {
                tracing::debug!(path = %path.display(), %error, "no record of valid modules");
                None
            }
        }
    }

    /// The key for content that this executable validates, with an engine of this
    /// [`Engine::validity_key`](wasmrun_runtime::Engine::validity_key).
    pub(super) fn key(&self, content: ContentHash, engine_key: &str) -> ModuleKey {
        let mut hasher = blake3::Hasher::new_derive_key("cargo-wasmrun known module, version 1");
        hasher.update(content.as_bytes());
        hasher.update(format!("{engine_key}\n{}", self.build).as_bytes());
        ModuleKey(hasher.finalize().into())
    }

    /// Whether there is an entry for `key`.
    pub(super) fn contains(&self, key: &ModuleKey) -> bool {
        let wanted = key.entry();
        let found = self.folder.read(&key.name(), wanted.len());
        found.is_ok_and(|found| found == wanted.as_bytes())
    }

    /// Adds an entry for `key`. If that fails, the module is validated again next time.
    pub(super) fn insert(&self, key: &ModuleKey) {
        let added = self.folder.write(&key.name(), key.entry().as_bytes());
        if let Err(error) = added.and_then(|()| self.folder.keep_latest(Self::MOST)) {
            tracing::debug!(%error, "the record of valid modules cannot be written");
        }
    }
}

#[cfg(unix)]
mod folder;

/// Where it cannot be checked who may write to a folder, nothing is recorded.
#[cfg(not(unix))]
mod folder {
    use std::io;
    use std::path::Path;

    #[derive(Debug)]
    pub(super) enum Folder {}

    impl Folder {
        pub(super) fn open(_: &Path) -> io::Result<Self> {
            Err(io::ErrorKind::Unsupported.into())
        }

        pub(super) fn read(&self, _: &str, _: usize) -> io::Result<Vec<u8>> {
            match *self {}
        }

        pub(super) fn write(&self, _: &str, _: &[u8]) -> io::Result<()> {
            match *self {}
        }

        pub(super) fn keep_latest(&self, _: usize) -> io::Result<()> {
            match *self {}
        }
    }
}

#[cfg(test)]
mod tests;
