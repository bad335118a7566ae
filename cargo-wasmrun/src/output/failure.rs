//! How an error is told.

use std::error::Error as _;

use super::{Event, line};
use crate::error::Error;

/// An error with everything that is said about it.
#[derive(Debug)]
pub struct Failure {
    message: String,
    details: Vec<String>,
    causes: Vec<String>,
    hints: Vec<String>,
    status: u8,
}

impl Failure {
    /// Collects what is to be said about `error`.
    pub fn new(error: &Error) -> Self {
        let causes = std::iter::successors(error.source(), |cause: &&dyn std::error::Error| {
            (*cause).source()
        });
        Self {
            message: error.to_string(),
            details: error.details(),
            causes: causes.map(ToString::to_string).collect(),
            hints: error.hints(),
            status: error.exit().status(),
        }
    }

    /// For people, with colours: the message, details, causes, hints.
    pub fn text(&self) -> String {
        let mut text = line::labelled(line::ERROR, "error", &self.message);
        text.extend(self.details.iter().map(|detail| line::detail(detail)));
        text.extend(self.causes.iter().map(|cause| line::cause(cause)));
        text.extend(self.hints.iter().map(|hint| line::labelled(line::NOTE, "hint", hint)));
        text
    }

    /// For programs.
    pub(super) fn event(&self) -> Event<'_> {
        Event::Error {
            message: &self.message,
            details: &self.details,
            causes: &self.causes,
            hints: &self.hints,
            status: self.status,
        }
    }
}
