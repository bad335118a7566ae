//! `completions`: print what makes a shell complete our command line.

use clap::CommandFactory as _;
use clap_complete::Shell as Dialect;

use crate::cli::{Cli, CompletionsArgs};
use crate::error::Error;
use crate::exit::Exit;
use crate::output::Shell;

/// What the executable is called on the command line that is completed.
const EXECUTABLE: &str = "cargo-wasmrun";

/// Prints the script for the shell that `args` names.
pub fn run(args: &CompletionsArgs, shell: &Shell) -> Result<Exit, Error> {
    shell.answer(&script(args.shell))?;
    Ok(Exit::SUCCESS)
}

fn script(dialect: Dialect) -> String {
    // In bash's scripts, `clap_complete` takes a hyphen in the name for the end of a command.
    const WITHOUT_HYPHEN: &str = "cargo_wasmrun";
    if dialect == Dialect::Bash {
        return generate(dialect, WITHOUT_HYPHEN).replace(WITHOUT_HYPHEN, EXECUTABLE);
    }
    generate(dialect, EXECUTABLE)
}

fn generate(dialect: Dialect, name: &str) -> String {
    let mut script = Vec::new();
    clap_complete::generate(dialect, &mut Cli::command(), name, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}
