//! What can be wrong with a build, apart from the project itself.

use std::io;
use std::path::PathBuf;

use crate::exit::Exit;
use crate::output::typed;

/// Why a build gave nothing that may be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The project does not compile. The compiler's messages were shown before.
    #[error("`{}` does not compile", .0.display())]
    Failed(PathBuf),
    /// The project was removed or renamed.
    #[error("the project's folder `{}` is gone", .0.display())]
    ProjectGone(PathBuf),
    /// The output folder cannot be made.
    #[error("failed to make the output folder `{}`", .path.display())]
    OutputDir {
        /// The folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// What builds made cannot be removed.
    #[error("failed to remove `{}`", .path.display())]
    Remove {
        /// What cannot be removed.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The plugin named a file that is not there.
    #[error("plugin `{plugin}` says it made `{}`, which cannot be opened", .path.display())]
    MissingArtifact {
        /// The plugin.
        plugin: String,
        /// The file.
        path: PathBuf,
        /// Why it cannot be opened.
        source: io::Error,
    },
    /// The plugin named a file or folder where it has no business.
    #[error("plugin `{plugin}` wants to use `{}`, which is outside the project", .path.display())]
    Outside {
        /// The plugin.
        plugin: String,
        /// The place, without links.
        path: PathBuf,
    },
    /// The plugin made something that is not WebAssembly.
    #[error("plugin `{plugin}` made an invalid module, `{}`", .path.display())]
    InvalidModule {
        /// The plugin.
        plugin: String,
        /// The module.
        path: PathBuf,
        /// What is wrong with it.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The plugin wants something to be looked for in what a test prints that is no pattern.
    #[error("plugin `{plugin}` expects tests to print `{pattern}`, which is no pattern")]
    WrongPattern {
        /// The plugin.
        plugin: String,
        /// What is no pattern.
        pattern: String,
        /// What is wrong with it.
        source: regex_lite::Error,
    },
    /// The plugin made nothing that can be run.
    #[error("plugin `{0}` made no WebAssembly module")]
    NoModule(String),
    /// The project's program answers requests, which no static host lets it.
    #[error("`{}` serves by itself: files alone are no web site", .0.display())]
    ServesItself(PathBuf),
    /// What a site is made of is where it is to go.
    #[error("`{}` is the web app itself, which a site would be mixed with", .0.display())]
    OntoItself(PathBuf),
    /// The plugin found no tests in the project.
    #[error("`{}` has no tests", .0.display())]
    NoTests(PathBuf),
}

impl Error {
    /// The exit status for this error.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Failed(_) | Self::InvalidModule { .. } | Self::NoTests(_) => Exit::FAILED,
            Self::ProjectGone(_)
            | Self::OutputDir { .. }
            | Self::Remove { .. }
            | Self::MissingArtifact { .. }
            | Self::Outside { .. }
            | Self::ServesItself(_)
            | Self::OntoItself(_)
            | Self::WrongPattern { .. }
            | Self::NoModule(_) => Exit::HOST,
        }
    }

    /// What the user can do about it.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::Failed(_) => Vec::new(),
            Self::NoTests(_) => {
                vec!["see what counts as a test with `cargo wasmrun help test`".to_owned()]
            }
            Self::ServesItself(project) => {
                vec![format!("let it serve with `cargo wasmrun run {}`", typed(project))]
            }
            Self::ProjectGone(_) => {
                vec!["put it back, or name the folder where it is now".to_owned()]
            }
            Self::OutputDir { .. } | Self::OntoItself(_) => {
                vec!["choose another folder with `--output DIR`".to_owned()]
            }
            Self::Remove { path, .. } => {
                vec![format!("look at its permissions with `ls -ld {}`", typed(path))]
            }
            Self::Outside { path, .. } => {
                let folder =
                    if path.is_dir() { path.as_path() } else { path.parent().unwrap_or(path) };
                vec![format!("if that is right, allow it with `--allow-dir {}`", typed(folder))]
            }
            Self::MissingArtifact { plugin, .. }
            | Self::InvalidModule { plugin, .. }
            | Self::WrongPattern { plugin, .. }
            | Self::NoModule(plugin) => {
                vec![format!("this is a fault of plugin `{plugin}`; `-vv` shows what it did")]
            }
        }
    }
}
