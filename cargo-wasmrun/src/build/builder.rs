//! The persistent builder: one plugin that builds one project, again and again.

use std::path::{Path, PathBuf};
use std::time::Instant;

use wasmrun_protocol::{
    BuildParams, BuildResult, ErrorKind, OptimizationLevel, ProjectParams, RpcError, RunMode,
    RunPlan, WatchSpec, limits,
};

use super::set_up::Consent;
use super::{Build, BuildEvent, BuildOutcome, FailedBuild, inspection, options, output_dir};
use crate::cancel::CancelToken;
use crate::cli::Optimization;
use crate::config::Settings;
use crate::error::Error;
use crate::interrupt;
use crate::output::Shell;
use crate::plugins::{self, CallError, Context, Session, choose};
use crate::project::Project;

/// Text of tools that is kept of one build, in bytes.
const MAX_OUTPUT: usize = 1 << 20;

/// Builds one project with one plugin, which stays alive between builds.
#[derive(Debug)]
pub struct Builder {
    pub(super) session: Session,
    pub(super) params: BuildParams,
    allowed: inspection::Allowed,
    pub(super) consent: Consent,
    command_with_yes: String,
    pub(super) shell: Shell,
}

impl Builder {
    /// Finds the plugin for `project` and starts it.
    pub fn start(settings: &Settings, project: &Project, shell: &Shell) -> Result<Self, Error> {
        let context =
            Context { settings: settings.clone(), project: project.clone(), shell: shell.clone() };
        let mut session = choose(&context, &interrupt::token())?;
        let mut params = params(settings, project, session.name())?;
        params.target_format = options::format(&mut session, &context, &params)?;
        options::check(&session, &context, &params)?;
        let dirs = session.dirs();
        let mut folders =
            vec![params.output_dir.clone(), project.root.clone(), dirs.data, dirs.cache];
        folders.extend(settings.build.allow_dirs.iter().cloned());
        let allowed = inspection::Allowed::new(session.name(), folders);
        let consent = if settings.yes { Consent::Given } else { Consent::Unasked };
        let command_with_yes = settings.command_with_yes.clone();
        Ok(Self { session, params, allowed, consent, command_with_yes, shell: shell.clone() })
    }

    /// Where artifacts go.
    pub fn output_dir(&self) -> &Path {
        &self.params.output_dir
    }

    /// The plugin's name.
    pub fn plugin(&self) -> &str {
        self.session.name()
    }

    /// Whether what is built may take the place of what runs in an open page.
    pub fn reloads(&self) -> bool {
        self.session.capabilities().live_reload
    }

    /// Builds the project. `changed` is what changed since the last build, if that is known.
    pub fn build(
        &mut self,
        changed: Option<&[PathBuf]>,
        cancel: &CancelToken,
        events: &mut dyn FnMut(BuildEvent),
    ) -> Result<BuildOutcome, Error> {
        let _span = tracing::info_span!("build", plugin = self.plugin()).entered();
        let begin = Instant::now();
        self.params.changed_paths = changed.map(<[PathBuf]>::to_vec);
        output_dir::prepare(&self.params.output_dir, &self.params.project_path)?;
        let mut record = Record::default();
        let mut result = self.attempt(cancel, &mut record, events);
        if let Err(CallError::Refused(error)) = &result
            && self.may_set_up(error)
        {
            record = Record::default();
            result = match self.set_up(&self.offer(error), cancel, events) {
                Ok(()) => self.attempt(cancel, &mut record, events),
                Err(error) => Err(error),
            };
        }
        match result {
            Ok(result) if result.is_success() => {
                Ok(BuildOutcome::Succeeded(Box::new(self.inspect(result, record, begin)?)))
            }
            Ok(result) => Ok(BuildOutcome::Failed(FailedBuild {
                diagnostics: record.diagnostics,
                output_text: record.output,
                watch: result.watch,
                outputs: result.outputs,
                output_dir: self.params.output_dir.clone(),
                duration: begin.elapsed(),
            })),
            Err(CallError::Cancelled) => Ok(BuildOutcome::Cancelled),
            Err(CallError::Refused(error)) => Err(self.refused(error)),
            Err(CallError::Plugin(error)) => Err((*error).into()),
        }
    }

    /// Ends the plugin, and waits until it is gone.
    pub fn shutdown(self) {
        self.session.stop();
    }

    fn attempt(
        &mut self,
        cancel: &CancelToken,
        record: &mut Record,
        events: &mut dyn FnMut(BuildEvent),
    ) -> Result<BuildResult, CallError> {
        let result = self.session.build(&self.params, cancel, &mut |event| {
            if record.keep(&event) {
                events(event);
            }
        });
        if record.dropped > 0 {
            self.shell.warn(&format!("{} more diagnostics are not shown", record.dropped));
        }
        let mut result = result?;
        if result.watch.is_none() && self.session.capabilities().inputs {
            result.watch = Some(self.inputs(cancel)?);
        }
        Ok(result)
    }

    /// What to watch, of a plugin whose builds do not say it.
    fn inputs(&mut self, cancel: &CancelToken) -> Result<WatchSpec, CallError> {
        let params = ProjectParams::new(&self.params.project_path)
            .with_settings(self.params.settings.clone());
        self.session.inputs(&params, cancel)
    }

    fn inspect(&self, result: BuildResult, record: Record, begin: Instant) -> Result<Build, Error> {
        if result.artifacts.is_empty() && !self.params.tests {
            return Err(super::Error::NoModule(self.plugin().to_owned()).into());
        }
        let artifacts = self.allowed.artifacts(result.artifacts)?;
        let plans = |name: &str| {
            // How to run one with a mode of a later version, nobody knows here.
            let known = result.run.iter().filter(|plan| plan.mode != RunMode::Unknown);
            let named = known.filter(|plan| plan.name == name).cloned();
            named.map(|plan| self.allowed.plan(plan)).collect::<Result<Vec<_>, _>>()
        };
        let plan = plans(RunPlan::DEFAULT)?.into_iter().next();
        let tests = if self.params.tests { plans(RunPlan::TEST)? } else { Vec::new() };
        Ok(Build {
            artifacts,
            plan,
            tests,
            watch: result.watch,
            outputs: result.outputs,
            output_dir: self.params.output_dir.clone(),
            diagnostics: record.diagnostics,
            fresh: result.fresh,
            duration: begin.elapsed(),
        })
    }

    fn refused(&self, error: RpcError) -> Error {
        let plugin = self.plugin().to_owned();
        if error.kind() != ErrorKind::ToolchainMissing {
            return plugins::Error::Refused { plugin, error: Box::new(error) }.into();
        }
        plugins::Error::ToolchainMissing {
            plugin,
            set_up: (self.consent != Consent::Given && !self.offer(&error).is_empty())
                .then(|| self.command_with_yes.clone()),
            tools: error.tools().to_vec(),
            hints: error.hints().to_vec(),
            message: error.message,
        }
        .into()
    }
}

/// What is kept of a build's events.
#[derive(Default)]
struct Record {
    diagnostics: Vec<wasmrun_protocol::Diagnostic>,
    dropped: usize,
    output: String,
}

impl Record {
    /// Keeps what is worth keeping, and says whether the event should be shown.
    fn keep(&mut self, event: &BuildEvent) -> bool {
        match event {
            BuildEvent::Diagnostic(_) if self.diagnostics.len() >= limits::MAX_DIAGNOSTICS => {
                self.dropped += 1;
                return false;
            }
            BuildEvent::Diagnostic(diagnostic) => self.diagnostics.push(diagnostic.clone()),
            BuildEvent::Output { text, .. } if self.output.len() < MAX_OUTPUT => {
                self.output.push_str(text);
                self.output.push('\n');
            }
            _ => {}
        }
        true
    }
}

/// What a build of `project` by `plugin` is asked.
pub(super) fn params(
    settings: &Settings,
    project: &Project,
    plugin: &str,
) -> Result<BuildParams, Error> {
    let build = &settings.build;
    let level = match build.optimization.unwrap_or(build.default_optimization) {
        Optimization::Debug => OptimizationLevel::Debug,
        Optimization::Release => OptimizationLevel::Release,
        Optimization::Size => OptimizationLevel::Size,
    };
    let output = match &build.output {
        Some(output) => output.clone(),
        None => project.root.join(output_dir::NAME).join(level.as_str()),
    };
    let mut params = BuildParams::new(&project.root, output)
        .with_optimization_level(level)
        .with_tests(build.tests)
        .with_debug(build.debug_info || level == OptimizationLevel::Debug)
        .with_custom_args(build.plugin_args.iter().cloned())
        .with_settings(settings.plugin_settings(plugin)?);
    params.target.clone_from(&build.target);
    Ok(params)
}
