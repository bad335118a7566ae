//! Everything that can go wrong, with the exit status and the hints of each.

use std::io;

use crate::exit::Exit;
use crate::{build, config, exec, plugins, project, server, servers, wasm, watch};

/// Why a command could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Ctrl-C, or a request to terminate.
    #[error("interrupted")]
    Interrupted,
    /// Whoever read our standard output went away; nothing is left to say.
    #[error("standard output was closed")]
    OutputClosed,
    /// Our standard output cannot be written.
    #[error("failed to write to standard output")]
    Output(#[source] io::Error),
    /// The file for `--trace-protocol` cannot be written.
    #[error("failed to write the trace")]
    Trace(#[source] io::Error),
    /// The file for `--log-file` cannot be written.
    #[error("failed to write the log")]
    LogFile(#[source] io::Error),
    /// A configuration file is wrong.
    #[error(transparent)]
    Config(#[from] config::Error),
    /// The path names nothing that can be built or run.
    #[error(transparent)]
    Project(#[from] project::Error),
    /// A plugin is missing, or misbehaved, or could not do its job.
    #[error(transparent)]
    Plugin(#[from] plugins::Error),
    /// A plugin could not be installed, updated or removed.
    #[error(transparent)]
    Install(#[from] plugins::install::Error),
    /// A build went wrong, or gave what it may not.
    #[error(transparent)]
    Build(#[from] build::Error),
    /// A program could not be run.
    #[error(transparent)]
    Exec(#[from] exec::Error),
    /// A module could not be looked at.
    #[error(transparent)]
    Wasm(#[from] wasm::Error),
    /// The development server could not do its work.
    #[error(transparent)]
    Server(#[from] server::Error),
    /// Running servers could not be listed or ended.
    #[error(transparent)]
    Servers(#[from] servers::Error),
    /// The sources could not be watched.
    #[error(transparent)]
    Watch(#[from] watch::Error),
}

impl Error {
    /// Whether it is that no plugin can build the project.
    pub fn finds_no_plugin(&self) -> bool {
        matches!(self, Self::Plugin(plugins::Error::NoneFits { .. }))
    }

    /// The exit status that this error ends the program with.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Interrupted => Exit::INTERRUPTED,
            Self::OutputClosed => Exit::SUCCESS,
            Self::Output(_)
            | Self::Trace(_)
            | Self::LogFile(_)
            | Self::Install(_)
            | Self::Project(_)
            | Self::Servers(_)
            | Self::Watch(_) => Exit::HOST,
            Self::Config(error) => error.exit(),
            Self::Plugin(error) => error.exit(),
            Self::Build(error) => error.exit(),
            Self::Exec(error) => error.exit(),
            Self::Wasm(error) => error.exit(),
            Self::Server(error) => error.exit(),
        }
    }

    /// Lines that belong below the message, such as a backtrace.
    pub fn details(&self) -> Vec<String> {
        match self {
            Self::Exec(error) => error.details(),
            Self::Plugin(error) => error.details(),
            Self::Install(error) => error.details(),
            _ => Vec::new(),
        }
    }

    /// What the user can do about it, each with something to type where possible.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::Interrupted | Self::OutputClosed | Self::Output(_) => Vec::new(),
            Self::Trace(_) => {
                vec!["name a file in a folder of yours with `--trace-protocol FILE`".to_owned()]
            }
            Self::LogFile(_) => {
                vec!["name a file in a folder of yours with `--log-file FILE`".to_owned()]
            }
            Self::Config(error) => error.hints(),
            Self::Project(error) => error.hints(),
            Self::Plugin(error) => error.hints(),
            Self::Install(error) => error.hints(),
            Self::Build(error) => error.hints(),
            Self::Exec(error) => error.hints(),
            Self::Wasm(error) => error.hints(),
            Self::Server(error) => error.hints(),
            Self::Servers(error) => error.hints(),
            Self::Watch(error) => error.hints(),
        }
    }

    /// Whether the program ends without a word: nobody needs to be told, or nobody listens.
    pub fn is_silent(&self) -> bool {
        matches!(self, Self::Interrupted | Self::OutputClosed | Self::Exec(exec::Error::Stopped))
    }
}

#[cfg(test)]
mod tests;
