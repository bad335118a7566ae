//! Looks at a path and says what kind of project it is.

use std::io;
use std::path::{Path, PathBuf};

use super::Error;
use crate::config::Settings;

/// What a path on the command line stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// The project's folder, absolute and without links; for a module the folder it lies in.
    pub root: PathBuf,
    /// What it is.
    pub kind: ProjectKind,
}

/// What kind of project a path names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProjectKind {
    /// A finished module, binary or text. Nothing needs to be built.
    Module(PathBuf),
    /// A folder with sources, for a plugin to build.
    Source,
}

impl Project {
    /// Finds out what `path` is, relative paths counting from the current folder.
    pub fn resolve(path: &Path, settings: &Settings) -> Result<Self, Error> {
        let unreadable = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => Error::NotFound(path.to_owned()),
            _ => Error::Unreadable { path: path.to_owned(), source },
        };
        let resolved = dunce::canonicalize(settings.current_dir.join(path)).map_err(unreadable)?;
        if resolved.is_dir() {
            resolved.read_dir().map_err(unreadable)?;
            return Ok(Self { root: resolved, kind: ProjectKind::Source });
        }
        let is_module = |path: &Path| {
            path.extension().is_some_and(|extension| extension == "wasm" || extension == "wat")
        };
        if !is_module(path) && !is_module(&resolved) {
            return Err(Error::NotAProject(path.to_owned()));
        }
        let root = resolved.parent().unwrap_or(&resolved).to_owned();
        Ok(Self { root, kind: ProjectKind::Module(resolved) })
    }

    /// Where the page of a folder is that is a web app as it is, if it is one. A plugin that builds it goes before.
    pub fn page(&self) -> PathBuf {
        self.root.join("index.html")
    }
}
