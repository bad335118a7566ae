//! From the arguments of `test` to its exit status.

use super::suite::Suite;
use super::watching;
use crate::build::{self, Builder, build_once};
use crate::cli::TestArgs;
use crate::config::Settings;
use crate::error::Error;
use crate::exit::Exit;
use crate::interrupt;
use crate::output::Shell;
use crate::project::{self, Project, ProjectKind};

/// Runs the tests of the project that `args` names. Ends as the first program that failed.
pub fn run(args: &TestArgs, settings: Settings, shell: &Shell) -> Result<Exit, Error> {
    let project = Project::resolve(&args.path, &settings)?;
    if let ProjectKind::Module(module) = project.kind {
        return Err(project::Error::NothingToBuild(module).into());
    }
    let mut settings = settings.for_project(&project, &args.build)?;
    settings.build.tests = true;
    let suite = Suite { args, settings: &settings, shell };
    if args.watch {
        let builder = Builder::start(&settings, &project, shell)?;
        return watching::run(args, &project, builder, &suite);
    }
    let build = build_once(&settings, &project, shell)?;
    if build.tests.is_empty() {
        return Err(build::Error::NoTests(project.root).into());
    }
    // The guest cannot be asked to stop, and owns nothing that would have to be put in order.
    interrupt::end_at_once();
    Ok(suite.run(build.tests))
}
