//! The standard streams while a guest runs: how they are read, written and described.

use std::{
    fmt,
    io::{self, IoSlice, IoSliceMut, Read, Write},
    time::Duration,
};

use super::{
    errno::Errno,
    platform::{self, Interest, Source, StandardStream},
    stat,
    stdio::{Input, Output},
    types::{FdFlags, FdStat, FileStat, FileType, Rights},
};
use crate::Interruption;

/// An open standard input.
#[derive(Debug)]
pub(super) struct InputStream {
    source: InputSource,
    pub(super) flags: FdFlags,
}

pub(super) enum InputSource {
    Inherited,
    Reader(Box<dyn Read + Send>),
}

impl InputStream {
    /// `None` if the descriptor is not to be open.
    pub(super) fn new(input: Input) -> Option<Self> {
        input.0.map(|source| Self { source, flags: FdFlags::empty() })
    }

    pub(super) fn read(
        &mut self,
        buffers: &mut [IoSliceMut<'_>],
        interruption: Option<&Interruption>,
    ) -> io::Result<usize> {
        match &mut self.source {
            InputSource::Reader(reader) => retry(|| reader.read_vectored(buffers)),
            InputSource::Inherited => {
                let source = Source::Standard(StandardStream::Input);
                let wait = Wait { source, interest: Interest::Read, interruption };
                when_ready(wait, self.flags, || platform::read_input(buffers))
            }
        }
    }

    /// What has to be waited for; `None` if it is always ready.
    pub(super) fn source(&self) -> Option<Source<'static>> {
        self.standard().map(Source::Standard)
    }

    pub(super) fn fd_stat(&self) -> FdStat {
        fd_stat(self.standard(), self.flags, Rights::FD_READ)
    }

    pub(super) fn file_stat(&self) -> FileStat {
        file_stat(self.standard())
    }

    fn standard(&self) -> Option<StandardStream> {
        matches!(self.source, InputSource::Inherited).then_some(StandardStream::Input)
    }
}

/// An open standard output or error.
#[derive(Debug)]
pub(super) struct OutputStream {
    sink: OutputSink,
    stream: StandardStream,
    pub(super) flags: FdFlags,
}

pub(super) enum OutputSink {
    Inherited,
    Writer(Box<dyn Write + Send>),
}

impl OutputStream {
    /// `None` if the descriptor is not to be open.
    pub(super) fn new(output: Output, stream: StandardStream) -> Option<Self> {
        output.0.map(|sink| Self { sink, stream, flags: FdFlags::empty() })
    }

    pub(super) fn write(
        &mut self,
        buffers: &[IoSlice<'_>],
        interruption: Option<&Interruption>,
    ) -> io::Result<usize> {
        match &mut self.sink {
            OutputSink::Writer(writer) => {
                let written = retry(|| writer.write_vectored(buffers))?;
                writer.flush()?;
                Ok(written)
            }
            OutputSink::Inherited => {
                let stream = self.stream;
                let source = Source::Standard(stream);
                let wait = Wait { source, interest: Interest::Write, interruption };
                let piece;
                let buffers = match interruption {
                    Some(_) if is_long(buffers) && !self.is_file() => {
                        piece = first_piece(buffers);
                        std::slice::from_ref(&piece)
                    }
                    _ => buffers,
                };
                when_ready(wait, self.flags, || platform::write_output(stream, buffers))
            }
        }
    }

    /// What has to be waited for; `None` if it is always ready.
    pub(super) fn source(&self) -> Option<Source<'static>> {
        self.standard().map(Source::Standard)
    }

    pub(super) fn fd_stat(&self) -> FdStat {
        fd_stat(self.standard(), self.flags, Rights::FD_WRITE)
    }

    pub(super) fn file_stat(&self) -> FileStat {
        file_stat(self.standard())
    }

    /// Whether what is written ends in a file, where it never waits.
    fn is_file(&self) -> bool {
        self.file_stat().file_type == FileType::RegularFile
    }

    fn standard(&self) -> Option<StandardStream> {
        matches!(self.sink, OutputSink::Inherited).then_some(self.stream)
    }
}

/// As much can be written to a pipe that is ready without blocking.
const PIECE: usize = 4096;

fn is_long(buffers: &[IoSlice<'_>]) -> bool {
    buffers.iter().map(|buffer| buffer.len()).sum::<usize>() > PIECE
}

/// The beginning of what is to be written, short enough not to block.
fn first_piece<'a>(buffers: &'a [IoSlice<'_>]) -> IoSlice<'a> {
    let first: &[u8] = buffers.iter().find(|buffer| !buffer.is_empty()).map_or(&[], |first| first);
    IoSlice::new(&first[..first.len().min(PIECE)])
}

/// What is waited for before something is read or written.
#[derive(Clone, Copy)]
pub(super) struct Wait<'a> {
    pub(super) source: Source<'a>,
    pub(super) interest: Interest,
    pub(super) interruption: Option<&'a Interruption>,
}

impl Wait<'_> {
    /// Waits for so long at most; tells whether the source is ready.
    fn is_over(&self, timeout: Option<Duration>) -> io::Result<bool> {
        let sources = [(self.source, self.interest)];
        let readiness = platform::wait(&sources, timeout, self.interruption)?;
        Ok(readiness.iter().all(|source| source.ready))
    }

    /// Waits until the source is ready, if the guest can be interrupted meanwhile; otherwise the
    /// host's own call waits just as well.
    pub(super) fn if_interruptible(&self) -> io::Result<()> {
        if self.interruption.is_some() {
            while !self.is_over(None)? {}
        }
        Ok(())
    }
}

/// Does something with a stream of the host's that may block, as the guest's flags have it.
///
/// Whether the host's descriptor blocks is not ours to change, since other processes share it:
/// so a guest that wants to block waits, and a guest that does not asks first.
fn when_ready(
    wait: Wait<'_>,
    flags: FdFlags,
    mut transfer: impl FnMut() -> io::Result<usize>,
) -> io::Result<usize> {
    if flags.contains(FdFlags::NONBLOCK) {
        if !wait.is_over(Some(Duration::ZERO))? {
            return Err(io::ErrorKind::WouldBlock.into());
        }
    } else {
        wait.if_interruptible()?;
    }
    loop {
        match retry(&mut transfer) {
            Err(error)
                if error.kind() == io::ErrorKind::WouldBlock
                    && !flags.contains(FdFlags::NONBLOCK) =>
            {
                wait.is_over(None)?;
            }
            result => return result,
        }
    }
}

/// Tries again as long as a signal comes in between.
pub(super) fn retry<T>(mut attempt: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match attempt() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// A guest's C library takes a character device that cannot seek for a terminal. So a device that
/// is none is said to be able to.
fn fd_stat(stream: Option<StandardStream>, flags: FdFlags, access: Rights) -> FdStat {
    let file_type = file_stat(stream).file_type;
    let is_terminal = stream.is_some_and(StandardStream::is_terminal);
    let mut rights = Rights::STREAM | access;
    if file_type == FileType::CharacterDevice && !is_terminal {
        rights |= Rights::FD_SEEK | Rights::FD_TELL;
    }
    FdStat { file_type, flags, rights, inheriting: Rights::empty() }
}

/// A stream of the host's may be a file that it was redirected to or from.
fn file_stat(stream: Option<StandardStream>) -> FileStat {
    let Some(stream) = stream else { return FileStat::of_stream(FileType::Unknown) };
    match platform::stream_metadata(stream) {
        Ok(metadata) => stat::file_stat(&metadata),
        Err(_) if stream.is_terminal() => FileStat::of_stream(FileType::CharacterDevice),
        Err(_) => FileStat::of_stream(FileType::Unknown),
    }
}

/// The flags of a stream, as `fd_fdstat_set_flags` may set them.
pub(super) fn settable_flags(flags: FdFlags) -> Result<FdFlags, Errno> {
    if (FdFlags::APPEND | FdFlags::NONBLOCK).contains(flags) {
        Ok(flags)
    } else {
        Err(Errno::Notsup)
    }
}

impl fmt::Debug for InputSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Inherited => "Inherited",
            Self::Reader(_) => "Reader",
        })
    }
}

impl fmt::Debug for OutputSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Inherited => "Inherited",
            Self::Writer(_) => "Writer",
        })
    }
}
