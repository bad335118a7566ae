//! The shell: the way out for every line of the program.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use anstream::{AutoStream, ColorChoice as StreamColor};
use serde::Serialize;

use super::failure::Failure;
use super::keyboard::Keyboard;
use super::{Event, Progress, event, line};
use crate::cli::{ColorChoice, GlobalArgs, MessageFormat};
use crate::error::Error;

/// Who standard output belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// To us: the answer asked for, and events where they are JSON.
    Ours,
    /// To the guest: events go to standard error as well.
    Guests,
}

/// Writes status lines, messages and answers. Clones are the same shell; threads may share it.
#[derive(Clone, Debug)]
pub struct Shell {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    verbosity: i8,
    json: bool,
    answers: Answers,
    color: StreamColor,
    progress: Mutex<Option<Progress>>,
    folder: OnceLock<PathBuf>,
    keyboard: Keyboard,
    /// Why the first JSON object that is lost was not written.
    lost: Mutex<Option<io::Error>>,
}

impl Shell {
    /// A shell as the flags want it.
    pub fn new(flags: &GlobalArgs, answers: Answers) -> Self {
        let color = match flags.color.unwrap_or_default() {
            ColorChoice::Always => StreamColor::Always,
            ColorChoice::Never => StreamColor::Never,
            ColorChoice::Auto => AutoStream::choice(&io::stderr()),
        };
        let verbosity = match (flags.quiet, flags.debug) {
            (true, _) => -1,
            (false, true) => 2,
            (false, false) => flags.verbose.min(2) as i8,
        };
        let json = flags.message_format == Some(MessageFormat::Json);
        let progress = Mutex::new(None);
        let folder = OnceLock::new();
        let keyboard = Keyboard::default();
        let lost = Mutex::default();
        let shared = Shared { verbosity, json, answers, color, progress, folder, keyboard, lost };
        Self { shared: Arc::new(shared) }
    }

    /// Names files in compilers' messages from `folder`, where the user is; the first call counts.
    pub fn set_folder(&self, folder: &Path) {
        // A second folder would only make paths longer.
        let _ = self.shared.folder.set(folder.to_owned());
    }

    /// The folder that files are named from. Nothing lies in the empty one.
    pub(super) fn folder(&self) -> &Path {
        self.shared.folder.get().map_or(Path::new(""), PathBuf::as_path)
    }

    /// Whether messages are JSON.
    pub fn is_json(&self) -> bool {
        self.shared.json
    }

    /// How much to say: -1 for errors only, 0, 1 for `-v`, 2 for `-vv`.
    pub fn verbosity(&self) -> i8 {
        self.shared.verbosity
    }

    /// Whether lines on standard error may be coloured.
    pub fn is_colored(&self) -> bool {
        !matches!(self.shared.color, StreamColor::Never)
    }

    /// Whether somebody is there who can be asked.
    pub fn is_interactive(&self) -> bool {
        !self.is_json() && io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Whether somebody sees a terminal with colours, in which a picture can be drawn.
    pub fn has_terminal(&self) -> bool {
        !self.is_json() && self.is_colored() && io::stderr().is_terminal()
    }

    /// Says that a step begins or ended: a verb, and what it is about.
    pub fn status(&self, verb: &str, message: &str) {
        self.say(0, || line::status(verb, message), &Event::Status { verb, message });
    }

    /// Says something worth knowing.
    pub fn note(&self, message: &str) {
        let text = || line::labelled(line::NOTE, "note", message);
        self.say(0, text, &Event::Note { message });
    }

    /// Says something for those who asked for more: at `-v` for level 1, at `-vv` for level 2.
    pub fn verbose(&self, level: i8, message: &str) {
        let text = || line::labelled(line::NOTE, "note", message);
        self.say(level, text, &Event::Note { message });
    }

    /// Says something that is probably not wanted.
    pub fn warn(&self, message: &str) {
        let text = || line::labelled(line::WARNING, "warning", message);
        self.say(0, text, &Event::Warning { message });
    }

    /// Passes on what a plugin or a tool wrote, if `level` was asked for.
    pub fn quote(&self, level: i8, source: &str, text: &str) {
        self.say(level, || line::quoted(source, text), &Event::Output { source, text });
    }

    /// Says what went wrong, why, and what can be done.
    pub fn error(&self, error: &Error) {
        let failure = Failure::new(error);
        // An object that says that objects cannot be written could not be written either.
        if self.is_json() && !matches!(error, Error::Output(_)) {
            self.event(&failure.event());
        } else {
            self.write_message(&failure.text());
        }
    }

    /// Writes a text for people as it is, whatever the verbosity; nothing where messages are JSON.
    pub fn text(&self, text: &str) {
        if !self.is_json() {
            self.write_message(text);
        }
    }

    /// Shows how far a step is. The line stays until [`Shell::end_progress`].
    pub fn progress(&self, message: &str, current: Option<u64>, total: Option<u64>) {
        if self.is_json() {
            return self.event(&Event::Progress { message, current, total });
        }
        if self.shared.verbosity < 0 {
            return;
        }
        let visible = self.is_colored() && io::stderr().is_terminal();
        let mut progress = self.lock_progress();
        progress.get_or_insert_with(|| Progress::new(visible)).update(message, current, total);
    }

    /// Takes the progress line away.
    pub fn end_progress(&self) {
        *self.lock_progress() = None;
    }

    /// Writes one JSON object, if messages are JSON; nothing otherwise. A field `format` with the
    /// format's version is put in front.
    pub fn event(&self, value: &impl Serialize) {
        if !self.is_json() {
            return;
        }
        let line = event::to_line(value);
        let written = match self.shared.answers {
            Answers::Ours => write_all(&mut io::stdout().lock(), &line),
            Answers::Guests => write_all(&mut io::stderr().lock(), &line),
        };
        // Nobody is left to tell when the reader of our messages went away.
        if let Err(error) = written
            && error.kind() != io::ErrorKind::BrokenPipe
        {
            self.lock_lost().get_or_insert(error);
        }
    }

    /// Whether all JSON objects were written, or have a reader that went away.
    ///
    /// # Errors
    /// Why the first that is lost was not written, once.
    pub fn all_written(&self) -> Result<(), Error> {
        self.lock_lost().take().map_or(Ok(()), |error| Err(Error::Output(error)))
    }

    /// Writes the answer asked for, to standard output.
    pub fn answer(&self, text: &str) -> Result<(), Error> {
        write_all(&mut io::stdout().lock(), text).map_err(|error| match error.kind() {
            io::ErrorKind::BrokenPipe => Error::OutputClosed,
            _ => Error::Output(error),
        })
    }

    /// Asks a question that is answered with yes or no; no where nobody can be asked. Blocks until
    /// there is an answer.
    pub fn confirm(&self, question: &str) -> bool {
        if !self.is_interactive() {
            return false;
        }
        self.end_progress();
        let text = line::labelled(line::NOTE, "question", &format!("{question} [y/N] "));
        let show = || self.write_message(text.trim_end_matches('\n'));
        let answer = self.shared.keyboard.ask(show).unwrap_or_default();
        matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
    }

    /// Gives each line that is typed, but for answers to questions, to `on_line`, until that returns
    /// false or no more can come.
    pub fn listen(&self, on_line: impl FnMut(&str) -> bool) {
        self.shared.keyboard.listen(on_line);
    }

    /// Clears the terminal, if messages go to one.
    pub fn clear(&self) {
        if self.is_json() || !io::stderr().is_terminal() {
            return;
        }
        // The terminal's own sequences, which are no colours: to the first place, and nothing below.
        let _ = write_all(&mut io::stderr().lock(), "\u{1b}[H\u{1b}[2J\u{1b}[3J");
    }

    /// Passes on a line of the log.
    pub(super) fn log_line(&self, text: &str) {
        if self.is_json() {
            self.event(&Event::Output { source: "log", text: text.trim_end() });
        } else {
            self.write_message(text);
        }
    }

    fn say(&self, level: i8, text: impl FnOnce() -> String, event: &Event<'_>) {
        if self.shared.verbosity < level {
            return;
        }
        if self.is_json() {
            self.event(event);
        } else {
            self.write_message(&text());
        }
    }

    fn write_message(&self, text: &str) {
        let write = || {
            let mut stream = AutoStream::new(io::stderr().lock(), self.shared.color);
            let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
        };
        match &*self.lock_progress() {
            Some(progress) => progress.suspend(write),
            None => write(),
        }
    }

    fn lock_lost(&self) -> std::sync::MutexGuard<'_, Option<io::Error>> {
        self.shared.lost.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_progress(&self) -> std::sync::MutexGuard<'_, Option<Progress>> {
        self.shared.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn write_all(stream: &mut impl io::Write, text: &str) -> io::Result<()> {
    stream.write_all(text.as_bytes())?;
    stream.flush()
}
