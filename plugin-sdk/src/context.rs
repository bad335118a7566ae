//! The context of a request: how a method talks to the host while it works.

use std::ffi::OsStr;
use std::sync::Arc;

use wasmrun_protocol::{
    Diagnostic, DiagnosticNote, Dirs, LogLevel, LogNote, OutputNote, OutputStream, ProgressNote,
    RequestId,
};

use crate::in_flight::Cancellation;
use crate::outbox::Outbox;
use crate::{Error, Result, ToolCommand, ToolSearch};

/// What a method uses to talk to the host while it works on one request.
///
/// It may be shared by threads that the method starts and joins.
pub struct Context {
    request: RequestId,
    dirs: Arc<Dirs>,
    cancellation: Cancellation,
    outbox: Arc<Outbox>,
}

impl Context {
    pub(crate) fn new(
        request: RequestId,
        dirs: Arc<Dirs>,
        cancellation: Cancellation,
        outbox: Arc<Outbox>,
    ) -> Self {
        Self { request, dirs, cancellation, outbox }
    }

    /// Says how far the request is: a text, or a [`Progress`] with numbers. Any note tells the host
    /// that the plugin is alive.
    ///
    /// ```
    /// # fn example(cx: &wasmrun_plugin_sdk::Context) {
    /// use wasmrun_plugin_sdk::Progress;
    ///
    /// cx.progress("linking");
    /// cx.progress(Progress::new("compiling").with_count(3, 12).with_unit("files"));
    /// # }
    /// ```
    pub fn progress(&self, progress: impl Into<Progress>) {
        let Progress { message, current, total, unit } = progress.into();
        let mut note = ProgressNote::new(self.request, message);
        (note.current, note.total, note.unit) = (current, total, unit);
        self.outbox.notify(&note);
    }

    /// Writes a line into the host's log.
    pub fn log(&self, level: LogLevel, message: impl Into<String>) {
        self.outbox.notify(&LogNote::new(level, message).with_request(self.request));
    }

    /// Sends a diagnostic.
    pub fn diagnostic(&self, diagnostic: Diagnostic) {
        self.outbox.notify(&DiagnosticNote::new(self.request, diagnostic));
    }

    /// Passes on what a tool wrote: whole lines, without the last line end. Tools started with
    /// [`Context::tool`] do this by themselves.
    pub fn output(&self, stream: OutputStream, text: impl Into<String>) {
        self.outbox.notify(&OutputNote::new(self.request, stream, text));
    }

    /// Whether the host no longer wants an answer.
    pub fn is_cancelled(&self) -> bool {
        self.cancellation.is_cancelled()
    }

    /// Fails with [`Error::cancelled`] if the host no longer wants an answer.
    pub fn check_cancelled(&self) -> Result<()> {
        if self.is_cancelled() { Err(Error::cancelled()) } else { Ok(()) }
    }

    /// The folders that belong to the plugin. They may not exist yet.
    pub fn dirs(&self) -> &Dirs {
        &self.dirs
    }

    /// Prepares to run a tool: a name to be found on PATH, or an absolute path.
    pub fn tool(&self, program: impl AsRef<OsStr>) -> ToolCommand<'_> {
        ToolCommand::new(self, program.as_ref())
    }

    /// Prepares to look for a tool: a name to be found on PATH, or an absolute path.
    pub fn find_tool(&self, program: impl AsRef<OsStr>) -> ToolSearch<'_> {
        ToolSearch::new(self, program.as_ref())
    }
}

/// How far a request is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    message: String,
    current: Option<u64>,
    total: Option<u64>,
    unit: Option<String>,
}

impl Progress {
    /// Progress without a number.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), current: None, total: None, unit: None }
    }

    /// Says how much of how much is done.
    #[must_use]
    pub fn with_count(mut self, current: u64, total: u64) -> Self {
        (self.current, self.total) = (Some(current), Some(total));
        self
    }

    /// Says what is counted, for example `files`.
    #[must_use]
    pub fn with_unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = Some(unit.into());
        self
    }
}

impl From<&str> for Progress {
    fn from(message: &str) -> Self {
        Self::new(message)
    }
}

impl From<String> for Progress {
    fn from(message: String) -> Self {
        Self::new(message)
    }
}
