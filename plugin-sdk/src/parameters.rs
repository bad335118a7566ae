//! What every method's parameters must satisfy before the plugin sees them.

use std::path::Path;

use wasmrun_protocol::{
    BuildParams, CheckParams, CreateParams, ErrorKind, InitializeParams, ProjectParams, SetupParams,
};

use crate::{Error, Result};

/// Parameters with paths, which must be absolute.
pub(crate) trait Parameters {
    /// The paths that are there.
    fn paths(&self) -> Vec<&Path>;

    /// Fails if a path is relative.
    fn check_paths(&self) -> Result<()> {
        match self.paths().into_iter().find(|path| !path.is_absolute()) {
            None => Ok(()),
            Some(path) => {
                let message = format!("the path `{}` is not absolute", path.display());
                Err(Error::new(ErrorKind::InvalidParams, message))
            }
        }
    }
}

impl Parameters for InitializeParams {
    fn paths(&self) -> Vec<&Path> {
        vec![&self.dirs.data, &self.dirs.cache]
    }
}

impl Parameters for ProjectParams {
    fn paths(&self) -> Vec<&Path> {
        vec![&self.project_path]
    }
}

impl Parameters for CheckParams {
    fn paths(&self) -> Vec<&Path> {
        self.project_path.as_deref().into_iter().collect()
    }
}

impl Parameters for SetupParams {
    fn paths(&self) -> Vec<&Path> {
        self.project_path.as_deref().into_iter().collect()
    }
}

impl Parameters for BuildParams {
    fn paths(&self) -> Vec<&Path> {
        let changed = self.changed_paths.iter().flatten().map(AsRef::as_ref);
        [&*self.project_path, &self.output_dir].into_iter().chain(changed).collect()
    }
}

impl Parameters for CreateParams {
    fn paths(&self) -> Vec<&Path> {
        vec![&self.directory]
    }
}
