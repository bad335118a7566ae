//! A plugin's standard error: read all the time, its end kept for messages.

use std::collections::VecDeque;
use std::io::Read;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use wasmrun_protocol::limits;

/// Lines of a crashed plugin that are shown.
const LINES_SHOWN: usize = 20;
/// How long to wait for the last lines of a plugin that is gone. A process that it left behind may
/// keep the pipe open.
const PATIENCE: Duration = Duration::from_millis(300);

/// The last bytes that a plugin wrote to its standard error.
#[derive(Clone, Debug, Default)]
pub(super) struct StderrTail {
    shared: Arc<(Mutex<State>, Condvar)>,
}

#[derive(Debug, Default)]
struct State {
    bytes: VecDeque<u8>,
    closed: bool,
}

impl StderrTail {
    /// Reads `stream` on a thread of its own until it is closed, and shows each line to `sink`.
    pub(super) fn follow(
        stream: impl Read + Send + 'static,
        sink: impl FnMut(&str) + Send + 'static,
    ) -> Self {
        let tail = Self::default();
        let writer = tail.clone();
        thread::spawn(move || writer.read(stream, sink));
        tail
    }

    fn read(&self, mut stream: impl Read, mut sink: impl FnMut(&str)) {
        let mut buffer = [0; 8192];
        let mut line = Vec::new();
        while let Ok(length @ 1..) = stream.read(&mut buffer) {
            self.push(&buffer[..length]);
            for part in buffer[..length].split_inclusive(|byte| *byte == b'\n') {
                line.extend_from_slice(part);
                if line.ends_with(b"\n") || line.len() >= buffer.len() {
                    sink(String::from_utf8_lossy(&line).trim_end());
                    line.clear();
                }
            }
        }
        if !line.is_empty() {
            sink(&String::from_utf8_lossy(&line));
        }
        let (state, closed) = &*self.shared;
        state.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        closed.notify_all();
    }

    fn push(&self, bytes: &[u8]) {
        let mut state = self.shared.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.bytes.extend(bytes);
        let excess = state.bytes.len().saturating_sub(limits::MAX_STDERR_BYTES);
        state.bytes.drain(..excess);
    }

    /// The last lines of a plugin that has ended.
    pub(super) fn last_lines(&self) -> Vec<String> {
        let (state, closed) = &*self.shared;
        let state = state.lock().unwrap_or_else(PoisonError::into_inner);
        let (state, _) = closed
            .wait_timeout_while(state, PATIENCE, |state| !state.closed)
            .unwrap_or_else(PoisonError::into_inner);
        let bytes: Vec<u8> = state.bytes.iter().copied().collect();
        let text = String::from_utf8_lossy(&bytes);
        let lines: Vec<&str> = text.lines().collect();
        let first = lines.len().saturating_sub(LINES_SHOWN);
        lines[first..].iter().map(|line| (*line).to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn only_the_end_is_kept() {
        let text = "an earlier line\n".repeat(20_000) + "the last line\n";
        let tail = StderrTail::follow(Cursor::new(text), |_| {});
        let lines = tail.last_lines();
        assert_eq!(lines.len(), LINES_SHOWN);
        assert_eq!(lines.last().unwrap(), "the last line");
        assert!(tail.shared.0.lock().unwrap().bytes.len() <= limits::MAX_STDERR_BYTES);
    }

    #[test]
    fn each_line_is_shown() {
        let (sender, receiver) = mpsc::channel();
        let stream = Cursor::new(b"one\ntw\xffo\nthree".to_vec());
        let tail = StderrTail::follow(stream, move |line| sender.send(line.to_owned()).unwrap());
        assert_eq!(tail.last_lines(), ["one", "tw\u{fffd}o", "three"]);
        assert_eq!(receiver.iter().collect::<Vec<_>>(), ["one", "tw\u{fffd}o", "three"]);
    }
}
