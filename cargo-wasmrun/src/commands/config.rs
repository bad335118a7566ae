//! `config`: show settings and where they come from.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use crate::cli::{ConfigArgs, ConfigCommand};
use crate::config::Settings;
use crate::error::Error;
use crate::exit::Exit;
use crate::output::{Shell, plain};

/// A setting as JSON: the event `setting`.
#[derive(Serialize)]
struct Shown<'a> {
    reason: &'static str,
    key: &'a str,
    value: &'a str,
    origin: String,
}

/// A file that settings come from, as JSON.
#[derive(Serialize)]
struct Place<'a> {
    reason: &'static str,
    path: &'a Path,
}

/// Does what `args` asks for, for the folder where the user is.
pub fn run(args: &ConfigArgs, settings: &Settings, shell: &Shell) -> Result<Exit, Error> {
    match args.command {
        ConfigCommand::Show => show(settings, shell),
        ConfigCommand::Path => path(settings, shell),
    }
}

fn show(settings: &Settings, shell: &Shell) -> Result<Exit, Error> {
    let mut text = String::new();
    for setting in settings.explain(&settings.current_dir)? {
        let (key, value, origin) = (&setting.key, &setting.value, setting.origin.to_string());
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{key} = {}  # {}", plain(value), plain(&origin));
        shell.event(&Shown { reason: "setting", key, value, origin });
    }
    if !shell.is_json() {
        shell.answer(&text)?;
    }
    Ok(Exit::SUCCESS)
}

fn path(settings: &Settings, shell: &Shell) -> Result<Exit, Error> {
    let project = settings.project_file();
    let project = project.exists().then_some(project);
    let mut text = String::new();
    for path in [settings.user_file()].into_iter().chain(project) {
        shell.event(&Place { reason: "configuration", path: &path });
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", path.display());
    }
    if !shell.is_json() {
        shell.answer(&text)?;
    }
    Ok(Exit::SUCCESS)
}
