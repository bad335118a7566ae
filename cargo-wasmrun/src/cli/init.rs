//! `init`: a new project.

use std::path::PathBuf;

use clap::Args;

/// Arguments of `init`.
#[derive(Args, Clone, Debug)]
pub struct InitArgs {
    /// The new project's folder, which is empty or does not exist
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// The language of the project
    #[arg(short, long, value_name = "NAME")]
    pub language: Option<String>,
    /// Let this plugin write it
    #[arg(long, value_name = "NAME")]
    pub plugin: Option<String>,
    /// Begin with this template, one of those that `--list` names
    #[arg(short, long, value_name = "NAME")]
    pub template: Option<String>,
    /// The project's name, if it is not that of the folder
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// List languages, plugins and templates
    #[arg(long)]
    pub list: bool,
}
