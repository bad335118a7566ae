//! A single build, for commands that do not stay.

use super::{Build, BuildOutcome, Builder, Error as BuildError};
use crate::config::Settings;
use crate::error::Error;
use crate::interrupt;
use crate::output::Shell;
use crate::project::Project;

/// Builds `project`, shows what happens, and ends the plugin. That the project does not compile is
/// an error here.
pub fn build_once(settings: &Settings, project: &Project, shell: &Shell) -> Result<Build, Error> {
    let cancel = interrupt::token();
    let mut builder = Builder::start(settings, project, shell)?;
    let what = format!("{} with plugin `{}`", project.root.display(), builder.plugin());
    shell.status("Building", &what);
    let outcome = builder.build(None, &cancel, &mut |event| shell.build_event(&event));
    shell.end_progress();
    builder.shutdown();
    match outcome? {
        BuildOutcome::Succeeded(build) => Ok(*build),
        BuildOutcome::Failed(failed) => {
            if failed.diagnostics.is_empty() {
                shell.raw_output(&failed.output_text);
            }
            Err(BuildError::Failed(project.root.clone()).into())
        }
        BuildOutcome::Cancelled => Err(Error::Interrupted),
    }
}
