//! The persistent builder: one plugin that builds one project, again and again.

use std::path::{Path, PathBuf};

use super::{BuildEvent, BuildOutcome};
use crate::cancel::CancelToken;
use crate::config::Settings;
use crate::error::Error;
use crate::output::Shell;
use crate::project::Project;

/// Builds one project with one plugin, which stays alive between builds.
#[derive(Debug)]
pub struct Builder {
    output_dir: PathBuf,
}

impl Builder {
    /// Finds the plugin for `project` and starts it.
    pub fn start(_settings: &Settings, project: &Project, _shell: &Shell) -> Result<Self, Error> {
        Ok(Self { output_dir: project.root.join(".wasmrun") })
    }

    /// Where artifacts go.
    pub fn output_dir(&self) -> &Path {
        &self.output_dir
    }

    /// Builds the project. `changed` is what changed since the last build, if that is known.
    pub fn build(
        &mut self,
        _changed: Option<&[PathBuf]>,
        _cancel: &CancelToken,
        _events: &mut dyn FnMut(BuildEvent),
    ) -> Result<BuildOutcome, Error> {
        Ok(BuildOutcome::Cancelled)
    }

    /// Ends the plugin.
    pub fn shutdown(self) {}
}
