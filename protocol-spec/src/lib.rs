//! The messages between cargo-wasmrun (the *host*) and its language *plugins*.
//!
//! A plugin is an executable that reads JSON-RPC 2.0 requests, one JSON object per line, from its
//! standard input and writes responses and notifications to its standard output. This crate holds
//! the types of those messages and the pure rules that go with them; it performs no I/O. The
//! normative text is `SPEC.md` in this package.
//!
//! To write a plugin in Rust take `wasmrun-plugin-sdk`, which builds on these types.
//!
//! # Example
//!
//! ```
//! use wasmrun_protocol::{Message, ProjectParams, Request, RequestId, method};
//!
//! let params = ProjectParams::new("/home/me/hello");
//! let line = Request::new::<method::Detect>(RequestId::new(1), &params)?.to_line();
//! assert_eq!(
//!     line,
//!     "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"detect\",\
//!      \"params\":{\"project_path\":\"/home/me/hello\"}}\n"
//! );
//!
//! let Message::Request(request) = Message::parse(line.as_bytes())? else { unreachable!() };
//! assert_eq!(request.decode::<method::Detect>()?, params);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Compatibility
//!
//! Every struct is `#[non_exhaustive]`, since a minor version of the protocol may add fields: build
//! one with its `new` and its `with_…` methods, or assign to the fields afterwards. Every enum is
//! *open*: a string that this version does not know is read as `Unknown`.

#[macro_use]
mod open_enum;
#[macro_use]
mod setters;

mod envelope;
mod version;

mod build;
mod check;
mod detect;
mod initialize;
mod optional;
mod settings;
mod setup;

mod artifact;
mod diagnostic;
mod error;
mod expectation;
mod notes;
mod plan;
mod watch;

pub mod code;
pub mod executable;
pub mod limits;
pub mod method;
pub mod requirement;
#[cfg(feature = "schema")]
pub mod schema;

pub use crate::artifact::{Artifact, ArtifactKind};
pub use crate::build::{
    Bindings, BuildParams, BuildResult, BuildStatus, OptimizationLevel, TargetFormat,
};
pub use crate::check::{CheckParams, CheckResult, Tool, ToolStatus};
pub use crate::detect::{DetectResult, ProjectParams};
pub use crate::diagnostic::{Diagnostic, Position, Severity, Span};
pub use crate::envelope::{
    DecodeError, EncodeError, Message, Notification, ParseError, Request, RequestId, Response,
};
pub use crate::error::{ErrorData, ErrorKind, RpcError};
pub use crate::expectation::Expectation;
pub use crate::initialize::{
    Capabilities, Dirs, HostInfo, InitializeOffer, InitializeParams, InitializeResult, Limits,
    PluginInfo,
};
pub use crate::method::{Method, Note};
pub use crate::notes::{
    CancelParams, DiagnosticNote, LogLevel, LogNote, OutputNote, OutputStream, ProgressNote,
};
pub use crate::optional::{CleanResult, CreateParams, CreateResult, ValidateResult};
pub use crate::plan::{Access, Preopen, Provider, RunMode, RunPlan};
pub use crate::settings::Settings;
pub use crate::setup::SetupParams;
pub use crate::version::{PROTOCOL_VERSION, is_acceptable, negotiate, protocol_version};
pub use crate::watch::WatchSpec;
