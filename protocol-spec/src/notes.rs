//! Notifications: `cancel` to the plugin; `log`, `progress`, `diagnostic`, `output` from it.

use serde::{Deserialize, Serialize};

use crate::{Diagnostic, RequestId};

/// Asks the plugin to give up a request. The request is still answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CancelParams {
    /// The request. One that is not running is ignored.
    pub request: RequestId,
}

impl CancelParams {
    /// Cancels this request.
    pub fn new(request: RequestId) -> Self {
        Self { request }
    }
}

/// How far a request is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ProgressNote {
    /// The request.
    pub request: RequestId,
    /// What is being done.
    pub message: String,
    /// How much is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<u64>,
    /// How much there is to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// What is counted, for example `files` or `bytes`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

impl ProgressNote {
    /// Progress without a number.
    pub fn new(request: RequestId, message: impl Into<String>) -> Self {
        Self { request, message: message.into(), current: None, total: None, unit: None }
    }
}

setters! { ProgressNote:
    /// Says how much is done.
    with_current(current: u64) = Some(current);
    /// Says how much there is to do.
    with_total(total: u64) = Some(total);
    /// Says what is counted.
    with_unit(unit: impl Into<String>) = Some(unit.into());
}

open_enum! {
    /// Where a tool wrote.
    pub enum OutputStream {
        /// Standard output.
        Stdout = "stdout",
        /// Standard error.
        Stderr = "stderr",
    }
}

/// What a tool wrote, word for word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OutputNote {
    /// The request.
    pub request: RequestId,
    /// Where the tool wrote.
    pub stream: OutputStream,
    /// One or more whole lines, without the last line end.
    pub text: String,
}

impl OutputNote {
    /// Output of a tool.
    pub fn new(request: RequestId, stream: OutputStream, text: impl Into<String>) -> Self {
        Self { request, stream, text: text.into() }
    }
}

/// A diagnostic of a request that is running.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DiagnosticNote {
    /// The request.
    pub request: RequestId,
    /// What the compiler says.
    pub diagnostic: Diagnostic,
}

impl DiagnosticNote {
    /// A diagnostic of this request.
    pub fn new(request: RequestId, diagnostic: Diagnostic) -> Self {
        Self { request, diagnostic }
    }
}

open_enum! {
    /// How important a log line is.
    pub enum LogLevel {
        /// Something failed.
        Error = "error",
        /// Something looks wrong.
        Warn = "warn",
        /// For a person who asks for more.
        Info = "info",
        /// For the author of the plugin.
        Debug = "debug",
        /// Every step.
        Trace = "trace",
    }
}

/// A line for the host's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LogNote {
    /// The request, if it belongs to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestId>,
    /// How important it is.
    pub level: LogLevel,
    /// What happened.
    pub message: String,
}

impl LogNote {
    /// A line that belongs to no request.
    pub fn new(level: LogLevel, message: impl Into<String>) -> Self {
        Self { request: None, level, message: message.into() }
    }
}

setters! { LogNote:
    /// Says which request it belongs to.
    with_request(request: RequestId) = Some(request);
}
