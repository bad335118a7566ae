//! `inspect`: show what is in a module.

use std::path::PathBuf;

use clap::Args;

use super::size::whole_number;

/// Arguments of `inspect`.
#[derive(Args, Clone, Debug)]
pub struct InspectArgs {
    /// A module, binary or text; `-` is standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Print the module as text
    #[arg(long, conflicts_with = "diff")]
    pub wat: bool,
    /// Say how this other module differs from FILE
    #[arg(long, value_name = "OTHER")]
    pub diff: Option<PathBuf>,
    /// How many functions and packages to list, the largest first, and how many globals and the like;
    /// 0 for all
    #[arg(value_parser = whole_number::<usize>, long, value_name = "N", default_value_t = 20)]
    pub top: usize,
}
