//! `exec`: run a program in the terminal.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use wasmrun_protocol::{Access, RunMode, RunPlan};

use crate::build::{Build, build_once};
use crate::cli::ExecArgs;
use crate::config::Settings;
use crate::error::Error;
use crate::exec::{self, DebugFile, Grant, Program};
use crate::exit::Exit;
use crate::interrupt;
use crate::output::Shell;
use crate::project::{Project, ProjectKind};

/// Runs what `args` names until it ends, and ends as it did.
pub fn run(args: &ExecArgs, settings: Settings, shell: &Shell) -> Result<Exit, Error> {
    let path = args.path();
    if path.as_os_str() == "-" {
        return launch(&path, program(args, &settings, "-", shell), &settings, shell);
    }
    let project = Project::resolve(&path, &settings)?;
    let settings = settings.for_project(&project, &args.build)?;
    match &project.kind {
        ProjectKind::Module(_) => {
            launch(&path, program(args, &settings, &file_name(&path), shell), &settings, shell)
        }
        ProjectKind::Source => {
            let build = build_once(&settings, &project, shell)?;
            let plan = plan(build, &project)?;
            let program = program(args, &settings, &file_name(&plan.entry), shell);
            launch(&plan.entry.clone(), with_plan(program, plan), &settings, shell)
        }
    }
}

fn launch(
    path: &Path,
    mut program: Program,
    settings: &Settings,
    shell: &Shell,
) -> Result<Exit, Error> {
    program.file = DebugFile::note(path, &settings.current_dir);
    let module = exec::load(exec::read(path)?, &program, settings.recording().as_ref())?;
    // The guest cannot be asked to stop, and owns nothing that would have to be put in order.
    interrupt::end_at_once();
    let misplaced = program.misplaced_invoke();
    let ended = exec::run(&module, program)?;
    if ended.exit != Exit::SUCCESS && misplaced {
        shell.note(
            "`--invoke` after PATH went to the program; put it before PATH to call a function",
        );
    }
    shell.answer(&ended.results)?;
    Ok(ended.exit)
}

/// What the command line gives the guest.
fn program(args: &ExecArgs, settings: &Settings, name: &str, shell: &Shell) -> Program {
    let mut environment: Vec<(OsString, OsString)> =
        settings.exec.env.iter().map(|(name, value)| (name.into(), value.into())).collect();
    for grant in &args.environment {
        let inherited = || settings.environment.get(&grant.name).map(OsString::from);
        match grant.value.as_ref().map(OsString::from).or_else(inherited) {
            Some(value) => environment.push(((&grant.name).into(), value)),
            None => shell.warn(&format!("`{}` is not set here, so not in the guest", grant.name)),
        }
    }
    let grants = args.directories.iter().map(|directory| Grant {
        host: directory.host.clone(),
        guest: directory.guest.clone(),
        read_only: directory.read_only,
    });
    Program {
        name: name.to_owned(),
        args: std::iter::once(name.into()).chain(args.guest_args().iter().cloned()).collect(),
        invoke: args.invoke.clone(),
        environment,
        grants: grants.collect(),
        max_memory: args.max_memory.map(|size| size.0),
        max_stack: args.max_stack.map(|size| size.0),
        timeout: args.timeout.map(|timeout| timeout.0),
        fuel: args.fuel,
        file: None,
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// How to run what was built in a terminal.
fn plan(build: Build, project: &Project) -> Result<RunPlan, Error> {
    let module = build.wasm().map(PathBuf::from);
    match (build.plan, module) {
        (Some(plan), _) if plan.mode == RunMode::Wasi => Ok(plan),
        (None, Some(module)) => Ok(RunPlan::new(RunMode::Wasi, module)),
        _ => Err(exec::Error::NotForTerminal(project.root.clone()).into()),
    }
}

/// Adds what the run plan says. The command line goes before it.
fn with_plan(mut program: Program, plan: RunPlan) -> Program {
    if !plan.args.is_empty() {
        let user = program.args.split_off(1);
        program.args = plan.args.into_iter().map(OsString::from).chain(user).collect();
    }
    let planned = plan.env.into_iter().map(|(name, value)| (name.into(), value.into()));
    program.environment = planned.chain(program.environment).collect();
    let planned = plan.preopens.into_iter().map(|preopen| Grant {
        host: preopen.host,
        guest: preopen.guest,
        read_only: preopen.access != Access::ReadWrite,
    });
    program.grants = planned.chain(program.grants).collect();
    program
}
