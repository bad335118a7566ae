//! From the arguments of `plugin` to the command below it.

use super::test;
use crate::cli::{PluginArgs, PluginCommand};
use crate::config::Settings;
use crate::error::Error;
use crate::exit::Exit;
use crate::output::Shell;

/// Does with plugins what `args` says.
pub fn run(args: &PluginArgs, settings: Settings, shell: &Shell) -> Result<Exit, Error> {
    match &args.command {
        PluginCommand::Test(args) => test::run(args, settings, shell),
    }
}
