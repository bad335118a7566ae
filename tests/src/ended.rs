//! How a command of the program ended.

use std::process::{Command, Output};

use serde_json::Value;

/// What a command printed and how it ended.
pub struct Ended {
    /// The exit status; none if a signal ended it.
    pub status: Option<i32>,
    /// What it wrote to standard output. Bytes that are no UTF-8 are replaced.
    pub stdout: String,
    /// What it wrote to standard error. Bytes that are no UTF-8 are replaced.
    pub stderr: String,
}

#[expect(clippy::return_self_not_must_use, reason = "often a check is all that is wanted")]
impl Ended {
    /// Runs the command to its end.
    ///
    /// # Panics
    ///
    /// If it cannot be started.
    pub fn of(command: &mut Command) -> Self {
        Self::from(command.output().expect("the executable is built"))
    }

    /// The same, if it ended with `status`.
    ///
    /// # Panics
    ///
    /// If it ended otherwise, with all that the command said.
    #[track_caller]
    pub fn expect(self, status: i32) -> Self {
        assert_eq!(self.status, Some(status), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// The same, if it succeeded.
    ///
    /// # Panics
    ///
    /// As [`expect`](Self::expect).
    #[track_caller]
    pub fn success(self) -> Self {
        self.expect(0)
    }

    /// The same, if standard error holds `text`.
    ///
    /// # Panics
    ///
    /// If it does not, with what it holds.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "`{text}` is not in standard error:\n{}", self.stderr);
        self
    }

    /// The diagnostics among the lines of JSON.
    pub fn diagnostics(&self) -> Vec<Value> {
        self.messages("diagnostic").map(|message| message["diagnostic"].clone()).collect()
    }

    /// The text of the last error.
    pub fn last_error(&self) -> String {
        let message = self.messages("error").last();
        message.map_or_else(|| self.stderr.clone(), |message| message["message"].to_string())
    }

    fn messages<'a>(&'a self, reason: &'a str) -> impl Iterator<Item = Value> + 'a {
        let lines = self.stdout.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        lines.filter(move |message| message["reason"] == reason)
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}
