//! Turns a project into a program for the page: through a plugin, or by reading a module.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use wasmrun_protocol::{RunMode, RunPlan, WatchSpec};

use super::module;
use crate::build::{self, Build, BuildEvent, BuildOutcome, Builder, FailedBuild};
use crate::cancel::CancelToken;
use crate::cli::BuildArgs;
use crate::config::Settings;
use crate::error::Error;
use crate::output::Shell;
use crate::project::{Project, ProjectKind};
use crate::server::{self, Program, Progress, Report};
use crate::watch::Spec;

/// The project's settings, relative to its folder.
pub(super) const SETTINGS_FILE: &str = "wasmrun.toml";

/// How a production ended.
pub(super) enum Product {
    /// There is a program.
    Program { program: Program, report: Report, watch: Spec, duration: Duration },
    /// The project is at fault.
    Failed { report: Report, watch: Spec, duration: Duration },
    /// It was given up.
    Cancelled,
}

/// Makes the same program anew, as often as it is asked to.
pub(super) struct Producer {
    project: Project,
    guest_args: Vec<String>,
    /// The user's settings, without the project's.
    settings: Settings,
    flags: BuildArgs,
    /// The port that the project's file names.
    port: Option<u16>,
    builder: Option<Builder>,
    shell: Shell,
}

impl Producer {
    /// Produces nothing yet. `settings` are the user's; `port` is what the project's file adds
    /// about the server, which runs already.
    pub(super) fn new(
        project: Project,
        guest_args: Vec<String>,
        settings: Settings,
        flags: BuildArgs,
        port: Option<u16>,
        shell: Shell,
    ) -> Self {
        Self { project, guest_args, settings, flags, port, builder: None, shell }
    }

    /// Lets go of the plugin, so that the next program is made with the project's settings as they
    /// are by then.
    pub(super) fn forget_settings(&mut self) {
        self.builder = None;
    }

    /// Makes the program from what is there now.
    pub(super) fn produce(
        &mut self,
        changed: Option<&[PathBuf]>,
        cancel: &CancelToken,
        on_progress: &mut dyn FnMut(Progress),
    ) -> Result<Product, Error> {
        if let ProjectKind::Module(path) = &self.project.kind {
            return self.read(path);
        }
        // A plugin that is asked for the first time knows of no build that something may have
        // changed since.
        let (mut builder, changed) = match self.builder.take() {
            Some(builder) => (builder, changed),
            None => (self.start_builder()?, None),
        };
        let shell = &self.shell;
        let outcome = builder.build(changed, cancel, &mut |event| {
            shell.build_event(&event);
            if let BuildEvent::Progress { message, current, total } = event {
                on_progress(Progress { message, current, total });
            }
        });
        shell.end_progress();
        self.builder = Some(builder);
        match outcome? {
            BuildOutcome::Succeeded(build) => self.program(&build),
            BuildOutcome::Failed(failed) => Ok(self.failure(&failed)),
            BuildOutcome::Cancelled => Ok(Product::Cancelled),
        }
    }

    fn start_builder(&mut self) -> Result<Builder, Error> {
        let settings = self.settings.clone().for_project(&self.project, &self.flags)?;
        if settings.serve.port != self.port {
            self.port = settings.serve.port;
            self.shell.warn("the new `serve.port` counts from the next start on");
        }
        let builder = Builder::start(&settings, &self.project, &self.shell)?;
        if !builder.reloads() {
            let plugin = builder.plugin();
            self.shell.note(&format!(
                "plugin `{plugin}` offers no live reload: start again to see changes"
            ));
        }
        Ok(builder)
    }

    fn read(&self, path: &Path) -> Result<Product, Error> {
        let begin = Instant::now();
        let wasm = module::read(path)?;
        let duration = begin.elapsed();
        let plan = RunPlan::new(RunMode::Wasi, path);
        Ok(Product::Program {
            program: self.load(wasm, &plan),
            report: Report::new(true, duration, &[], "", &self.project.root),
            watch: Spec::file(path),
            duration,
        })
    }

    fn program(&self, build: &Build) -> Result<Product, Error> {
        let wasm = build.wasm().map(Path::to_owned);
        let plan =
            build.plan.clone().or_else(|| wasm.map(|path| RunPlan::new(RunMode::Wasi, path)));
        let plan = match plan {
            Some(plan) if plan.mode == RunMode::Wasi => plan,
            Some(plan) => return Err(server::Error::UnknownMode(plan.mode.to_string()).into()),
            None => return Err(build::Error::NoModule(self.plugin()).into()),
        };
        let wasm = module::read(&plan.entry)?;
        let Build { diagnostics, duration, .. } = build;
        Ok(Product::Program {
            program: self.load(wasm, &plan),
            report: Report::new(true, *duration, diagnostics, "", &self.project.root),
            watch: match &self.builder {
                // A program that may not be replaced while it runs stays until we are started again.
                Some(builder) if !builder.reloads() => {
                    Spec::file(&self.project.root.join(SETTINGS_FILE))
                }
                _ => self.watch(build.watch.as_ref(), &build.output_dir, &build.outputs),
            },
            duration: *duration,
        })
    }

    fn failure(&self, failed: &FailedBuild) -> Product {
        let FailedBuild { diagnostics, output_text, duration, .. } = failed;
        Product::Failed {
            report: Report::new(false, *duration, diagnostics, output_text, &self.project.root),
            watch: self.watch(failed.watch.as_ref(), &failed.output_dir, &failed.outputs),
            duration: *duration,
        }
    }

    fn load(&self, wasm: Vec<u8>, plan: &RunPlan) -> Program {
        let name = file_name(&plan.entry);
        let mut args = plan.args.clone();
        if args.is_empty() {
            args.push(name.clone());
        }
        args.extend(self.guest_args.iter().cloned());
        let env: BTreeMap<String, String> = plan.env.clone();
        Program::new(name, wasm, args, env)
    }

    fn watch(&self, spec: Option<&WatchSpec>, output_dir: &Path, outputs: &[String]) -> Spec {
        let root = &self.project.root;
        let mut watch = Spec::of_build(root, spec, output_dir, outputs);
        watch.roots.push(root.join(SETTINGS_FILE));
        watch
    }

    fn plugin(&self) -> String {
        self.builder.as_ref().map(|builder| builder.plugin().to_owned()).unwrap_or_default()
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
