//! The one reader of standard input while somebody listens to what is typed: a line is the answer to the
//! question that was asked, or else the listener's.

use std::io::{self, BufRead as _};
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, MutexGuard, PoisonError};

#[cfg(unix)]
use super::foreground;

/// Says who gets a line.
#[derive(Debug, Default)]
pub(super) struct Keyboard {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    is_listened_to: bool,
    question: Option<Sender<String>>,
}

impl Keyboard {
    /// Gives each line that is no answer to `on_line`, until that returns false or no more can come.
    pub(super) fn listen(&self, mut on_line: impl FnMut(&str) -> bool) {
        self.state().is_listened_to = true;
        while let Some(line) = next_line() {
            let question = self.state().question.take();
            if let Some(question) = question {
                // Whoever asked waits until there is an answer.
                let _ = question.send(line);
            } else if !on_line(&line) {
                break;
            }
        }
        // A question that waits has no answer.
        *self.state() = State::default();
    }

    /// Shows a question, and gives the next line; none if there is no more. Blocks until then.
    pub(super) fn ask(&self, show: impl FnOnce()) -> Option<String> {
        // An answer may come as soon as the question is seen.
        let answer = {
            let mut state = self.state();
            state.is_listened_to.then(|| {
                let (sender, answer) = mpsc::channel();
                state.question = Some(sender);
                answer
            })
        };
        show();
        match answer {
            Some(answer) => answer.recv().ok(),
            None => io::stdin().lines().next()?.ok(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The next line that is typed for us; none if there is no more.
fn next_line() -> Option<String> {
    #[cfg(unix)]
    foreground::wait_for_input();
    let mut line = String::new();
    match io::stdin().lock().read_line(&mut line) {
        Ok(1..) => Some(line),
        Ok(0) | Err(_) => None,
    }
}
