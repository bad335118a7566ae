//! The command line of `cargo wasmrun`.
//!
//! A library, so that tests can reach its parts; the executable only calls [`main`]. This is no
//! interface for other programs: those use the runtime, the protocol or the plugin SDK.

pub mod build;
pub mod cancel;
pub mod cli;
pub mod commands;
pub mod config;
pub mod error;
pub mod exec;
pub mod exit;
mod host_run;
pub mod interrupt;
pub mod output;
pub mod plugins;
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod power;
pub mod profile;
pub mod project;
pub mod server;
pub mod servers;
mod stamp;
pub mod suggestion;
pub mod wasm;
pub mod watch;
mod web;

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use crate::cli::{Cli, Command};
use crate::config::{Environment, Settings};
use crate::error::Error;
use crate::exit::Exit;
use crate::output::{Answers, Failure, Shell};

/// Runs the command line `arguments`, the program's name included, and says how it ended.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.get(1).is_some_and(|argument| argument == plugins::GUARD_FLAG) {
        plugins::stand_guard(std::io::stdin().lock());
        return Exit::SUCCESS.into();
    }
    if arguments.get(1).is_some_and(|argument| argument == host_run::FLAG) {
        return host_run::run_job(arguments.get(2)).into();
    }
    let arguments = cli::normalize(arguments);
    let environment = Environment::capture();
    output::heed_dumb_terminal(&environment);
    let cli = match Cli::parse_normalized(&arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Asking for help is no failure.
            if !error.use_stderr() {
                return help(&error).into();
            }
            let _ = write!(anstream::stderr(), "{}", cli::in_our_words(&error));
            return Exit::USAGE.into();
        }
    };
    let answers = match cli.command {
        Command::Exec(_) | Command::Test(_) => Answers::Guests,
        _ => Answers::Ours,
    };
    let shell = Shell::new(&cli.global, answers);
    let result = shell
        .start_log(environment.get("WASMRUN_LOG"), cli.global.log_file.as_deref())
        .and_then(|()| dispatch(&cli, environment, &arguments, &shell))
        .and_then(|exit| shell.all_written().map(|()| exit));
    shell.end_progress();
    match result {
        Ok(exit) => exit.into(),
        Err(error) => {
            if !error.is_silent() {
                shell.error(&error);
            }
            error.exit().into()
        }
    }
}

/// Prints the help, or the version, that was asked for.
fn help(text: &clap::Error) -> Exit {
    match text.print() {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            let error = Error::Output(error);
            let _ = write!(anstream::stderr(), "{}", Failure::new(&error).text());
            error.exit()
        }
        _ => Exit::SUCCESS,
    }
}

fn dispatch(
    cli: &Cli,
    environment: Environment,
    arguments: &[OsString],
    shell: &Shell,
) -> Result<Exit, Error> {
    let mut settings = Settings::load(environment, &cli.global)?;
    shell.set_folder(&settings.current_dir);
    settings.command_with_yes = cli::with_yes(arguments);
    if let Some(file) = &cli.global.trace_protocol {
        settings.trace = Some(plugins::Trace::create(file).map_err(Error::Trace)?);
    }
    match &cli.command {
        Command::Run(args) => commands::run::run(args, settings, shell),
        Command::Exec(args) => commands::exec::run(args, settings, shell),
        Command::Test(args) => commands::test::run(args, settings, shell),
        Command::Compile(args) => commands::compile::run(args, settings, shell),
        Command::Verify(args) => commands::verify::run(args, &settings, shell),
        Command::Inspect(args) => commands::inspect::run(args, shell),
        Command::Completions(args) => commands::completions::run(args, shell),
        Command::Init(args) => commands::init::run(args, settings, shell),
        Command::Clean(args) => commands::clean::run(args, settings, shell),
        Command::Ps => commands::ps::run(&settings, shell),
        Command::Stop(args) => commands::stop::run(args, &settings, shell),
        Command::Plugin(args) => commands::plugin::run(args, settings, shell),
        Command::Doctor => commands::doctor::run(settings, shell),
        Command::Config(args) => commands::config::run(args, &settings, shell),
    }
}
