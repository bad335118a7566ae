//! What happens during a build.

use wasmrun_protocol::{Diagnostic, LogLevel, OutputStream};

/// Something that a plugin reports while it builds, checks or sets up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BuildEvent {
    /// How far it is.
    Progress {
        /// What is being done.
        message: String,
        /// How much is done.
        current: Option<u64>,
        /// How much there is to do.
        total: Option<u64>,
    },
    /// Something a compiler says.
    Diagnostic(Diagnostic),
    /// What a tool wrote, word for word.
    Output {
        /// Where it wrote.
        stream: OutputStream,
        /// One or more lines.
        text: String,
    },
    /// A line for the log.
    Log {
        /// The plugin that says so.
        plugin: String,
        /// How important it is.
        level: LogLevel,
        /// What happened.
        message: String,
    },
}
