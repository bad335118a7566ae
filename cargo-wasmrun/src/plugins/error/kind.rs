//! What can go wrong with plugins.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use wasmrun_protocol::{EncodeError, RpcError, Tool};

use super::super::connection::Violation;
use crate::exit::Exit;

/// Why a plugin could not do its part.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no plugin of this name.
    #[error("there is no plugin `{name}`")]
    Unknown {
        /// The name asked for.
        name: String,
        /// The plugins there are.
        known: Vec<String>,
    },
    /// The plugin may not be started.
    #[error("plugin `{name}` is disabled")]
    Disabled {
        /// The plugin.
        name: String,
    },
    /// No plugin builds this language.
    #[error("no plugin builds the language `{language}`")]
    UnknownLanguage {
        /// The language asked for.
        language: String,
        /// The languages there are plugins for.
        known: Vec<String>,
    },
    /// No plugin was chosen to write a new project, and several could.
    #[error("the language of the new project is not known")]
    NoLanguage {
        /// The languages that there are plugins for.
        known: Vec<String>,
    },
    /// The plugin writes no projects, or is not there.
    #[error("there is no plugin `{plugin}` that writes new projects")]
    CannotCreate {
        /// The name asked for.
        plugin: String,
    },
    /// The plugin finds faults only by building.
    #[error("plugin `{plugin}` does not look for faults without a build")]
    CannotValidate {
        /// The plugin.
        plugin: String,
    },
    /// The plugin brings no toolchain.
    #[error("plugin `{plugin}` brings no toolchain")]
    CannotSetUp {
        /// The plugin.
        plugin: String,
    },
    /// A new project's folder cannot be.
    #[error("`{}` cannot be a project's folder", .path.display())]
    NewFolder {
        /// The path.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A name that no project can have.
    #[error("`{}` cannot be a project's name", .0.escape_debug())]
    BadProjectName(String),
    /// A new project's folder holds something.
    #[error("`{}` is not empty", .0.display())]
    FolderInUse(PathBuf),
    /// A name that no plugin can have.
    #[error("`{0}` is no name of a plugin")]
    BadName(String),
    /// A plugin works, but not all that it needs.
    #[error("{} not healthy", .0.join(", "))]
    Unhealthy(Vec<String>),
    /// A file is no plugin.
    #[error("`{}` is no plugin: its name has to be `wasmrun-plugin-NAME`", .0.display())]
    NotAPlugin(PathBuf),
    /// There is no place for temporary files.
    #[error("failed to make a temporary folder")]
    Scratch(#[source] io::Error),
    /// A file is not what `--trace-protocol` writes.
    #[error("failed to read the conversation in `{}`", .path.display())]
    Transcript {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// No plugin takes the project.
    #[error("no plugin can build `{}`", .project.display())]
    NoneFits {
        /// The project.
        project: PathBuf,
        /// The plugins that were asked or could have been.
        known: Vec<String>,
        /// The one that is not there and would fit.
        fitting: Option<&'static str>,
        /// What would be a project for those that are there, a sentence for each.
        projects: Vec<String>,
    },
    /// Several plugins want the project equally.
    #[error("several plugins can build `{}`: `{}`", .project.display(), .names.join("`, `"))]
    Ambiguous {
        /// The project.
        project: PathBuf,
        /// The plugins.
        names: Vec<String>,
    },
    /// The plugin does not build for this target.
    #[error("{} target `{target}`", who_lacks(plugin, target, offers))]
    UnknownTarget {
        /// The plugin.
        plugin: String,
        /// The target asked for.
        target: String,
        /// The plugins that have targets, each with those.
        offers: Vec<(String, Vec<String>)>,
    },
    /// The plugin does not build in this format.
    #[error("plugin `{plugin}` does not build for `--format {format}`")]
    UnknownFormat {
        /// The plugin.
        plugin: String,
        /// The format asked for, as on the command line.
        format: &'static str,
    },
    /// The executable cannot be started.
    #[error("failed to start plugin `{plugin}`, `{}`", .path.display())]
    Start {
        /// The plugin.
        plugin: String,
        /// Its executable.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The process ended in the middle of a request.
    #[error("plugin `{plugin}` {} during `{method}`", describe(.status.as_deref()))]
    Crashed {
        /// The plugin.
        plugin: String,
        /// What it was asked.
        method: &'static str,
        /// How it ended; `None` if it only closed its output.
        status: Option<String>,
        /// The end of its standard error.
        stderr: Vec<String>,
    },
    /// The plugin broke the protocol.
    #[error("plugin `{plugin}` broke the plugin protocol during `{method}`")]
    Violation {
        /// The plugin.
        plugin: String,
        /// What it was asked.
        method: &'static str,
        /// How.
        source: Violation,
    },
    /// The plugin's answer is not one to the question.
    #[error("plugin `{plugin}` broke the plugin protocol during `{method}`")]
    BadAnswer {
        /// The plugin.
        plugin: String,
        /// What it was asked.
        method: &'static str,
        /// What is wrong with the answer.
        source: wasmrun_protocol::DecodeError,
    },
    /// The plugin took too long.
    #[error("plugin `{plugin}` did not answer `{method}` within {} s", .after.as_secs())]
    Silent {
        /// The plugin.
        plugin: String,
        /// What it was asked.
        method: &'static str,
        /// How long it was given.
        after: Duration,
    },
    /// The plugin speaks another version of the protocol.
    #[error("plugin `{plugin}` speaks plugin protocol {theirs}, this cargo-wasmrun speaks {ours}")]
    Version {
        /// The plugin.
        plugin: String,
        /// The versions it speaks.
        theirs: String,
        /// The version we speak.
        ours: String,
        /// Whether ours is the older one.
        we_are_older: bool,
    },
    /// The plugin goes by another name than its executable.
    #[error("plugin `{plugin}` says that its name is `{claimed}`")]
    WrongName {
        /// The name of its executable.
        plugin: String,
        /// The name it gave.
        claimed: String,
    },
    /// The plugin crashed too often.
    #[error("plugin `{plugin}` crashed again and again, and is not started any more")]
    TooManyCrashes {
        /// The plugin.
        plugin: String,
    },
    /// The plugin could not do what it was asked, and said why.
    #[error("plugin `{plugin}`: {error}")]
    Refused {
        /// The plugin.
        plugin: String,
        /// Its answer.
        error: Box<RpcError>,
    },
    /// The tools that the plugin needs are not there.
    #[error("plugin `{plugin}`: {message}")]
    ToolchainMissing {
        /// The plugin.
        plugin: String,
        /// What it says.
        message: String,
        /// The tools.
        tools: Vec<Tool>,
        /// What it proposes.
        hints: Vec<String>,
        /// The command that lets it bring them, if it can and was not let yet.
        set_up: Option<String>,
    },
    /// A question cannot be put into a message.
    #[error("failed to ask plugin `{plugin}`")]
    Encode {
        /// The plugin.
        plugin: String,
        /// Why.
        source: EncodeError,
    },
}

fn describe(status: Option<&str>) -> String {
    match status {
        Some(status) => format!("ended ({status})"),
        None => "closed its output".to_owned(),
    }
}

impl Error {
    /// The exit status for this error.
    pub fn exit(&self) -> Exit {
        match self {
            Self::UnknownTarget { .. }
            | Self::UnknownFormat { .. }
            | Self::CannotValidate { .. }
            | Self::NoLanguage { .. }
            | Self::BadProjectName(_)
            | Self::BadName(_) => Exit::USAGE,
            Self::Unhealthy(_) => Exit::FAILED,
            _ => Exit::HOST,
        }
    }

    /// Lines that belong below the message.
    pub fn details(&self) -> Vec<String> {
        match self {
            Self::Crashed { plugin, stderr, .. } => {
                stderr.iter().map(|line| format!("[{plugin}] {line}")).collect()
            }
            Self::Refused { error, .. } => {
                error.caused_by().iter().map(|cause| format!("caused by: {cause}")).collect()
            }
            Self::ToolchainMissing { tools, .. } => tools.iter().map(describe_tool).collect(),
            _ => Vec::new(),
        }
    }
}

/// Who lacks a target: all plugins, or the chosen one.
fn who_lacks(plugin: &str, target: &str, offers: &[(String, Vec<String>)]) -> String {
    if offers.iter().any(|(_, targets)| targets.iter().any(|known| known == target)) {
        format!("plugin `{plugin}` has no")
    } else {
        "no plugin has the".to_owned()
    }
}

fn describe_tool(tool: &Tool) -> String {
    let requirement = tool.requirement.as_deref().map(|r| format!(" {r}")).unwrap_or_default();
    let help = tool.help.as_deref().map(|help| format!(": {help}")).unwrap_or_default();
    format!("`{}`{requirement} is {}{help}", tool.name, tool.status)
}
