//! The outbox: the one place that writes messages, whole lines at a time.

use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use wasmrun_protocol::{ErrorKind, Note, Notification, Response, RpcError, limits};

use crate::sync::lock;

/// Writes messages for the host, from any thread.
pub(crate) struct Outbox {
    writer: Mutex<Box<dyn Write + Send>>,
    max_message_bytes: AtomicUsize,
    closed: AtomicBool,
}

impl Outbox {
    pub(crate) fn new(writer: impl Write + Send + 'static) -> Self {
        Self {
            writer: Mutex::new(Box::new(writer)),
            max_message_bytes: AtomicUsize::new(limits::MAX_MESSAGE_BYTES),
            closed: AtomicBool::new(false),
        }
    }

    /// Obeys the limit that the host gave in `initialize`.
    pub(crate) fn limit(&self, max_message_bytes: usize) {
        self.max_message_bytes.store(max_message_bytes, Ordering::Relaxed);
    }

    /// Sends an answer; one that is too long for the host becomes an error that says so.
    pub(crate) fn respond(&self, response: &Response) {
        let line = response.to_line();
        if self.fits(&line) {
            return self.write(&line);
        }
        let message = format!("the answer has {} bytes, more than the host accepts", line.len());
        let error = RpcError::new(ErrorKind::InternalError, message);
        self.write(&Response::failure(response.id, error).to_line());
    }

    /// Sends a note; one that cannot be encoded or is too long is reported on standard error.
    pub(crate) fn notify<N: Note>(&self, note: &N) {
        match Notification::new(note).map(|notification| notification.to_line()) {
            Ok(line) if self.fits(&line) => self.write(&line),
            Ok(line) => complain(&format!("dropped a `{}` of {} bytes", N::NAME, line.len())),
            Err(error) => complain(&format!("dropped a `{}`: {error}", N::NAME)),
        }
    }

    fn fits(&self, line: &str) -> bool {
        line.trim_end().len() <= self.max_message_bytes.load(Ordering::Relaxed)
    }

    fn write(&self, line: &str) {
        if self.closed.load(Ordering::Relaxed) {
            return;
        }
        let mut writer = lock(&self.writer);
        let written = writer.write_all(line.as_bytes()).and_then(|()| writer.flush());
        if written.is_err() {
            // The host is gone; the end of its requests will say so, too.
            self.closed.store(true, Ordering::Relaxed);
        }
    }
}

fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
