//! Writes down what host and plugins say to each other: `--trace-protocol FILE`.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A file that conversations are written to, one line of JSON for each of their lines.
#[derive(Clone, Debug)]
pub struct Trace(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    file: Mutex<File>,
    conversations: AtomicU64,
}

/// Whose line it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Speaker {
    Host,
    Plugin,
}

/// One line of a trace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Which conversation, from 1: one for each process of a plugin.
    pub(super) session: u64,
    /// The plugin.
    pub(super) plugin: String,
    /// Who said it.
    pub(super) from: Speaker,
    /// What was said, if it is JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<Value>,
    /// What was said, if it is anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<String>,
}

impl Trace {
    /// Begins a trace in `file`; what it held is lost.
    pub fn create(file: &Path) -> io::Result<Self> {
        let file = Mutex::new(fs_err::File::create(file)?.into_parts().0);
        Ok(Self(Arc::new(Shared { file, conversations: AtomicU64::new(0) })))
    }

    /// Writes down one conversation with `plugin`.
    pub(super) fn conversation(&self, plugin: &str) -> Recorder {
        let session = self.0.conversations.fetch_add(1, Ordering::Relaxed) + 1;
        Recorder { trace: self.clone(), session, plugin: plugin.to_owned() }
    }
}

/// Writes down one conversation.
#[derive(Clone, Debug)]
pub(super) struct Recorder {
    trace: Trace,
    session: u64,
    plugin: String,
}

impl Recorder {
    /// Writes down one line, with or without its end.
    pub(super) fn record(&self, from: Speaker, line: &[u8]) {
        let message: Option<Value> = serde_json::from_slice(line).ok();
        let text = message.is_none().then(|| String::from_utf8_lossy(line).trim_end().to_owned());
        let entry =
            Entry { session: self.session, plugin: self.plugin.clone(), from, message, text };
        // Its keys are text, so it can be written as JSON.
        let Ok(mut line) = serde_json::to_string(&entry) else { return };
        line.push('\n');
        let mut file = self.trace.0.file.lock().unwrap_or_else(PoisonError::into_inner);
        // The trace is for whoever looks on; that it cannot be written is no reason to end.
        let _ = file.write_all(line.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_stay_messages_and_the_rest_is_text() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("trace");
        let trace = Trace::create(&path).unwrap();
        let first = trace.conversation("c");
        first.record(Speaker::Host, b"{\"id\":1}\n");
        trace.conversation("c").record(Speaker::Plugin, b"hello \xff\n");
        let lines = fs_err::read_to_string(path).unwrap();
        assert_eq!(
            lines,
            "{\"session\":1,\"plugin\":\"c\",\"from\":\"host\",\"message\":{\"id\":1}}\n\
             {\"session\":2,\"plugin\":\"c\",\"from\":\"plugin\",\"text\":\"hello \u{fffd}\"}\n"
        );
    }
}
