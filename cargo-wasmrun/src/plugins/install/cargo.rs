//! Runs cargo, which finds, builds and knows crates, wherever the user's configuration says they are.

use std::ffi::OsString;
use std::io::Read as _;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use super::super::process::{Launch, Pipes, Process};
use super::super::stderr::StderrTail;
use super::Error as InstallError;
use crate::cancel::CancelToken;
use crate::config::Settings;
use crate::error::Error;

/// How often to look whether cargo has ended, or should.
const PAUSE: Duration = Duration::from_millis(100);

/// What cargo writes to its standard output. Each line of its standard error goes to `progress`.
pub(super) fn run(
    settings: &Settings,
    arguments: Vec<OsString>,
    cancel: &CancelToken,
    progress: impl FnMut(&str) + Send + 'static,
) -> Result<String, Error> {
    let command = arguments.first().map(|name| name.to_string_lossy().into_owned());
    let command = format!("cargo {}", command.unwrap_or_default());
    let launch = Launch {
        program: program(settings),
        args: arguments,
        current_dir: settings.current_dir.clone(),
        environment: settings
            .environment
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        host: settings.executable.clone(),
    };
    let failed = |source| InstallError::Cargo { command: command.clone(), source };
    let (mut process, Pipes { stdin, mut stdout, stderr }) =
        Process::spawn(&launch).map_err(failed)?;
    drop(stdin);
    let tail = StderrTail::follow(stderr, progress);
    let answer = thread::spawn(move || {
        let mut text = String::new();
        stdout.read_to_string(&mut text).map(|_| text)
    });
    let status = loop {
        if cancel.is_cancelled() {
            // Dropping the process kills its group.
            return Err(Error::Interrupted);
        }
        if let Some(status) = process.wait_for(PAUSE) {
            break status;
        }
    };
    drop(process);
    let answer = answer.join().unwrap_or_else(|_| Ok(String::new())).map_err(failed)?;
    if status.success() {
        return Ok(answer);
    }
    Err(InstallError::CargoFailed { command, stderr: tail.last_lines() }.into())
}

/// Whether `cargo binstall` is there, which brings executables that are built already.
pub(super) fn has_binstall(settings: &Settings) -> bool {
    let file = format!("cargo-binstall{}", std::env::consts::EXE_SUFFIX);
    let path = settings.environment.get("PATH").unwrap_or_default();
    let mut folders =
        settings.environment.cargo_bin().into_iter().chain(std::env::split_paths(path));
    folders.any(|folder| folder.join(&file).is_file())
}

/// Cargo: the one that started us, or the first on `PATH`.
fn program(settings: &Settings) -> PathBuf {
    let file = format!("cargo{}", std::env::consts::EXE_SUFFIX);
    let named = settings.environment.get("CARGO").map(PathBuf::from);
    let path = settings.environment.get("PATH").unwrap_or_default();
    let mut folders = std::env::split_paths(path).map(|folder| folder.join(&file));
    named
        .filter(|cargo| cargo.is_file())
        .or_else(|| folders.find(|cargo| cargo.is_file()))
        .unwrap_or_else(|| file.into())
}
