//! `verify`: say whether modules are valid, and what they need.

use std::path::PathBuf;

use clap::Args;

/// Arguments of `verify`.
#[derive(Args, Clone, Debug)]
pub struct VerifyArgs {
    /// Modules, binary or text; `-` is standard input; a folder is a project, which its plugin looks at
    #[arg(required = true, value_name = "PATH")]
    pub files: Vec<PathBuf>,
}
