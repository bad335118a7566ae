//! The command line's grammar: types for clap, and nothing that acts.

mod arguments;
mod build;
mod clean;
mod command_line;
mod compile;
mod completions;
mod config;
mod duration;
mod exec;
mod init;
mod inspect;
mod plugin;
mod run;
mod servers;
mod size;
mod styles;
mod test;
mod verify;

pub use arguments::{Cli, ColorChoice, Command, GlobalArgs, MessageFormat, normalize};
pub use build::{BuildArgs, Optimization};
pub use clean::CleanArgs;
pub use command_line::{in_our_words, with_yes};
pub use compile::{CompileArgs, OutputFormat};
pub use completions::CompletionsArgs;
pub use config::{ConfigArgs, ConfigCommand};
pub use duration::Timeout;
pub use exec::{DirectoryGrant, EnvironmentGrant, ExecArgs, PreloadArg, SystemArgs};
pub use init::InitArgs;
pub use inspect::InspectArgs;
pub use plugin::{
    PluginArgs, PluginCommand, PluginInstallArgs, PluginListArgs, PluginTestArgs, PluginUpdateArgs,
};
pub use run::RunArgs;
pub use servers::{ServerName, StopArgs};
pub use size::Size;
pub use test::TestArgs;
pub use verify::VerifyArgs;
