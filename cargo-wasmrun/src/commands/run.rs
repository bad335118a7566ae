//! `run`: build, serve, watch, reload.

use crate::cli::RunArgs;
use crate::config::Settings;
use crate::error::Error;
use crate::exit::Exit;
use crate::output::Shell;
use crate::project::Project;

/// Serves what `args` names until it is ended.
pub fn run(args: &RunArgs, settings: Settings, shell: &Shell) -> Result<Exit, Error> {
    let project = Project::resolve(&args.path, &settings)?;
    let settings = settings.for_project(&project, &args.build)?;
    shell.status("Serving", &format!("{} of {}", project.root.display(), settings.home.display()));
    Ok(Exit::SUCCESS)
}
