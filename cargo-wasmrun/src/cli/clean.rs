//! `clean`: remove what builds made.

use std::path::PathBuf;

use clap::Args;

use super::BuildArgs;

/// Arguments of `clean`.
#[derive(Args, Clone, Debug)]
pub struct CleanArgs {
    /// The project's folder
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// Only say what would be removed
    #[arg(long)]
    pub dry_run: bool,
    /// Remove what is kept to save time as well, of all projects
    #[arg(long)]
    pub cache: bool,
    /// What was built.
    #[command(flatten)]
    pub build: BuildArgs,
}
