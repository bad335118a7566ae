//! `plugin`: find, test, install and remove plugins.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::size::whole_number;

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
    /// List the plugins that are there
    List(PluginListArgs),
    /// Look for plugins in the registry
    Search {
        /// A word that the name or the description holds; all plugins without one
        #[arg(value_name = "WORD", default_value = "")]
        word: String,
    },
    /// Say all that is known of a plugin
    Info {
        /// The plugin
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Bring a plugin
    Install(PluginInstallArgs),
    /// Remove a plugin, and all that it brought
    Uninstall {
        /// The plugin
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Bring newer versions of what was installed
    Update(PluginUpdateArgs),
    /// Let a plugin be started again
    Enable {
        /// The plugin
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Keep a plugin from being started
    Disable {
        /// The plugin
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// See whether plugins and their tools work
    Check {
        /// The plugin; all of them without one
        #[arg(value_name = "NAME")]
        name: Option<String>,
    },
    /// Let a plugin bring its toolchain
    Setup {
        /// The plugin
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Test a plugin against the protocol
    Test(PluginTestArgs),
}

/// Arguments of `plugin list`.
#[derive(Args, Clone, Debug)]
pub struct PluginListArgs {
    /// Only those with this capability, such as `compile_webapp`
    #[arg(long, value_name = "NAME")]
    pub capability: Option<String>,
    /// Only those for this language
    #[arg(short, long, value_name = "NAME")]
    pub language: Option<String>,
    /// Only those with this target
    #[arg(long, value_name = "NAME")]
    pub target: Option<String>,
}

/// Arguments of `plugin install`.
#[derive(Args, Clone, Debug)]
pub struct PluginInstallArgs {
    /// The plugin: `rust` means `wasmrun-plugin-rust`
    #[arg(value_name = "NAME")]
    pub name: String,
    /// The versions that would do, as in Cargo.toml
    #[arg(long, value_name = "REQ", conflicts_with_all = ["path", "git"])]
    pub version: Option<String>,
    /// Build it from this folder
    #[arg(long, value_name = "DIR", conflicts_with = "git")]
    pub path: Option<PathBuf>,
    /// Build it from this repository
    #[arg(long, value_name = "URL")]
    pub git: Option<String>,
    /// The newest commit of a branch
    #[arg(long, value_name = "NAME", requires = "git", conflicts_with_all = ["tag", "rev"])]
    pub branch: Option<String>,
    /// A tag
    #[arg(long, value_name = "NAME", requires = "git", conflicts_with = "rev")]
    pub tag: Option<String>,
    /// A commit
    #[arg(long, value_name = "HASH", requires = "git")]
    pub rev: Option<String>,
}

/// Arguments of `plugin update`.
#[derive(Args, Clone, Debug)]
pub struct PluginUpdateArgs {
    /// The plugin
    #[arg(value_name = "NAME", required_unless_present = "all")]
    pub name: Option<String>,
    /// All that were installed
    #[arg(long, conflicts_with = "name")]
    pub all: bool,
    /// Only say what would be brought
    #[arg(long)]
    pub dry_run: bool,
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
    #[arg(value_parser = whole_number::<u64>, long, value_name = "SECONDS", default_value_t = 600)]
    pub patience: u64,
}
