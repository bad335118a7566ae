//! What a plugin reports while it works.

use wasmrun_protocol::{
    Diagnostic, DiagnosticNote, LogLevel, LogNote, Note, Notification, OutputNote, OutputStream,
    ProgressNote, limits,
};

/// Something that a plugin reports while it builds, checks or sets up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
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

impl Event {
    /// What a plugin's notification says; `None` for one that this version does not know.
    pub(super) fn from_note(plugin: &str, note: &Notification) -> Option<Self> {
        match note.method.as_str() {
            ProgressNote::NAME => {
                let ProgressNote { message, current, total, .. } = note.decode().ok()?;
                Some(Self::Progress { message, current, total })
            }
            DiagnosticNote::NAME => {
                Some(Self::Diagnostic(note.decode::<DiagnosticNote>().ok()?.diagnostic))
            }
            OutputNote::NAME => {
                let OutputNote { stream, mut text, .. } = note.decode().ok()?;
                text.truncate(text.floor_char_boundary(limits::MAX_OUTPUT_BYTES));
                Some(Self::Output { stream, text })
            }
            LogNote::NAME => {
                let LogNote { level, message, .. } = note.decode().ok()?;
                Some(Self::Log { plugin: plugin.to_owned(), level, message })
            }
            _ => None,
        }
    }
}
