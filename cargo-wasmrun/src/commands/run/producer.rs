//! Turns a project into something to serve: through a plugin, or by reading what is finished.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::slice;
use std::sync::Arc;
use std::time::{Duration, Instant};

use wasmrun_protocol::{Access, Preopen, Provider, RunMode, RunPlan, WatchSpec};

use super::guest::{Guests, Started};
use super::module;
use crate::build::{self, Build, BuildEvent, BuildOutcome, Builder, FailedBuild};
use crate::cancel::CancelToken;
use crate::cli::BuildArgs;
use crate::config::{PROJECT_FILE, Settings};
use crate::error::Error;
use crate::exec::{Grant, Preload};
use crate::host_run;
use crate::output::Shell;
use crate::project::{Project, ProjectKind};
use crate::server::{self, Folder, Product, Program, Progress, Report, Site};
use crate::watch::Spec;

/// How a production ended.
pub(super) enum Production {
    /// There is something to serve.
    Made { product: Product, report: Report, watch: Spec, duration: Duration },
    /// The project is at fault.
    Failed { report: Report, watch: Spec, duration: Duration },
    /// It was given up.
    Cancelled,
}

/// What the command line gives the guest.
pub(super) struct Given {
    /// Its arguments, without its name.
    pub(super) args: Vec<String>,
    /// Modules whose exports it imports.
    pub(super) providers: Vec<Provider>,
    /// Folders that it sees.
    pub(super) folders: Vec<Preopen>,
}

impl Given {
    /// The files and folders that the command line names, which nobody builds.
    pub(super) fn paths(&self) -> impl Iterator<Item = PathBuf> {
        let modules = self.providers.iter().map(|provider| provider.module.clone());
        modules.chain(self.folders.iter().map(|folder| folder.host.clone()))
    }
}

/// Makes the same program anew, as often as it is asked to.
pub(super) struct Producer {
    project: Project,
    given: Given,
    /// The user's settings, without the project's.
    settings: Settings,
    flags: BuildArgs,
    /// The port that the project's file names.
    port: Option<u16>,
    builder: Option<Builder>,
    /// Whether the project was found to be a web app as it is, which no plugin builds.
    nobody_builds: bool,
    last_site: Option<Arc<Site>>,
    last_folders: Vec<Folder>,
    guests: Guests,
    shell: Shell,
}

impl Producer {
    /// Produces nothing yet. `settings` are the user's; `port` is what the project's file adds
    /// about the server, which runs already.
    pub(super) fn new(
        project: Project,
        given: Given,
        settings: Settings,
        flags: BuildArgs,
        port: Option<u16>,
        guests: Guests,
        shell: Shell,
    ) -> Self {
        Self {
            project,
            given,
            settings,
            flags,
            port,
            builder: None,
            nobody_builds: false,
            last_site: None,
            last_folders: Vec::new(),
            guests,
            shell,
        }
    }

    /// Lets go of the plugin, so that the next program is made with the project's settings as they
    /// are by then.
    pub(super) fn forget_settings(&mut self) {
        self.builder = None;
        self.nobody_builds = false;
    }

    /// Makes the program from what is there now.
    pub(super) fn produce(
        &mut self,
        changed: Option<&[PathBuf]>,
        cancel: &CancelToken,
        on_progress: &mut dyn FnMut(Progress),
    ) -> Result<Production, Error> {
        if let ProjectKind::Module(path) = &self.project.kind {
            return self.read(&path.clone(), cancel);
        }
        if self.nobody_builds
            && changed.is_some_and(tells_plugins_nothing)
            && self.project.page().is_file()
        {
            return self.read_site();
        }
        // A plugin that is asked for the first time knows of no build that something may have
        // changed since.
        let (mut builder, changed) = match self.builder.take() {
            Some(builder) => (builder, changed),
            None => match self.start_builder() {
                Ok(builder) => (builder, None),
                Err(error) if error.finds_no_plugin() && self.project.page().is_file() => {
                    return self.read_site();
                }
                Err(error) => return Err(error),
            },
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
            BuildOutcome::Succeeded(build) => self.made(&build, cancel),
            BuildOutcome::Failed(failed) => Ok(self.failure(&failed)),
            BuildOutcome::Cancelled => Ok(Production::Cancelled),
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

    fn read(&mut self, path: &Path, cancel: &CancelToken) -> Result<Production, Error> {
        let begin = Instant::now();
        let wasm = module::read(path)?;
        let duration = begin.elapsed();
        let plan = self.as_asked(RunPlan::new(RunMode::Wasi, path));
        let mut watch = Spec::file(path);
        watch.roots.extend(self.given.paths());
        let report = Report::new(true, duration, &[], "", &self.project.root);
        let folders = self.folders(&plan)?;
        if plan.mode == RunMode::Server {
            let started = self.guests.start(plan, &self.given.args, &folders, cancel)?;
            return Ok(self.started(started, report, watch, duration));
        }
        let product = self.load(wasm, &plan)?.with_folders(folders).into();
        Ok(Production::Made { product, report, watch, duration })
    }

    /// Reads a web app that no plugin builds.
    fn read_site(&mut self) -> Result<Production, Error> {
        let begin = Instant::now();
        let site = self.site(&self.project.page(), &[])?;
        self.nobody_builds = true;
        let duration = begin.elapsed();
        Ok(Production::Made {
            product: Product::Site(site),
            report: Report::new(true, duration, &[], "", &self.project.root),
            watch: Spec::folder(&self.project.root),
            duration,
        })
    }

    fn made(&mut self, build: &Build, cancel: &CancelToken) -> Result<Production, Error> {
        let wasm = build.wasm().map(Path::to_owned);
        let plan =
            build.plan.clone().or_else(|| wasm.map(|path| RunPlan::new(RunMode::Wasi, path)));
        let plan = plan.map(|plan| self.as_asked(plan));
        let Build { diagnostics, duration, .. } = build;
        let report = Report::new(true, *duration, diagnostics, "", &self.project.root);
        let watch = match &self.builder {
            // A program that may not be replaced while it runs stays until we are started again.
            Some(builder) if !builder.reloads() => {
                Spec::file(&self.project.root.join(PROJECT_FILE))
            }
            _ => self.watch(build.watch.as_ref(), &build.output_dir, &build.outputs),
        };
        let product = match plan {
            Some(plan) if plan.mode == RunMode::Wasi => {
                let program = self.load(module::read(&plan.entry)?, &plan)?;
                program.with_folders(self.folders(&plan)?).into()
            }
            Some(plan) if plan.mode == RunMode::Server => {
                let folders = self.folders(&plan)?;
                let started = self.guests.start(plan, &self.given.args, &folders, cancel)?;
                return Ok(self.started(started, report, watch, *duration));
            }
            Some(plan) if plan.mode == RunMode::Browser => {
                Product::Site(self.site(&plan.entry, &addresses(build))?)
            }
            Some(plan) => return Err(server::Error::UnknownMode(plan.mode.to_string()).into()),
            None => return Err(build::Error::NoModule(self.plugin()).into()),
        };
        Ok(Production::Made { product, report, watch, duration: *duration })
    }

    /// What came of a build whose program serves: one that cannot is like one that does not compile.
    fn started(
        &self,
        started: Started,
        report: Report,
        watch: Spec,
        duration: Duration,
    ) -> Production {
        match started {
            Started::Serving(backend) => {
                Production::Made { product: Product::Backend(backend), report, watch, duration }
            }
            Started::Failed(end) => {
                self.shell.warn(&[slice::from_ref(&end.message), &end.frames].concat().join("\n"));
                let root = &self.project.root;
                let report = Report::failure(&end.message, &end.frames, duration, root);
                Production::Failed { report, watch, duration }
            }
            Started::Cancelled => Production::Cancelled,
        }
    }

    /// The plan, with what the user adds: the guest's providers and folders, and that it serves if it is
    /// said to.
    fn as_asked(&self, mut plan: RunPlan) -> RunPlan {
        plan.providers.extend(self.given.providers.iter().cloned());
        plan.preopens.extend(self.given.folders.iter().cloned());
        if self.guests.are_servers() && plan.mode == RunMode::Wasi {
            plan.mode = RunMode::Server;
        }
        plan
    }

    /// Reads a web app, but for what was not written since the last time.
    fn site(
        &mut self,
        index: &Path,
        others: &[(String, PathBuf)],
    ) -> Result<Arc<Site>, server::Error> {
        let site = Arc::new(Site::read(
            index,
            others,
            Some(&self.project.root),
            self.last_site.as_deref(),
        )?);
        self.last_site = Some(site.clone());
        Ok(site)
    }

    fn failure(&self, failed: &FailedBuild) -> Production {
        let FailedBuild { diagnostics, output_text, duration, .. } = failed;
        Production::Failed {
            report: Report::new(false, *duration, diagnostics, output_text, &self.project.root),
            watch: self.watch(failed.watch.as_ref(), &failed.output_dir, &failed.outputs),
            duration: *duration,
        }
    }

    fn load(&self, wasm: Vec<u8>, plan: &RunPlan) -> Result<Program, server::Error> {
        let name = file_name(&plan.entry);
        let mut args = plan.args.clone();
        if args.is_empty() {
            args.push(name.clone());
        }
        args.extend(self.given.args.iter().cloned());
        let env: BTreeMap<String, String> = plan.env.clone();
        let providers = plan
            .providers
            .iter()
            .map(|provider| Ok((provider.name.clone(), module::read(&provider.module)?)))
            .collect::<Result<_, server::Error>>()?;
        let host = self.on_this_machine(plan, &args);
        let program = Program::new(name, wasm, args, env).with_sources(&self.project.root);
        Ok(program.with_providers(providers).with_host(host))
    }

    /// What the program may use if a page has it run here.
    fn on_this_machine(&self, plan: &RunPlan, args: &[String]) -> host_run::Given {
        let folders = plan.preopens.iter().map(|preopen| Grant {
            host: preopen.host.clone(),
            guest: preopen.guest.clone(),
            read_only: preopen.access != Access::ReadWrite,
        });
        host_run::Given {
            module: plan.entry.clone(),
            name: args.first().cloned().unwrap_or_default(),
            folders: folders.collect(),
            providers: plan.providers.iter().cloned().map(Preload::from).collect(),
            root: self.project.root.clone(),
            home: self.settings.home.clone(),
        }
    }

    /// Reads the folders that a plan opens, but for what was not written since the last time.
    fn folders(&mut self, plan: &RunPlan) -> Result<Vec<Folder>, server::Error> {
        let folders = plan
            .preopens
            .iter()
            .map(|preopen| {
                let (host, guest) = (&preopen.host, &preopen.guest);
                let known = self.last_folders.iter().find(|folder| folder.guest() == guest);
                Folder::read(host, guest, preopen.access != Access::ReadWrite, known)
            })
            .collect::<Result<Vec<_>, _>>()?;
        self.last_folders.clone_from(&folders);
        Ok(folders)
    }

    fn watch(&self, spec: Option<&WatchSpec>, output_dir: &Path, outputs: &[String]) -> Spec {
        let root = &self.project.root;
        let mut watch = Spec::of_build(root, spec, output_dir, outputs);
        watch.roots.push(root.join(PROJECT_FILE));
        watch.roots.extend(self.given.paths());
        watch
    }

    fn plugin(&self) -> String {
        self.builder.as_ref().map(|builder| builder.plugin().to_owned()).unwrap_or_default()
    }
}

/// The artifacts that a build wants offered at addresses of their own.
fn addresses(build: &Build) -> Vec<(String, PathBuf)> {
    let artifacts = build.artifacts.iter();
    artifacts.filter_map(|one| Some((one.url_path.clone()?, one.path.clone()))).collect()
}

/// Whether no plugin that did not know the project would know it after these changes: what browsers show marks no
/// project.
fn tells_plugins_nothing(changed: &[PathBuf]) -> bool {
    let is_shown = |path: &PathBuf| {
        let extension = path.extension().and_then(|extension| extension.to_str());
        matches!(extension, Some("html" | "css" | "js" | "mjs" | "svg" | "png" | "jpg" | "webp"))
    };
    !changed.is_empty() && changed.iter().all(is_shown)
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
