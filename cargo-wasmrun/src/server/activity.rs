//! What a web app does while it runs: what it writes to its console, and what is asked of it.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// The most entries that are kept.
const MOST_ENTRIES: usize = 1_000;

/// The longest text of an entry, in bytes.
const LONGEST_TEXT: usize = 16 << 10;

/// Something that happened.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Entry {
    /// Grows with each entry of one run.
    pub(super) number: u64,
    /// When, in milliseconds since 1970.
    at: u64,
    #[serde(flatten)]
    event: Event,
}

/// What happened.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Event {
    /// The app wrote to its console, or threw.
    Console(ConsoleNote),
    /// The app's origin was asked.
    Request { method: String, path: String, status: u16, bytes: Option<u64>, milliseconds: f64 },
    /// The program that serves the app wrote something.
    Output(Output),
}

/// What a program that serves wrote to one of its streams.
#[derive(Debug, Clone, Serialize)]
pub struct Output {
    /// `stdout` or `stderr`.
    pub stream: &'static str,
    /// What it wrote.
    pub text: String,
}

/// What a page of the app says it wrote to its console.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ConsoleNote {
    pub(super) level: Level,
    pub(super) text: String,
    /// The path of the page.
    pub(super) page: String,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Level {
    Debug,
    Log,
    Info,
    Warn,
    Error,
}

/// The latest entries, for pages to follow.
#[derive(Debug)]
pub(super) struct Activity {
    entries: Mutex<VecDeque<Entry>>,
    newest: watch::Sender<u64>,
}

impl Activity {
    pub(super) fn new() -> Self {
        Self { entries: Mutex::default(), newest: watch::Sender::new(0) }
    }

    /// Notes what happened just now.
    pub(super) fn note(&self, mut event: Event) {
        if let Event::Console(ConsoleNote { text, .. }) | Event::Output(Output { text, .. }) =
            &mut event
        {
            text.truncate(text.floor_char_boundary(LONGEST_TEXT));
        }
        let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let mut entries = self.entries();
        if entries.len() >= MOST_ENTRIES {
            entries.pop_front();
        }
        self.newest.send_modify(|number| {
            *number += 1;
            entries.push_back(Entry { number: *number, at: at.as_millis() as u64, event });
        });
    }

    /// Changes with each entry.
    pub(super) fn subscribe(&self) -> watch::Receiver<u64> {
        self.newest.subscribe()
    }

    /// The entries after the one of this number.
    pub(super) fn since(&self, number: u64) -> Vec<Entry> {
        self.entries().iter().filter(|entry| entry.number > number).cloned().collect()
    }

    fn entries(&self) -> MutexGuard<'_, VecDeque<Entry>> {
        // Whole entries are put in, so a panic in between leaves no half of one.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(text: String) -> Event {
        Event::Console(ConsoleNote { level: Level::Log, text, page: "/".to_owned() })
    }

    #[test]
    fn the_latest_entries_are_kept_and_no_more() {
        let activity = Activity::new();
        for number in 0..MOST_ENTRIES + 5 {
            activity.note(log(number.to_string()));
        }
        let entries = activity.since(0);
        assert_eq!((entries.len(), entries[0].number), (MOST_ENTRIES, 6));
        assert_eq!(activity.since(1_004).len(), 1);
        activity.note(log("é".repeat(LONGEST_TEXT)));
        let json = serde_json::to_string(&activity.since(1_005)).unwrap();
        assert!(json.len() < LONGEST_TEXT + 200, "{}", json.len());
    }
}
