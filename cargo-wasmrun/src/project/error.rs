//! What can be wrong with a path.

use std::io;
use std::path::PathBuf;

use crate::output::typed;

/// Why a path names nothing that can be built or run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing is there.
    #[error("`{}` does not exist", .0.display())]
    NotFound(PathBuf),
    /// Something is there that may not be looked at.
    #[error("failed to read `{}`", .path.display())]
    Unreadable {
        /// What was looked at.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A finished module where a project is wanted.
    #[error("`{}` is a finished module, so there is nothing to build", .0.display())]
    NothingToBuild(PathBuf),
    /// A file that is neither a module nor a project.
    #[error("`{}` is neither a folder nor a `.wasm` or `.wat` file", .0.display())]
    NotAProject(PathBuf),
}

impl Error {
    /// What the user can do about it.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::NotFound(_) => vec!["check the path; `.` is the current folder".to_owned()],
            Self::Unreadable { path, .. } => {
                vec![format!("look at its permissions with `ls -ld {}`", typed(path))]
            }
            Self::NothingToBuild(path) => {
                vec![format!("run it with `cargo wasmrun exec {}`", typed(path))]
            }
            Self::NotAProject(_) => {
                vec!["give a project's folder, or a file that ends in `.wasm` or `.wat`".to_owned()]
            }
        }
    }
}
