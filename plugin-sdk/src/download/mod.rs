//! Bringing a toolchain: checked, and there as a whole or not at all.

mod npm;
mod pin;
mod python;

use std::fmt::Write as _;
use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::thread;
use std::time::Duration;

use sha2::{Digest, Sha256};
use wasmrun_protocol::ErrorKind;

use crate::{Context, Error, Result};

pub use npm::NpmPackages;
pub use pin::is_pinned;
pub use python::PythonPackage;

/// What unfinished folders begin with.
const PARTIAL: &str = ".partial-";
/// How often to look whether another process has finished.
const PAUSE: Duration = Duration::from_millis(100);

/// Fills a folder so that it is there as a whole or not at all.
///
/// `fill` works on an empty folder beside `target`, which is renamed into place when it succeeds;
/// when it fails, or the process dies, nothing is left that looks like `target`. If `target` is
/// there already, nothing is done: put the version of what you bring into its name. Two processes
/// that bring the same thing do not disturb each other; the second one waits.
///
/// # Errors
///
/// Whatever `fill` fails with; `io` if a folder cannot be made; `cancelled` while waiting.
///
/// ```no_run
/// use wasmrun_plugin_sdk::{Context, Result, download};
///
/// # fn example(cx: &Context) -> Result<()> {
/// let compiler = cx.dirs().data.join("compiler-1.2.3");
/// download::install(cx, &compiler, |partial| {
///     let package = "compiler@1.2.3";
///     cx.tool("npm").args(["pack", package]).run_in(partial)?;
///     download::verify_sha256(partial.join("compiler-1.2.3.tgz"), "9f86d081…")
/// })?;
/// # Ok(())
/// # }
/// ```
pub fn install(cx: &Context, target: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    install_unless(cx, target, || target.exists(), fill)
}

/// The same for what the name of a folder does not tell whole: `pin` says all that the folder is filled
/// from, and one that was filled from something else is filled anew. See [`is_pinned`].
///
/// # Errors
///
/// Those of [`install`].
pub fn install_pinned(
    cx: &Context,
    target: &Path,
    pin: &str,
    fill: impl FnOnce(&Path) -> Result<()>,
) -> Result<()> {
    install_unless(
        cx,
        target,
        || is_pinned(target, pin),
        |partial| {
            fill(partial)?;
            Ok(pin::write(partial, pin)?)
        },
    )
}

fn install_unless(
    cx: &Context,
    target: &Path,
    is_there: impl FnOnce() -> bool,
    fill: impl FnOnce(&Path) -> Result<()>,
) -> Result<()> {
    let parent = target.parent().unwrap_or(Path::new("/"));
    fs_err::create_dir_all(parent)?;
    let _lock = lock(cx, &parent.join(".lock"))?;
    if is_there() {
        return Ok(());
    }
    remove_partial(parent)?;
    let new_folder = || tempfile::Builder::new().prefix(PARTIAL).tempdir_in(parent);
    let partial = new_folder()?;
    fill(partial.path())?;
    cx.check_cancelled()?;
    let outdated = new_folder()?;
    if target.exists() {
        fs_err::rename(target, outdated.path().join("content"))?;
    }
    fs_err::rename(partial.path(), target)?;
    // Its name is gone, so there is nothing left to remove.
    let _ = partial.keep();
    Ok(())
}

/// Compares the SHA-256 of a file with the 64 hexadecimal digits that it should have.
///
/// # Errors
///
/// `network` if it differs, since what was downloaded is not what was pinned; `io` if the file
/// cannot be read.
pub fn verify_sha256(file: impl AsRef<Path>, expected: &str) -> Result<()> {
    let file = file.as_ref();
    let mut hash = Sha256::new();
    io::copy(&mut fs_err::File::open(file)?, &mut HashWriter(&mut hash))?;
    let actual = hexadecimal(&hash.finalize());
    if actual.eq_ignore_ascii_case(expected) {
        return Ok(());
    }
    let message = format!("the checksum of `{}` is wrong", file.display());
    Err(Error::new(ErrorKind::Network, message)
        .with_hint(format!("expected SHA-256 `{expected}`, found `{actual}`")))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

struct HashWriter<'a>(&'a mut Sha256);

impl io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Locks a file until it is dropped, or the process ends.
fn lock(cx: &Context, path: &Path) -> Result<File> {
    let file = fs_err::File::create(path)?.into_parts().0;
    let mut told = false;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(error.into()),
            Err(TryLockError::WouldBlock) => {}
        }
        if !told {
            cx.progress("waiting for another process to finish its setup");
            told = true;
        }
        cx.check_cancelled()?;
        thread::sleep(PAUSE);
    }
}

/// Removes what processes left behind that died; the lock says that none of them is alive.
fn remove_partial(parent: &Path) -> io::Result<()> {
    for entry in fs_err::read_dir(parent)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(PARTIAL) {
            fs_err::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}
