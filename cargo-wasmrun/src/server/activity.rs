//! What a web app does while it runs: what it writes to its console, what is asked of it, what it is told.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// The most entries that are kept of one list.
const MOST_ENTRIES: usize = 1_000;

/// Those that would crowd out each other have lists of their own: see [`Event::list`].
const LISTS: usize = 3;

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
    /// A message went through a WebSocket of the app's origin. A long `text` is cut; binary messages have none.
    Message { path: String, from: End, text: Option<String>, bytes: u64 },
    /// The program that serves the app wrote something.
    Output(Output),
}

impl Event {
    /// The list that it is kept in.
    fn list(&self) -> usize {
        match self {
            Self::Console(_) | Self::Output(_) => 0,
            Self::Request { .. } => 1,
            Self::Message { .. } => 2,
        }
    }
}

/// One end of a WebSocket.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum End {
    /// A page of the app, or whoever else opened it.
    Page,
    /// The program or the back end that accepted it.
    Server,
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
    lists: Mutex<[VecDeque<Entry>; LISTS]>,
    newest: watch::Sender<u64>,
}

impl Activity {
    pub(super) fn new() -> Self {
        Self { lists: Mutex::default(), newest: watch::Sender::new(0) }
    }

    /// Notes what happened just now.
    pub(super) fn note(&self, mut event: Event) {
        if let Event::Console(ConsoleNote { text, .. }) | Event::Output(Output { text, .. }) =
            &mut event
        {
            text.truncate(text.floor_char_boundary(LONGEST_TEXT));
        }
        let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let mut lists = self.lists();
        let entries = &mut lists[event.list()];
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

    /// The entries after the one of this number, in their order.
    pub(super) fn since(&self, number: u64) -> Vec<Entry> {
        let lists = self.lists();
        let is_new = |entry: &&Entry| entry.number > number;
        let new = lists.iter().flat_map(|entries| entries.iter().rev().take_while(is_new));
        let mut entries: Vec<_> = new.cloned().collect();
        entries.sort_by_key(|entry| entry.number);
        entries
    }

    fn lists(&self) -> MutexGuard<'_, [VecDeque<Entry>; LISTS]> {
        // Whole entries are put in, so a panic in between leaves no half of one.
        self.lists.lock().unwrap_or_else(PoisonError::into_inner)
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

    #[test]
    fn many_messages_leave_the_console_as_it_is() {
        let activity = Activity::new();
        activity.note(log("first".to_owned()));
        for bytes in 0..2 * MOST_ENTRIES as u64 {
            let path = "/chat".to_owned();
            activity.note(Event::Message { path, from: End::Page, text: None, bytes });
        }
        activity.note(log("last".to_owned()));
        let entries = activity.since(0);
        let numbers: Vec<u64> = entries.iter().map(|entry| entry.number).collect();
        assert_eq!((numbers.len(), numbers[0], numbers[1]), (MOST_ENTRIES + 2, 1, 1_002));
        assert!(numbers.is_sorted());
    }
}
