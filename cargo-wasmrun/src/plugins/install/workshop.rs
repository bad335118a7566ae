//! The folder aside in which a plugin is built and tried: one at a time, and gone afterwards.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use super::Error as InstallError;
use crate::cancel::CancelToken;
use crate::error::Error;
use crate::output::Shell;

const PREFIX: &str = "install-";
/// How often to look whether another installation has ended.
const PAUSE: Duration = Duration::from_millis(100);

/// A folder in our home, so that what is built can be renamed into place. Only one installation has
/// one, so what another left behind, which was killed, can be removed.
pub(super) struct Workshop {
    folder: TempDir,
    _lock: File,
}

impl Workshop {
    /// Waits for other installations, and cleans up after those that were killed.
    pub(super) fn open(home: &Path, shell: &Shell, cancel: &CancelToken) -> Result<Self, Error> {
        let failed = |source| InstallError::Store { path: home.to_owned(), source };
        fs_err::create_dir_all(home).map_err(failed)?;
        let lock = File::create(home.join("install.lock")).map_err(failed)?;
        let mut has_waited = false;
        loop {
            match lock.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if cancel.is_cancelled() => {
                    return Err(Error::Interrupted);
                }
                Err(TryLockError::WouldBlock) => {
                    if !std::mem::replace(&mut has_waited, true) {
                        shell.status("Waiting", "for another installation to end");
                    }
                    thread::sleep(PAUSE);
                }
                Err(TryLockError::Error(source)) => return Err(failed(source).into()),
            }
        }
        remove_leftovers(home).map_err(failed)?;
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(home).map_err(failed)?;
        Ok(Self { folder, _lock: lock })
    }

    /// The folder.
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The executable of this name, once it was built.
    pub(super) fn executable(&self, file: &str) -> Option<PathBuf> {
        Some(self.path().join("bin").join(file)).filter(|built| built.is_file())
    }
}

fn remove_leftovers(home: &Path) -> io::Result<()> {
    for entry in fs_err::read_dir(home)? {
        let entry = entry?;
        let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        if is_ours && entry.file_type()?.is_dir() {
            fs_err::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}
