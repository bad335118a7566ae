//! Flags that choose a plugin and say how to build.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Flags of every command that builds a project.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Building")]
pub struct BuildArgs {
    /// Take a plugin for this language
    #[arg(short, long, value_name = "NAME")]
    pub language: Option<String>,
    /// Take this plugin
    #[arg(long, value_name = "NAME")]
    pub plugin: Option<String>,
    /// What to optimize for
    #[arg(long, value_name = "debug|release|size", hide_possible_values = true)]
    pub optimization: Option<Optimization>,
    /// The same as `--optimization release`
    #[arg(long, conflicts_with = "optimization")]
    pub release: bool,
    /// Keep the debugging information, which builds for `debug` have anyway
    #[arg(long)]
    pub debug_info: bool,
    /// Compile for this target, one of those the plugin knows
    #[arg(long, value_name = "NAME")]
    pub target: Option<String>,
    /// Put what is built into this folder
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Let the build use and open this folder as well
    #[arg(long, value_name = "DIR")]
    pub allow_dir: Vec<PathBuf>,
}

impl BuildArgs {
    /// The level asked for, if one was.
    pub fn level(&self) -> Option<Optimization> {
        if self.release { Some(Optimization::Release) } else { self.optimization }
    }
}

/// What to optimize for: `--optimization`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Optimization {
    /// Quick to build and to debug.
    #[default]
    Debug,
    /// Quick to run.
    Release,
    /// Small.
    Size,
}

impl Optimization {
    /// Its name, on the command line and in folders.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Release => "release",
            Self::Size => "size",
        }
    }
}
