//! `plugin`: find, test, install and remove plugins.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Arguments of `plugin`.
#[derive(Args, Clone, Debug)]
pub struct PluginArgs {
    /// What to do with plugins.
    #[command(subcommand)]
    pub command: PluginCommand,
}

/// The commands below `plugin`.
#[derive(Clone, Debug, Subcommand)]
pub enum PluginCommand {
    /// Test a plugin against the protocol
    Test(PluginTestArgs),
}

/// Arguments of `plugin test`.
#[derive(Args, Clone, Debug)]
pub struct PluginTestArgs {
    /// An executable, or the name of a plugin
    #[arg(value_name = "EXECUTABLE|NAME")]
    pub plugin: PathBuf,
    /// Build this project with it, in a copy; without one, builds are not tested
    #[arg(long, value_name = "DIR")]
    pub project: Option<PathBuf>,
    /// Repeat a conversation that `--trace-protocol` wrote, instead of the tests
    #[arg(long, value_name = "FILE")]
    pub replay: Option<PathBuf>,
    /// Give up on a request that is silent for so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    pub patience: u64,
}
