//! What can be wrong with the configuration.

use std::io;
use std::path::PathBuf;

use crate::exit::Exit;
use crate::output::typed;

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no place for our files.
    #[error("the home folder is not known")]
    NoHome,
    /// The working directory was removed, or may not be read.
    #[error("failed to find the current folder")]
    NoCurrentDir(#[source] io::Error),
    /// A file is there, but cannot be read.
    #[error("failed to read `{}`", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file cannot be changed.
    #[error("failed to write `{}`", .path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file is not what it should be.
    #[error("`{}`, line {line}: {message}", .path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        message: String,
    },
    /// A key that means nothing.
    #[error("`{}`, line {line}: unknown key `{key}`", .path.display())]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The key, with its section.
        key: String,
        /// The known key that was probably meant.
        nearest: Option<String>,
        /// Every key known in that place.
        known: Vec<String>,
    },
}

impl Error {
    /// The exit status for this error.
    pub fn exit(&self) -> Exit {
        match self {
            Self::NoHome
            | Self::NoCurrentDir(_)
            | Self::Unreadable { .. }
            | Self::Unwritable { .. } => Exit::HOST,
            Self::Invalid { .. } | Self::UnknownKey { .. } => Exit::USAGE,
        }
    }

    /// What the user can do about it.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::NoHome => vec!["set `WASMRUN_HOME` to a folder of yours".to_owned()],
            Self::NoCurrentDir(_) => vec!["go to a folder that exists with `cd`".to_owned()],
            Self::Unreadable { path, source } if source.kind() == io::ErrorKind::InvalidData => {
                vec![format!("save `{}` as UTF-8 text", path.display())]
            }
            Self::Unreadable { path, .. } | Self::Unwritable { path, .. } => {
                vec![format!("look at its permissions with `ls -l {}`", typed(path))]
            }
            Self::Invalid { path, line, .. } => {
                vec![format!("look at the line with `sed -n {line}p {}`", typed(path))]
            }
            Self::UnknownKey { nearest: Some(nearest), .. } => {
                vec![format!("did you mean `{nearest}`?")]
            }
            Self::UnknownKey { known, .. } => {
                vec![format!("known here: `{}`", known.join("`, `"))]
            }
        }
    }
}
