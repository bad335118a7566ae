//! `compile`: build only, and say what was made.

use std::fmt::Write as _;

use serde::Serialize;
use wasmrun_protocol::Artifact;

use super::web::{self, Written};
use crate::build::{Build, build_once};
use crate::cli::{CompileArgs, Optimization, OutputFormat};
use crate::config::Settings;
use crate::error::Error;
use crate::exit::Exit;
use crate::output::Shell;
use crate::project::{self, Project, ProjectKind};

/// Builds what `args` names and prints the paths of the artifacts.
pub fn run(args: &CompileArgs, settings: Settings, shell: &Shell) -> Result<Exit, Error> {
    let project = Project::resolve(&args.path, &settings)?;
    if let ProjectKind::Module(module) = project.kind {
        return Err(project::Error::NothingToBuild(module).into());
    }
    let mut settings = settings.for_project(&project, &args.build)?;
    settings.build.default_optimization = Optimization::Release;
    settings.build.format = args.format;
    settings.build.plugin_args =
        args.plugin_args.iter().map(|argument| argument.to_string_lossy().into_owned()).collect();
    if args.format == Some(OutputFormat::Web) {
        // What the plugin needs on its way there has no place in a site.
        let folder = settings.build.output.take();
        let build = match build_once(&settings, &project, shell) {
            Err(error) if error.finds_no_plugin() && project.page().is_file() => None,
            build => Some(build?),
        };
        return report_site(&web::write(build.as_ref(), &project, folder)?, shell);
    }
    report(&build_once(&settings, &project, shell)?, shell)
}

fn report_site(written: &Written, shell: &Shell) -> Result<Exit, Error> {
    for path in &written.kept {
        let file = written.folder.join(path);
        shell.warn(&format!(
            "`{}` is not as a build has left it, and stays: remove it to get the new one",
            file.display()
        ));
    }
    shell.status("Wrote", "a folder that any static host can serve");
    shell.answer(&format!("{}\n", written.folder.display()))?;
    Ok(Exit::SUCCESS)
}

/// What was made, as JSON.
#[derive(Serialize)]
struct Built<'a> {
    reason: &'static str,
    artifacts: &'a [Artifact],
    fresh: bool,
    milliseconds: u128,
}

fn report(build: &Build, shell: &Shell) -> Result<Exit, Error> {
    let verb = if build.fresh { "Fresh" } else { "Finished" };
    shell.status(verb, &format!("in {:.2} s", build.duration.as_secs_f64()));
    if shell.is_json() {
        shell.event(&Built {
            reason: "built",
            artifacts: &build.artifacts,
            fresh: build.fresh,
            milliseconds: build.duration.as_millis(),
        });
        return Ok(Exit::SUCCESS);
    }
    let mut paths = String::new();
    for artifact in build.artifacts.iter().filter(|artifact| artifact.primary) {
        // Writing to a string cannot fail.
        let _ = writeln!(paths, "{}", artifact.path.display());
    }
    shell.answer(&paths)?;
    Ok(Exit::SUCCESS)
}
