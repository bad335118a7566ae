//! Unpacks the package, and says how much of it is there.

use std::path::Path;

use wasmrun_protocol::{ErrorKind, OutputStream};

use super::PythonPackage;
use crate::{Context, Error, Progress, Result};

/// Unpacks the first argument into the second, and writes bytes done and all bytes now and then.
/// Python's zipfile does not restore permissions by itself.
const SCRIPT: &str = "
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    done = told = 0
    for member in members:
        path = archive.extract(member, sys.argv[2])
        if member.external_attr >> 16 & 0o111:
            os.chmod(path, 0o755)
        done += member.file_size
        if done - told >= 4000000:
            told = done
            print(done, total, flush=True)
";

/// Unpacks the file, which is named like a wheel, into the folder.
pub(super) fn unpack(
    cx: &Context,
    package: &PythonPackage,
    python: &Path,
    wheel: &Path,
    folder: &Path,
) -> Result<()> {
    let message = format!("unpacking {}", package.label());
    cx.progress(&*message);
    let tell = |stream, line: &str| {
        if let Some((done, total)) = megabytes(stream, line) {
            cx.progress(Progress::new(&message).with_count(done, total).with_unit("MB"));
        }
    };
    let script = cx.tool(python).args(["-c", SCRIPT]).arg(wheel).arg(folder);
    let output = script.quiet().on_line(tell).run_in(folder)?;
    if !output.success() {
        let message = format!("`{}` could not be unpacked", wheel.display());
        let said = output.stderr.lines().last().unwrap_or("Python failed");
        return Err(
            Error::new(ErrorKind::ToolFailed, message).with_cause(&std::io::Error::other(said))
        );
    }
    make_executable(&package.program_in(folder))
}

/// Reads a line of the script.
fn megabytes(stream: OutputStream, line: &str) -> Option<(u64, u64)> {
    let (done, total) = line.split_once(' ').filter(|_| stream == OutputStream::Stdout)?;
    let megabytes = |bytes: &str| bytes.parse::<u64>().ok().map(|bytes| bytes / 1_000_000);
    Some((megabytes(done)?, megabytes(total)?))
}

/// Not every package says of its program that it is one.
#[cfg(unix)]
fn make_executable(program: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    Ok(fs_err::set_permissions(program, std::fs::Permissions::from_mode(0o755))?)
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<()> {
    Ok(())
}
