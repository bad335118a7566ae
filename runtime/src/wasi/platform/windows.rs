//! Windows: through the standard library, which has no way to ask whether a stream is ready.
#![expect(clippy::unnecessary_wraps, reason = "the same calls can fail on other systems")]

use std::{
    ffi::OsStr,
    fs::File,
    io::{self, IoSlice, IoSliceMut, Read, Seek, SeekFrom, Write},
    os::windows::{
        fs::FileExt,
        io::{AsSocket, BorrowedSocket},
    },
    path::Path,
    time::{Duration, SystemTime},
};

use cap_fs_ext::{DirEntryExt, Metadata, MetadataExt};
use cap_std::fs::DirEntry;

use super::{Interest, Readiness, Source, StandardStream};
use crate::Interruption;
use crate::wasi::{
    clock::ClockId,
    errno::Errno,
    file::{Advice, extend},
    types::FdFlags,
};

/// `None` for a number that its kind says enough about.
pub(in crate::wasi) fn errno_from_raw(number: i32) -> Option<Errno> {
    Some(match number {
        // Access denied, and a file that somebody else has open.
        5 | 32 => Errno::Acces,
        // Too many open files.
        4 => Errno::Mfile,
        // An invalid handle.
        6 => Errno::Badf,
        // An invalid name.
        123 => Errno::Noent,
        // A pipe that is being closed.
        232 => Errno::Pipe,
        // A file where a directory was needed.
        267 => Errno::Notdir,
        // Symbolic links need a privilege.
        1314 => Errno::Perm,
        // Links in circles.
        1921 => Errno::Loop,
        _ => return None,
    })
}

/// The path that these bytes of the guest's name: they have to be UTF-8 here.
pub(in crate::wasi) fn path_from_guest(bytes: &[u8]) -> Result<&Path, Errno> {
    std::str::from_utf8(bytes).map(Path::new).map_err(|_| Errno::Ilseq)
}

/// The bytes a guest gets for a name of the host's; `None` if it has no form in UTF-8.
pub(in crate::wasi) fn name_to_guest(name: &OsStr) -> Option<&[u8]> {
    name.to_str().map(str::as_bytes)
}

pub(in crate::wasi) fn process_cpu_time() -> Result<Duration, Errno> {
    Err(Errno::Notsup)
}

pub(in crate::wasi) fn thread_cpu_time() -> Result<Duration, Errno> {
    Err(Errno::Notsup)
}

pub(in crate::wasi) fn clock_resolution(clock: ClockId) -> Result<Duration, Errno> {
    match clock {
        ClockId::Realtime | ClockId::Monotonic => Ok(Duration::from_nanos(100)),
        ClockId::ProcessCpuTime | ClockId::ThreadCpuTime => Err(Errno::Notsup),
    }
}

pub(in crate::wasi) fn read_input(buffers: &mut [IoSliceMut<'_>]) -> io::Result<usize> {
    io::stdin().lock().read_vectored(buffers)
}

pub(in crate::wasi) fn write_output(
    stream: StandardStream,
    buffers: &[IoSlice<'_>],
) -> io::Result<usize> {
    fn write(mut output: impl Write, buffers: &[IoSlice<'_>]) -> io::Result<usize> {
        let written = output.write_vectored(buffers)?;
        output.flush()?;
        Ok(written)
    }
    match stream {
        StandardStream::Error => write(io::stderr().lock(), buffers),
        StandardStream::Input | StandardStream::Output => write(io::stdout().lock(), buffers),
    }
}

/// Streams have no attributes here.
pub(in crate::wasi) fn stream_metadata(_stream: StandardStream) -> io::Result<Metadata> {
    Err(io::ErrorKind::Unsupported.into())
}

/// A socket, to be waited for.
pub(in crate::wasi) type SocketHandle<'a> = BorrowedSocket<'a>;

pub(in crate::wasi) fn socket_handle(socket: &impl AsSocket) -> SocketHandle<'_> {
    socket.as_socket()
}

/// Whether a connection is on its way: the host says that it would block.
pub(in crate::wasi) fn is_in_progress(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::WouldBlock
}

/// How long sockets are left alone before they are tried again.
const SOCKET_PAUSE: Duration = Duration::from_millis(1);

/// Waits until the time is over; every source counts as ready at once, sockets after a pause.
pub(in crate::wasi) fn wait(
    sources: &[(Source<'_>, Interest)],
    timeout: Option<Duration>,
    interruption: Option<&Interruption>,
) -> io::Result<Vec<Readiness>> {
    let has_sockets = sources.iter().any(|(source, _)| matches!(source, Source::Socket(_)));
    if sources.is_empty() || has_sockets {
        let timeout = timeout.unwrap_or(if has_sockets { SOCKET_PAUSE } else { Duration::ZERO });
        let timeout = if has_sockets { timeout.min(SOCKET_PAUSE) } else { timeout };
        match interruption {
            Some(interruption) if interruption.sleep(timeout).is_err() => {
                return Err(io::ErrorKind::Interrupted.into());
            }
            Some(_) => {}
            None => std::thread::sleep(timeout),
        }
    }
    Ok(vec![Readiness { ready: true, hangup: false, available: 0 }; sources.len()])
}

/// Files here know neither appending nor blocking: see [`APPEND_IS_EMULATED`].
pub(in crate::wasi) fn set_flags(_file: &File, _flags: FdFlags) -> io::Result<()> {
    Ok(())
}

/// Whether writes have to go to the end of an appending file by our own doing.
pub(in crate::wasi) const APPEND_IS_EMULATED: bool = true;

pub(in crate::wasi) fn read_at(
    file: &File,
    buffers: &mut [IoSliceMut<'_>],
    offset: u64,
) -> io::Result<usize> {
    let Some(first) = buffers.first_mut() else { return Ok(0) };
    keeping_position(file, |file| match file.seek_read(first, offset) {
        // The end of the file.
        Err(error) if error.raw_os_error() == Some(38) => Ok(0),
        result => result,
    })
}

pub(in crate::wasi) fn write_at(
    file: &File,
    buffers: &[IoSlice<'_>],
    offset: u64,
) -> io::Result<usize> {
    let Some(first) = buffers.first() else { return Ok(0) };
    keeping_position(file, |file| file.seek_write(first, offset))
}

/// Transfers at an offset move the file's position here.
fn keeping_position<T>(
    mut file: &File,
    transfer: impl FnOnce(&File) -> io::Result<T>,
) -> io::Result<T> {
    let position = file.stream_position()?;
    let result = transfer(file);
    file.seek(SeekFrom::Start(position))?;
    result
}

/// Sees to it that a file is at least this long.
pub(in crate::wasi) fn allocate(file: &File, offset: u64, length: u64) -> io::Result<()> {
    extend(file, offset + length)
}

/// Nobody takes advice here.
pub(in crate::wasi) fn advise(
    _file: &File,
    _offset: u64,
    _length: u64,
    _advice: Advice,
) -> io::Result<()> {
    Ok(())
}

/// When a file last changed, in nanoseconds since 1970.
pub(in crate::wasi) fn change_time(metadata: &Metadata) -> u64 {
    metadata
        .modified()
        .ok()
        .and_then(|time| time.into_std().duration_since(SystemTime::UNIX_EPOCH).ok())
        .and_then(|since| u64::try_from(since.as_nanos()).ok())
        .unwrap_or(0)
}

/// The inode number of a directory's entry.
pub(in crate::wasi) fn entry_inode(entry: &DirEntry) -> io::Result<u64> {
    Ok(entry.full_metadata()?.ino())
}
