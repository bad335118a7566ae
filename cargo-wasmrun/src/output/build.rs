//! How the events of a build are shown.

use wasmrun_protocol::LogLevel;

use super::Shell;
use crate::build::BuildEvent;

impl Shell {
    /// Shows what happens during a build, as far as the verbosity asks for it.
    pub fn build_event(&self, event: &BuildEvent) {
        match event {
            BuildEvent::Progress { message, current, total } => {
                self.progress(message, *current, *total);
            }
            BuildEvent::Diagnostic(diagnostic) => self.diagnostic(diagnostic),
            BuildEvent::Output { text, .. } => self.quote(1, "tool", text),
            BuildEvent::Log { plugin, level, message } => {
                self.quote(log_verbosity(*level), plugin, message);
            }
        }
    }

    /// Shows what the tools of a failed build wrote, which was kept back until it was needed.
    pub fn raw_output(&self, text: &str) {
        if self.verbosity() < 1 {
            self.quote(-1, "tool", text);
        }
    }
}

/// The verbosity at which a plugin's log line is shown.
fn log_verbosity(level: LogLevel) -> i8 {
    match level {
        LogLevel::Error | LogLevel::Warn => 0,
        LogLevel::Debug | LogLevel::Trace => 2,
        // One of a later version counts as information.
        _ => 1,
    }
}
