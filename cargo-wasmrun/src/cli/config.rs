//! `config`: where settings come from.

use clap::{Args, Subcommand};

/// Arguments of `config`.
#[derive(Args, Clone, Debug)]
pub struct ConfigArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: ConfigCommand,
}

/// The commands of `config`.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum ConfigCommand {
    /// Show each setting that counts in this folder, and where it comes from
    Show,
    /// Print the paths of the files: the user's, and the project's if there is one
    Path,
}
