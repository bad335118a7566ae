//! `exec`: run a program in the terminal.

mod watch;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use wasmrun_protocol::{RunMode, RunPlan};

use crate::build::{Build, build_once};
use crate::cli::{ExecArgs, OutputFormat, PreloadArg, SystemArgs};
use crate::config::Settings;
use crate::error::Error;
use crate::exec::{
    self, DebugFile, Grant, Observation, Preload, Program, Streams, System, TraceSink,
};
use crate::exit::Exit;
use crate::interrupt;
use crate::output::Shell;
use crate::profile::Format;
use crate::project::{Project, ProjectKind};
use crate::watch::Spec;

/// Runs what `args` names until it ends, and ends as it did.
pub fn run(args: &ExecArgs, settings: Settings, shell: &Shell) -> Result<Exit, Error> {
    if let Some(file) = &args.profile
        && Format::of(file).is_none()
    {
        return Err(exec::Error::ProfileFormat(file.clone()).into());
    }
    let path = args.path();
    if path.as_os_str() == "-" {
        if args.watch {
            return Err(exec::Error::WatchedInput.into());
        }
        let program = program(args, &settings, "-", shell);
        return end(Launch { path, program, watch: Spec::default() }, &settings, shell);
    }
    let project = Project::resolve(&path, &settings)?;
    let mut settings = settings.for_project(&project, &args.build)?;
    settings.build.format = Some(OutputFormat::Wasm);
    if args.watch {
        return watch::run(args, &project, &settings, shell);
    }
    let mut launch = prepare(args, &project, &settings, shell)?;
    if launch.program.observation.profile.is_some() {
        // What was seen until Ctrl-C is worth keeping.
        launch.program.stop = Some(interrupt::token());
    } else {
        // The guest cannot be asked to stop, and owns nothing that would have to be put in order.
        interrupt::end_at_once();
    }
    end(launch, &settings, shell)
}

/// A program, and what it is made of.
struct Launch {
    /// The module.
    path: PathBuf,
    program: Program,
    /// What it is made of.
    watch: Spec,
}

/// Builds the program, if it is to be built.
fn prepare(
    args: &ExecArgs,
    project: &Project,
    settings: &Settings,
    shell: &Shell,
) -> Result<Launch, Error> {
    match &project.kind {
        ProjectKind::Module(_) => {
            let path = args.path();
            let program = program(args, settings, &file_name(&path), shell);
            let watch = watch::of_module(&path, settings);
            Ok(Launch { path, program, watch })
        }
        ProjectKind::Source => {
            let build = build_once(settings, project, shell)?;
            let watch = Spec::of_build(
                &project.root,
                build.watch.as_ref(),
                &build.output_dir,
                &build.outputs,
            );
            let plan = plan(build, project)?;
            let program = program(args, settings, &file_name(&plan.entry), shell);
            Ok(Launch { path: plan.entry.clone(), program: program.with_plan(plan), watch })
        }
    }
}

/// Runs the program until it ends.
fn end(launch: Launch, settings: &Settings, shell: &Shell) -> Result<Exit, Error> {
    let Launch { path, mut program, .. } = launch;
    program.file = DebugFile::note(&path, &settings.current_dir);
    let module = tracing::info_span!("load", module = %path.display())
        .in_scope(|| exec::load(exec::read(&path, settings.recording().as_ref())?, &program))?;
    let misplaced = program.misplaced_invoke();
    let profile = program.observation.profile.clone();
    let ended = tracing::info_span!("execution").in_scope(|| exec::run(&module, program));
    if let Some(file) = profile.filter(|file| file.exists()) {
        shell.status("Profiled", &format!("to `{}`", file.display()));
    }
    let ended = ended?;
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
        given: Some(args.path()),
        args: std::iter::once(name.into()).chain(args.guest_args().iter().cloned()).collect(),
        invoke: args.invoke.clone(),
        environment,
        grants: grants.collect(),
        max_memory: args.max_memory.map(|size| size.0),
        max_stack: args.max_stack.map(|size| size.0),
        timeout: args.timeout.map(|timeout| timeout.0),
        fuel: args.fuel,
        preloads: args.preloads.iter().map(preload).collect(),
        observation: observation(args, shell),
        stop: None,
        streams: Streams::Inherited,
        system: system(&args.system),
        ends_process: true,
        file: None,
    }
}

fn preload(argument: &PreloadArg) -> Preload {
    Preload { name: argument.name.clone(), file: argument.file.clone() }
}

/// What else is wanted of the run.
fn observation(args: &ExecArgs, shell: &Shell) -> Observation {
    let shell = shell.clone();
    // Who asks for it wants it, however quiet the rest is to be.
    let trace = args.trace.then(|| TraceSink::new(move |line| shell.quote(-1, "trace", line)));
    Observation {
        profile: args.profile.clone(),
        trace,
        coredump: args.coredump.clone(),
        memory: None,
    }
}

fn system(args: &SystemArgs) -> System {
    System {
        max_output: args.max_output.map(|size| size.0),
        max_written: args.max_written.map(|size| size.0),
        max_file_size: args.max_file_size.map(|size| size.0),
        max_open_files: args.max_open_files.map(|count| count as usize),
        network: args.allow_net.clone(),
        listen: args.tcplisten.clone(),
        listener: None,
        port: None,
        seed: args.deterministic,
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
