//! Unix: through rustix, without a buffer of our own anywhere.
#![expect(clippy::unnecessary_wraps, reason = "the same calls can fail on other systems")]

use std::{
    ffi::OsStr,
    fs::File,
    io::{self, IoSlice, IoSliceMut},
    os::{
        fd::{AsFd, BorrowedFd},
        unix::{ffi::OsStrExt, fs::DirEntryExt},
    },
    path::Path,
    time::Duration,
};

use cap_fs_ext::{Metadata, OsMetadataExt};
use cap_std::{fs::DirEntry, io_lifetimes::AsFilelike};
use rustix::{
    event::{PollFd, PollFlags, Timespec},
    fs::{FallocateFlags, OFlags},
    time::{ClockId as HostClock, clock_getres, clock_gettime},
};

use super::{Interest, Readiness, Source, StandardStream};
use crate::Interruption;
use crate::wasi::{clock::ClockId, errno::Errno, file::Advice, types::FdFlags};

/// The path that these bytes of the guest's name. Names are bytes here as on the guest's side, so
/// that a file whose name is not UTF-8 can be listed and opened all the same.
pub(in crate::wasi) fn path_from_guest(bytes: &[u8]) -> Result<&Path, Errno> {
    Ok(Path::new(OsStr::from_bytes(bytes)))
}

/// The bytes a guest gets for a name of the host's.
pub(in crate::wasi) fn name_to_guest(name: &OsStr) -> Option<&[u8]> {
    Some(name.as_bytes())
}

pub(in crate::wasi) fn process_cpu_time() -> Result<Duration, Errno> {
    Ok(duration(clock_gettime(HostClock::ProcessCPUTime)))
}

pub(in crate::wasi) fn thread_cpu_time() -> Result<Duration, Errno> {
    Ok(duration(clock_gettime(HostClock::ThreadCPUTime)))
}

pub(in crate::wasi) fn clock_resolution(clock: ClockId) -> Result<Duration, Errno> {
    Ok(duration(clock_getres(match clock {
        ClockId::Realtime => HostClock::Realtime,
        ClockId::Monotonic => HostClock::Monotonic,
        ClockId::ProcessCpuTime => HostClock::ProcessCPUTime,
        ClockId::ThreadCpuTime => HostClock::ThreadCPUTime,
    })))
}

fn duration(time: Timespec) -> Duration {
    Duration::new(time.tv_sec.try_into().unwrap_or(0), time.tv_nsec.try_into().unwrap_or(0))
}

/// Reads the host's standard input, past the buffer that Rust's own handle keeps.
pub(in crate::wasi) fn read_input(buffers: &mut [IoSliceMut<'_>]) -> io::Result<usize> {
    let input = descriptor(Source::Standard(StandardStream::Input));
    Ok(match buffers {
        [buffer] => rustix::io::read(input, &mut **buffer)?,
        _ => rustix::io::readv(input, buffers)?,
    })
}

/// Writes to one of the host's outputs, past the line buffer of Rust's own handle.
pub(in crate::wasi) fn write_output(
    stream: StandardStream,
    buffers: &[IoSlice<'_>],
) -> io::Result<usize> {
    let output = descriptor(Source::Standard(stream));
    Ok(match buffers {
        [buffer] => rustix::io::write(output, buffer)?,
        _ => rustix::io::writev(output, buffers)?,
    })
}

/// The attributes of what one of the host's streams is connected to.
pub(in crate::wasi) fn stream_metadata(stream: StandardStream) -> io::Result<Metadata> {
    let stream = descriptor(Source::Standard(stream));
    Metadata::from_file(&stream.as_filelike_view::<File>())
}

/// Waits until a source is ready or the time is over; answers for each source, in order.
///
/// It may also return early, with nothing ready, when a signal came in. A request to stop is an error
/// of the kind [`io::ErrorKind::Interrupted`].
pub(in crate::wasi) fn wait(
    sources: &[(Source<'_>, Interest)],
    timeout: Option<Duration>,
    interruption: Option<&Interruption>,
) -> io::Result<Vec<Readiness>> {
    let mut polled: Vec<PollFd<'_>> = sources
        .iter()
        .map(|&(source, interest)| {
            let events = match interest {
                Interest::Read => PollFlags::IN,
                Interest::Write => PollFlags::OUT,
            };
            PollFd::from_borrowed_fd(descriptor(source), events)
        })
        .collect();
    if let Some(interruption) = interruption {
        polled.push(PollFd::from_borrowed_fd(interruption.descriptor()?, PollFlags::IN));
    }
    // A time too long for the host is as good as none.
    let timeout = timeout.and_then(|timeout| Timespec::try_from(timeout).ok());
    match rustix::event::poll(&mut polled, timeout.as_ref()) {
        Ok(_) => {}
        Err(rustix::io::Errno::INTR) => return Ok(vec![Readiness::default(); sources.len()]),
        Err(error) => return Err(error.into()),
    }
    if interruption.is_some_and(Interruption::is_requested) {
        return Err(io::ErrorKind::Interrupted.into());
    }
    Ok(polled.iter().zip(sources).map(|(polled, source)| readiness(polled, *source)).collect())
}

fn readiness(polled: &PollFd<'_>, (source, interest): (Source<'_>, Interest)) -> Readiness {
    let events = polled.revents();
    let available = match interest {
        Interest::Read if events.contains(PollFlags::IN) => {
            rustix::io::ioctl_fionread(descriptor(source)).unwrap_or(0)
        }
        _ => 0,
    };
    Readiness {
        ready: !events.is_empty(),
        hangup: events.intersects(PollFlags::HUP | PollFlags::ERR),
        available,
    }
}

/// A socket, to be waited for.
pub(in crate::wasi) type SocketHandle<'a> = BorrowedFd<'a>;

pub(in crate::wasi) fn socket_handle(socket: &impl AsFd) -> SocketHandle<'_> {
    socket.as_fd()
}

/// Whether a connection is on its way.
pub(in crate::wasi) fn is_in_progress(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::INPROGRESS.raw_os_error())
}

fn descriptor(source: Source<'_>) -> BorrowedFd<'_> {
    match source {
        Source::Standard(StandardStream::Input) => rustix::stdio::stdin(),
        Source::Standard(StandardStream::Output) => rustix::stdio::stdout(),
        Source::Standard(StandardStream::Error) => rustix::stdio::stderr(),
        Source::File(file) => file.as_fd(),
        Source::Socket(socket) => socket,
    }
}

/// Makes a file append or not, block or not. The file's description is nobody else's.
pub(in crate::wasi) fn set_flags(file: &File, flags: FdFlags) -> io::Result<()> {
    let mut host = rustix::fs::fcntl_getfl(file)?;
    host.set(OFlags::APPEND, flags.contains(FdFlags::APPEND));
    host.set(OFlags::NONBLOCK, flags.contains(FdFlags::NONBLOCK));
    Ok(rustix::fs::fcntl_setfl(file, host)?)
}

/// Whether writes have to go to the end of an appending file by our own doing.
pub(in crate::wasi) const APPEND_IS_EMULATED: bool = false;

pub(in crate::wasi) fn read_at(
    file: &File,
    buffers: &mut [IoSliceMut<'_>],
    offset: u64,
) -> io::Result<usize> {
    Ok(rustix::io::preadv(file, buffers, offset)?)
}

pub(in crate::wasi) fn write_at(
    file: &File,
    buffers: &[IoSlice<'_>],
    offset: u64,
) -> io::Result<usize> {
    Ok(rustix::io::pwritev(file, buffers, offset)?)
}

/// Sees to it that a file is at least `end` bytes long, and has the space for it where the file
/// system can tell.
pub(in crate::wasi) fn allocate(file: &File, offset: u64, length: u64) -> io::Result<()> {
    // Elsewhere than on Linux the call either is missing or may shorten the file.
    if cfg!(any(target_os = "linux", target_os = "android")) {
        match rustix::fs::fallocate(file, FallocateFlags::empty(), offset, length) {
            Err(rustix::io::Errno::OPNOTSUPP | rustix::io::Errno::NOSYS) => {}
            result => return Ok(result?),
        }
    }
    super::super::file::extend(file, offset + length)
}

#[cfg(not(target_vendor = "apple"))]
pub(in crate::wasi) fn advise(
    file: &File,
    offset: u64,
    length: u64,
    advice: Advice,
) -> io::Result<()> {
    use rustix::fs::Advice as HostAdvice;

    let advice = match advice {
        Advice::Normal => HostAdvice::Normal,
        Advice::Sequential => HostAdvice::Sequential,
        Advice::Random => HostAdvice::Random,
        Advice::WillNeed => HostAdvice::WillNeed,
        Advice::DontNeed => HostAdvice::DontNeed,
        Advice::NoReuse => HostAdvice::NoReuse,
    };
    Ok(rustix::fs::fadvise(file, offset, std::num::NonZeroU64::new(length), advice)?)
}

/// What is only advice need not be taken, and Apple's systems have nobody to take it.
#[cfg(target_vendor = "apple")]
#[expect(clippy::unnecessary_wraps, reason = "other systems can fail")]
pub(in crate::wasi) fn advise(_: &File, _: u64, _: u64, _: Advice) -> io::Result<()> {
    Ok(())
}

/// When the attributes of a file last changed, in nanoseconds since 1970.
pub(in crate::wasi) fn change_time(metadata: &Metadata) -> u64 {
    let seconds = u64::try_from(metadata.ctime()).unwrap_or(0);
    let nanoseconds = u64::try_from(metadata.ctime_nsec()).unwrap_or(0);
    seconds.saturating_mul(1_000_000_000).saturating_add(nanoseconds)
}

/// The inode number of a directory's entry.
pub(in crate::wasi) fn entry_inode(entry: &DirEntry) -> io::Result<u64> {
    Ok(entry.ino())
}
