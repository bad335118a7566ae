//! `completions`: make a shell complete our command line.

use clap::Args;
use clap_complete::Shell;

/// Arguments of `completions`.
#[derive(Args, Clone, Debug)]
pub struct CompletionsArgs {
    /// The shell that reads what is printed
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}
