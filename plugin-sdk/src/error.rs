//! The error of a plugin: a kind for the host, a sentence, causes and hints for people.

use std::path::Path;
use std::{fmt, io};

use wasmrun_protocol::{ErrorData, ErrorKind, RpcError, Tool};

/// The result of a plugin's methods.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a plugin could not do its job.
///
/// A project that does not compile is no error: answer with
/// [`BuildResult::failed`](crate::BuildResult::failed) and send diagnostics.
///
/// The message is one lower-case sentence without a full stop, with names in backticks; a hint is
/// something that can be typed.
///
/// ```
/// use wasmrun_plugin_sdk::{Error, ErrorKind};
///
/// let error = Error::new(ErrorKind::ProjectInvalid, "`Makefile` has no target `all`")
///     .with_hint("add a target: `all: main.wasm`");
/// assert_eq!(error.kind(), ErrorKind::ProjectInvalid);
/// ```
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    message: String,
    data: ErrorData,
}

impl Error {
    /// An error of this kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { kind, message: message.into(), data: ErrorData::new(kind) }))
    }

    /// The request was cancelled.
    pub fn cancelled() -> Self {
        Self::new(ErrorKind::Cancelled, "request cancelled")
    }

    /// A program for a terminal was asked for, and the project in this folder is a page.
    ///
    /// ```
    /// let error = wasmrun_plugin_sdk::Error::for_browser("/home/me/game".as_ref());
    /// assert_eq!(error.hints(), ["open it with `cargo wasmrun run /home/me/game`"]);
    /// ```
    pub fn for_browser(project: &Path) -> Self {
        let project = project.display().to_string();
        let message = format!("`{project}` runs in a browser, not in a terminal");
        let quote = if project.contains(' ') { "'" } else { "" };
        Self::new(ErrorKind::UnsupportedOption, message)
            .with_hint(format!("open it with `cargo wasmrun run {quote}{project}{quote}`"))
    }

    /// Adds something that can be typed to mend it.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.0.data.hints.push(hint.into());
        self
    }

    /// Adds an error and all that caused it.
    #[must_use]
    pub fn with_cause(mut self, cause: &dyn std::error::Error) -> Self {
        let chain = std::iter::successors(Some(cause), |error| error.source());
        self.0.data.caused_by.extend(chain.map(ToString::to_string));
        self
    }

    /// Adds a tool that is missing or unfit.
    #[must_use]
    pub fn with_tool(mut self, tool: Tool) -> Self {
        self.0.data.tools.push(tool);
        self
    }

    /// Why it failed.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What can be typed to mend it.
    pub fn hints(&self) -> &[String] {
        &self.0.data.hints
    }

    /// Whether the request was cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.kind() == ErrorKind::Cancelled
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        let base = Self::new(ErrorKind::Io, error.to_string());
        match std::error::Error::source(&error) {
            Some(cause) => base.with_cause(cause),
            None => base,
        }
    }
}

impl From<Error> for RpcError {
    fn from(error: Error) -> Self {
        let Inner { kind, message, data } = *error.0;
        Self::new(kind, message).with_data(data)
    }
}

impl From<RpcError> for Error {
    fn from(error: RpcError) -> Self {
        let kind = error.kind();
        let data = error.data.map_or_else(|| ErrorData::new(kind), |data| *data);
        Self(Box::new(Inner { kind, message: error.message, data }))
    }
}
