//! What a tool writes: read line by line, kept up to a limit, passed on in batches.

use std::io::{BufRead, BufReader, Read};
use std::process::ExitStatus;
use std::sync::mpsc::SyncSender;
use std::thread;

use wasmrun_protocol::{OutputStream, limits};

use crate::Context;

/// Kept per stream; what comes after that is passed on but not kept.
const MAX_KEPT_BYTES: usize = 16 * 1024 * 1024;

/// How a tool ended and what it wrote.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ToolOutput {
    /// How it ended.
    pub status: ExitStatus,
    /// The first 16 MiB of its standard output; bytes that are not UTF-8 are replaced.
    pub stdout: String,
    /// The first 16 MiB of its standard error, likewise.
    pub stderr: String,
}

impl ToolOutput {
    /// Whether it ended with status 0.
    pub fn success(&self) -> bool {
        self.status.success()
    }
}

/// What the threads that read from a tool report.
pub(super) enum Event {
    /// A line without its end, or a part of a line that is very long.
    Line(OutputStream, String),
    /// The stream is at its end.
    End,
}

/// Reads a stream of a tool on a thread of its own until its end.
pub(super) fn read(
    stream: OutputStream,
    source: impl Read + Send + 'static,
    events: SyncSender<Event>,
) {
    thread::spawn(move || {
        let mut reader = BufReader::new(source);
        let mut line = Vec::new();
        loop {
            line.clear();
            let mut part = reader.by_ref().take(limits::MAX_OUTPUT_BYTES as u64);
            match part.read_until(b'\n', &mut line) {
                Ok(0) | Err(_) => break,
                Ok(_) => {}
            }
            let text = line.strip_suffix(b"\n").unwrap_or(&line);
            let text = text.strip_suffix(b"\r").unwrap_or(text);
            let text = String::from_utf8_lossy(text).into_owned();
            if events.send(Event::Line(stream, text)).is_err() {
                return;
            }
        }
        let _ = events.send(Event::End);
    });
}

/// Keeps what a tool wrote.
#[derive(Default)]
pub(super) struct Kept {
    stdout: String,
    stderr: String,
}

impl Kept {
    pub(super) fn add(&mut self, stream: OutputStream, line: &str) {
        let text = match stream {
            OutputStream::Stdout => &mut self.stdout,
            _ => &mut self.stderr,
        };
        if text.len() + line.len() < MAX_KEPT_BYTES {
            text.push_str(line);
            text.push('\n');
        }
    }

    pub(super) fn into_output(self, status: ExitStatus) -> ToolOutput {
        ToolOutput { status, stdout: self.stdout, stderr: self.stderr }
    }
}

/// Gathers lines into `output` notes, so that a chatty tool does not cost a note a line.
pub(super) struct Batch<'a> {
    cx: &'a Context,
    stream: OutputStream,
    text: Option<String>,
}

impl<'a> Batch<'a> {
    pub(super) fn new(cx: &'a Context) -> Self {
        Self { cx, stream: OutputStream::Stdout, text: None }
    }

    pub(super) fn add(&mut self, stream: OutputStream, line: &str) {
        let fits = |text: &String| text.len() + line.len() < limits::MAX_OUTPUT_BYTES;
        match &mut self.text {
            Some(text) if self.stream == stream && fits(text) => {
                text.push('\n');
                text.push_str(line);
            }
            _ => {
                self.flush();
                (self.stream, self.text) = (stream, Some(line.to_owned()));
            }
        }
    }

    pub(super) fn flush(&mut self) {
        if let Some(text) = self.text.take() {
            self.cx.output(self.stream, text);
        }
    }
}
