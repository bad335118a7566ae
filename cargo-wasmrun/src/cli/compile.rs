//! `compile`: build only.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::BuildArgs;

/// Arguments of `compile`.
#[derive(Args, Clone, Debug)]
pub struct CompileArgs {
    /// The project's folder
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// What to make, if not what the project is meant for
    #[arg(long, value_name = "wasm|web", hide_possible_values = true)]
    pub format: Option<OutputFormat>,
    /// Arguments for the plugin's tools
    #[arg(last = true, value_name = "PLUGIN ARGS")]
    pub plugin_args: Vec<OsString>,
    /// How to build.
    #[command(flatten)]
    pub build: BuildArgs,
}

/// What `compile` makes: `--format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// A WebAssembly module.
    Wasm,
    /// Files for a browser.
    Web,
}
