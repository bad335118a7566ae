//! Keeps what a program writes, while it is shown as ever.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use wasmrun_protocol::limits;

use crate::exec::{OutputSink, Stream, Streams};

/// What a program wrote to both its streams, from the beginning.
#[derive(Clone, Default)]
pub(super) struct Transcript(Arc<Mutex<Vec<u8>>>);

impl Transcript {
    /// Streams for the program, which lead to those of this process, too.
    pub(super) fn streams(&self) -> Streams {
        let Self(kept) = self.clone();
        Streams::Told(OutputSink::new(move |stream, bytes: &[u8]| {
            // Nobody may look at it any more; the test goes on.
            let _ = match stream {
                Stream::Output => show(io::stdout().lock(), bytes),
                Stream::Error => show(io::stderr().lock(), bytes),
            };
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            let room = limits::MAX_TESTED_BYTES - kept.len();
            kept.extend_from_slice(&bytes[..bytes.len().min(room)]);
        }))
    }

    /// All of it as text.
    pub(super) fn text(&self) -> String {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&kept).into_owned()
    }
}

fn show(mut stream: impl Write, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(bytes)?;
    stream.flush()
}
