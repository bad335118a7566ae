//! Only one process at a time may set up.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::Duration;

use wasmrun_plugin_sdk::{Context, Result};

const PAUSE: Duration = Duration::from_millis(100);

/// Waits for the lock on this file; it lasts as long as the returned file is open, and no longer
/// than the process.
pub(super) fn take(cx: &Context, path: &Path) -> Result<File> {
    let file = fs_err::OpenOptions::new().create(true).append(true).open(path)?.into_file();
    let mut announced = false;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(error.into()),
            Err(TryLockError::WouldBlock) => {}
        }
        if !announced {
            cx.progress("waiting for another setup to end");
            announced = true;
        }
        cx.check_cancelled()?;
        thread::sleep(PAUSE);
    }
}
