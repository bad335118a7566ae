//! What the standard streams of a guest can be connected to.

use std::{
    io::{self, IoSlice, Read, Write},
    sync::{Arc, Mutex, PoisonError},
};

use super::stream::{InputSource, OutputSink};

/// What the guest's standard input is connected to.
///
/// ```
/// use wasmrun_runtime::wasi::{Input, WasiCtx};
///
/// let ctx = WasiCtx::builder().stdin(Input::bytes("two\nlines\n")).build()?;
/// # Ok::<(), wasmrun_runtime::wasi::BuildError>(())
/// ```
#[derive(Debug)]
pub struct Input(pub(super) Option<InputSource>);

impl Input {
    /// The standard input of this process.
    ///
    /// It is read without a buffer, so that whoever reads it afterwards misses nothing; what
    /// [`std::io::Stdin`] has buffered already is not seen.
    pub fn inherit() -> Self {
        Self(Some(InputSource::Inherited))
    }

    /// These bytes, and then the end.
    pub fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self::reader(io::Cursor::new(bytes.into()))
    }

    /// Whatever the reader gives. It counts as always ready.
    pub fn reader(reader: impl Read + Send + 'static) -> Self {
        Self(Some(InputSource::Reader(Box::new(reader))))
    }

    /// Nothing: the descriptor is not open.
    pub fn closed() -> Self {
        Self(None)
    }
}

/// What the guest's standard output or error is connected to.
#[derive(Debug)]
pub struct Output(pub(super) Option<OutputSink>);

impl Output {
    /// The stream of the same name of this process, without a buffer in between.
    pub fn inherit() -> Self {
        Self(Some(OutputSink::Inherited))
    }

    /// A writer, flushed after every write of the guest: for example an [`OutputBuffer`].
    pub fn writer(writer: impl Write + Send + 'static) -> Self {
        Self(Some(OutputSink::Writer(Box::new(writer))))
    }

    /// Nothing: the descriptor is not open.
    pub fn closed() -> Self {
        Self(None)
    }
}

/// A buffer for the output of a guest, up to a limit; clones share their contents.
///
/// ```
/// use std::io::Write;
/// use wasmrun_runtime::wasi::{Output, OutputBuffer, WasiCtx};
///
/// let mut buffer = OutputBuffer::with_limit(8);
/// let ctx = WasiCtx::builder().stdout(Output::writer(buffer.clone())).build()?;
///
/// assert_eq!(buffer.write(b"twelve bytes")?, 8);
/// assert_eq!(buffer.take(), b"twelve b");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct OutputBuffer {
    bytes: Arc<Mutex<Vec<u8>>>,
    limit: usize,
}

impl OutputBuffer {
    /// A buffer that takes at most `limit` bytes; more is "no space left" to the guest.
    pub fn with_limit(limit: usize) -> Self {
        Self { bytes: Arc::default(), limit }
    }

    /// Takes out what has been written since the last time.
    pub fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.bytes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for OutputBuffer {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let mut bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = data.len().min(self.limit.saturating_sub(bytes.len()));
        if taken == 0 && !data.is_empty() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        bytes.extend_from_slice(&data[..taken]);
        Ok(taken)
    }

    fn write_vectored(&mut self, buffers: &[IoSlice<'_>]) -> io::Result<usize> {
        let mut written = 0;
        for buffer in buffers {
            match self.write(buffer) {
                Ok(taken) if taken == buffer.len() => written += taken,
                Ok(taken) => return Ok(written + taken),
                Err(_) if written > 0 => return Ok(written),
                Err(error) => return Err(error),
            }
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
