//! `ps`: list the running servers of this user.

use std::fmt::Write as _;
use std::time::Duration;

use serde::Serialize;

use crate::config::Settings;
use crate::error::Error;
use crate::exit::Exit;
use crate::output::Shell;
use crate::servers::{Entry, Registry};

/// One line of the list as JSON: the event `server`.
#[derive(Serialize)]
struct Listed<'a> {
    reason: &'static str,
    #[serde(flatten)]
    entry: &'a Entry,
}

/// Lists the servers, the oldest first.
pub fn run(settings: &Settings, shell: &Shell) -> Result<Exit, Error> {
    let running = Registry::in_home(&settings.home).running()?;
    if running.is_empty() {
        shell.note("no server is running");
    }
    let mut text = String::new();
    for server in &running {
        let entry = &server.entry;
        shell.event(&Listed { reason: "server", entry });
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", line(entry));
    }
    if !shell.is_json() {
        shell.answer(&text)?;
    }
    Ok(Exit::SUCCESS)
}

/// What is told of one server.
fn line(entry: &Entry) -> String {
    let (address, age, project) = (entry.address(), age(entry.age()), entry.project.display());
    let line = format!("{address}  process {}, for {age}  {project}", entry.pid);
    match &entry.app {
        Some(_) => format!("{line}, panels at {}", entry.url),
        None => line,
    }
}

/// A stretch of time in its largest unit.
fn age(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        3600..86400 => format!("{} h", seconds / 3600),
        _ => format!("{} d", seconds / 86400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_their_largest_unit() {
        let told = [59, 61, 7200, 200_000].map(|seconds| age(Duration::from_secs(seconds)));
        assert_eq!(told, ["59 s", "1 min", "2 h", "2 d"]);
    }
}
