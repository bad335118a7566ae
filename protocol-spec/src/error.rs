//! Errors on the wire: a number for libraries, a kind to match on, hints for people.

use semver::Version;
use serde::{Deserialize, Serialize};

use crate::{Tool, code};

open_enum! {
    /// Why a request failed. The list is open: match what you can act on.
    #[derive(Default)]
    pub enum ErrorKind {
        /// The line was not JSON.
        ParseError = "parse_error",
        /// The message was no request, or not allowed at this point.
        InvalidRequest = "invalid_request",
        /// The plugin has no such method.
        MethodNotFound = "method_not_found",
        /// The parameters do not fit the method.
        InvalidParams = "invalid_params",
        /// The plugin is at fault.
        #[default]
        InternalError = "internal_error",
        /// The request was cancelled.
        Cancelled = "cancelled",
        /// No offered version fits; see [`ErrorData::supported_versions`].
        UnsupportedProtocolVersion = "unsupported_protocol_version",
        /// A request came before `initialize`.
        NotInitialized = "not_initialized",
        /// A tool is missing or unfit; see [`ErrorData::tools`].
        ToolchainMissing = "toolchain_missing",
        /// The project is not one the plugin can build.
        ProjectInvalid = "project_invalid",
        /// An option is not supported.
        UnsupportedOption = "unsupported_option",
        /// A file or folder could not be read or written.
        Io = "io",
        /// A tool failed for a reason that is not the project's.
        ToolFailed = "tool_failed",
        /// Something could not be downloaded.
        Network = "network",
    }
}

impl ErrorKind {
    /// The number that goes with the kind.
    pub const fn code(self) -> i64 {
        match self {
            Self::ParseError => code::PARSE_ERROR,
            Self::InvalidRequest => code::INVALID_REQUEST,
            Self::MethodNotFound => code::METHOD_NOT_FOUND,
            Self::InvalidParams => code::INVALID_PARAMS,
            Self::InternalError => code::INTERNAL_ERROR,
            Self::Cancelled => code::CANCELLED,
            Self::UnsupportedProtocolVersion => code::UNSUPPORTED_PROTOCOL_VERSION,
            Self::NotInitialized => code::NOT_INITIALIZED,
            Self::ToolchainMissing
            | Self::ProjectInvalid
            | Self::UnsupportedOption
            | Self::Io
            | Self::ToolFailed
            | Self::Network
            | Self::Unknown => code::PLUGIN_ERROR,
        }
    }

    /// The kind that a number stands for if the message names none.
    pub const fn from_code(code: i64) -> Self {
        match code {
            code::PARSE_ERROR => Self::ParseError,
            code::INVALID_REQUEST => Self::InvalidRequest,
            code::METHOD_NOT_FOUND => Self::MethodNotFound,
            code::INVALID_PARAMS => Self::InvalidParams,
            code::INTERNAL_ERROR => Self::InternalError,
            code::CANCELLED => Self::Cancelled,
            code::UNSUPPORTED_PROTOCOL_VERSION => Self::UnsupportedProtocolVersion,
            code::NOT_INITIALIZED => Self::NotInitialized,
            _ => Self::Unknown,
        }
    }
}

/// Why a request failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[error("{message}")]
#[non_exhaustive]
pub struct RpcError {
    /// One of the numbers in [`code`].
    pub code: i64,
    /// One lower-case sentence without a full stop.
    pub message: String,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Box<ErrorData>>,
}

impl RpcError {
    /// An error of this kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            code: kind.code(),
            message: message.into(),
            data: Some(Box::new(ErrorData::new(kind))),
        }
    }

    /// The error that refuses every offered version.
    pub fn unsupported_version(supported_versions: Vec<Version>) -> Self {
        let kind = ErrorKind::UnsupportedProtocolVersion;
        let data = ErrorData { supported_versions, ..ErrorData::new(kind) };
        Self { data: Some(Box::new(data)), ..Self::new(kind, "unsupported protocol version") }
    }

    /// Why it failed: `data.kind`, or what the number stands for if that is absent.
    pub fn kind(&self) -> ErrorKind {
        match &self.data {
            Some(data) => data.kind.unwrap_or(ErrorKind::from_code(self.code)),
            None => ErrorKind::from_code(self.code),
        }
    }

    /// What to do about it.
    pub fn hints(&self) -> &[String] {
        self.data.as_ref().map_or(&[], |data| &data.hints)
    }

    /// The chain of causes, outermost first.
    pub fn caused_by(&self) -> &[String] {
        self.data.as_ref().map_or(&[], |data| &data.caused_by)
    }

    /// The tools that are missing or unfit.
    pub fn tools(&self) -> &[Tool] {
        self.data.as_ref().map_or(&[], |data| &data.tools)
    }
}

/// More about an error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ErrorData {
    /// Why the request failed. Absent: what the number stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ErrorKind>,
    /// What to do about it, best with something that can be typed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
    /// The chain of causes, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caused_by: Vec<String>,
    /// The tools that are missing or unfit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<Tool>,
    /// What the plugin speaks, if none of the offered versions fits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supported_versions: Vec<Version>,
}

impl ErrorData {
    /// Data of an error of this kind.
    pub fn new(kind: ErrorKind) -> Self {
        Self { kind: Some(kind), ..Self::default() }
    }
}

setters! { ErrorData:
    /// Says what to do about it.
    with_hints(hints: impl IntoIterator<Item = impl Into<String>>) =
        hints.into_iter().map(Into::into).collect();
    /// Sets the chain of causes, outermost first.
    with_caused_by(caused_by: impl IntoIterator<Item = impl Into<String>>) =
        caused_by.into_iter().map(Into::into).collect();
    /// Sets the tools that are missing or unfit.
    with_tools(tools: Vec<Tool>) = tools;
}

setters! { RpcError:
    /// Sets everything but number and message.
    with_data(data: ErrorData) = Some(Box::new(data));
}
