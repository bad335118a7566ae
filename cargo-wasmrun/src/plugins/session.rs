//! A plugin in use: the handshake, typed calls with their times, and fresh starts after a crash.

use std::path::Path;
use std::time::Instant;

use semver::Version;
use wasmrun_protocol::{
    BuildParams, BuildResult, Capabilities, CheckParams, CheckResult, CleanResult, CreateParams,
    CreateResult, DetectResult, Dirs, ErrorKind, HostInfo, InitializeParams, InitializeResult,
    Method, PluginInfo, ProjectParams, RpcError, SetupParams, ValidateResult, WatchSpec,
    executable, is_acceptable, limits, method,
};

use super::cache::{Hold, PluginCache};
use super::process::Launch;
use super::running::{Aside, Broken, Patience, Running};
use super::{Error, Event, Found, environment};
use crate::cancel::CancelToken;
use crate::config::Settings;
use crate::output::Shell;
use crate::project::Project;

/// What a session needs to know of the world.
#[derive(Clone, Debug)]
pub struct Context {
    /// What is configured.
    pub settings: Settings,
    /// The project that the session is about.
    pub project: Project,
    /// Where a plugin's own words go.
    pub shell: Shell,
}

/// Why a call gave no answer.
#[derive(Debug)]
pub enum CallError {
    /// It was cancelled, and the plugin does nothing any more.
    Cancelled,
    /// The plugin says that it cannot.
    Refused(RpcError),
    /// The plugin is at fault.
    Plugin(Box<Error>),
}

impl CallError {
    /// The error of a command that needed the answer of `plugin`.
    pub fn blame(self, plugin: &str) -> crate::error::Error {
        match self {
            Self::Cancelled => crate::error::Error::Interrupted,
            Self::Refused(error) => {
                Error::Refused { plugin: plugin.to_owned(), error: Box::new(error) }.into()
            }
            Self::Plugin(error) => (*error).into(),
        }
    }
}

impl From<Error> for CallError {
    fn from(error: Error) -> Self {
        Self::Plugin(Box::new(error))
    }
}

/// A plugin in use. Dropping it kills the plugin; [`Session::stop`] lets it go by itself.
#[derive(Debug)]
pub struct Session {
    found: Found,
    context: Context,
    running: Option<Running>,
    protocol: Version,
    info: PluginInfo,
    capabilities: Capabilities,
    crashed: bool,
    restarts: Vec<Instant>,
    _cache: Hold,
}

impl Session {
    /// Starts a plugin and shakes hands with it.
    pub fn start(found: Found, context: Context, cancel: &CancelToken) -> Result<Self, CallError> {
        let cache = PluginCache::new(&context.settings.home, &found.name).hold();
        let (running, answer) = shake_hands(&found, &context, cancel)?;
        Ok(Self {
            _cache: cache,
            found,
            context,
            running: Some(running),
            protocol: answer.protocol_version,
            info: answer.info,
            capabilities: answer.capabilities,
            crashed: false,
            restarts: Vec::new(),
        })
    }

    /// The plugin's name.
    pub fn name(&self) -> &str {
        &self.found.name
    }

    /// How the plugin was found.
    pub fn found(&self) -> &Found {
        &self.found
    }

    /// What the plugin says of itself.
    pub fn info(&self) -> &PluginInfo {
        &self.info
    }

    /// The version of the protocol that is spoken with it.
    pub fn protocol(&self) -> &Version {
        &self.protocol
    }

    /// What the plugin can do.
    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// The folders that belong to the plugin.
    pub fn dirs(&self) -> Dirs {
        dirs(&self.found, &self.context.settings)
    }

    /// Whether the plugin would build a project.
    pub fn detect(
        &mut self,
        params: &ProjectParams,
        cancel: &CancelToken,
    ) -> Result<DetectResult, CallError> {
        let patience = Patience::Total(limits::DETECT_TIMEOUT);
        self.call::<method::Detect>(params, patience, cancel, &mut |_| {})
    }

    /// Whether the plugin's tools are there.
    pub fn check(
        &mut self,
        params: &CheckParams,
        cancel: &CancelToken,
    ) -> Result<CheckResult, CallError> {
        let patience = Patience::Total(limits::CHECK_TIMEOUT);
        self.call::<method::Check>(params, patience, cancel, &mut |_| {})
    }

    /// Builds a project.
    pub fn build(
        &mut self,
        params: &BuildParams,
        cancel: &CancelToken,
        events: &mut dyn FnMut(Event),
    ) -> Result<BuildResult, CallError> {
        let patience = Patience::Silence(limits::SILENCE_TIMEOUT);
        self.call::<method::Build>(params, patience, cancel, events)
    }

    /// Lets the plugin bring its tools.
    pub fn set_up(
        &mut self,
        params: &SetupParams,
        cancel: &CancelToken,
        events: &mut dyn FnMut(Event),
    ) -> Result<CheckResult, CallError> {
        let patience = Patience::Silence(limits::SILENCE_TIMEOUT);
        self.call::<method::Setup>(params, patience, cancel, events)
    }

    /// Looks for faults without building.
    pub fn validate(
        &mut self,
        params: &ProjectParams,
        cancel: &CancelToken,
        events: &mut dyn FnMut(Event),
    ) -> Result<ValidateResult, CallError> {
        let patience = Patience::Total(limits::SHORT_TASK_TIMEOUT);
        self.call::<method::Validate>(params, patience, cancel, events)
    }

    /// What to watch, asked without a build.
    pub fn inputs(
        &mut self,
        params: &ProjectParams,
        cancel: &CancelToken,
    ) -> Result<WatchSpec, CallError> {
        let patience = Patience::Total(limits::SHORT_TASK_TIMEOUT);
        self.call::<method::Inputs>(params, patience, cancel, &mut |_| {})
    }

    /// Removes what a build with the same parameters made.
    pub fn clean(
        &mut self,
        params: &BuildParams,
        cancel: &CancelToken,
        events: &mut dyn FnMut(Event),
    ) -> Result<CleanResult, CallError> {
        let patience = Patience::Total(limits::SHORT_TASK_TIMEOUT);
        self.call::<method::Clean>(params, patience, cancel, events)
    }

    /// Writes a new project.
    pub fn create(
        &mut self,
        params: &CreateParams,
        cancel: &CancelToken,
        events: &mut dyn FnMut(Event),
    ) -> Result<CreateResult, CallError> {
        let patience = Patience::Total(limits::SHORT_TASK_TIMEOUT);
        self.call::<method::Create>(params, patience, cancel, events)
    }

    /// Ends the plugin: it is told, then asked, then killed.
    pub fn stop(mut self) {
        if let Some(running) = self.running.take() {
            self.end(running);
        }
    }

    /// Ends a process that has given its answers: a fault that shows only now is no error any more.
    fn end(&self, running: Running) {
        if let Some(violation) = running.stop() {
            let plugin = &self.found.name;
            let text =
                format!("plugin `{plugin}` broke the plugin protocol at its end: {violation}");
            self.context.shell.warn(&text);
        }
    }

    fn call<M: Method>(
        &mut self,
        params: &M::Params,
        patience: Patience,
        cancel: &CancelToken,
        events: &mut dyn FnMut(Event),
    ) -> Result<M::Answer, CallError> {
        let mut running = match self.running.take() {
            Some(running) => running,
            None => self.start_again(cancel)?,
        };
        let can_cancel = (cancel, self.capabilities.cancel);
        let result = request::<M>(
            &mut running,
            &self.found.name,
            &self.context.shell,
            (params, patience),
            can_cancel,
            events,
        );
        match result {
            Ok(answer) => {
                self.keep(running);
                Ok(answer)
            }
            Err(Failure::Call(error)) => {
                self.keep(running);
                Err(error)
            }
            Err(Failure::Broken(broken)) => {
                self.crashed = !matches!(broken, Broken::Uncancellable);
                Err(bury::<M>(&self.found.name, running, broken))
            }
        }
    }

    /// Keeps a process for the next call, if it may serve more than one.
    fn keep(&mut self, running: Running) {
        if self.capabilities.persistent {
            self.running = Some(running);
        } else {
            self.end(running);
        }
    }

    fn start_again(&mut self, cancel: &CancelToken) -> Result<Running, CallError> {
        if std::mem::take(&mut self.crashed) {
            self.restarts.retain(|restart| restart.elapsed() < limits::RESTART_WINDOW);
            if self.restarts.len() >= limits::MAX_RESTARTS {
                self.crashed = true;
                let plugin = self.found.name.clone();
                return Err(Error::TooManyCrashes { plugin }.into());
            }
            self.restarts.push(Instant::now());
        }
        let started = shake_hands(&self.found, &self.context, cancel);
        self.crashed = matches!(started, Err(CallError::Plugin(_)));
        let (running, answer) = started?;
        (self.info, self.capabilities) = (answer.info, answer.capabilities);
        Ok(running)
    }
}

/// The folders that belong to a plugin.
pub(super) fn dirs(found: &Found, settings: &Settings) -> Dirs {
    let cache = PluginCache::new(&settings.home, &found.name);
    Dirs::new(settings.home.join("plugins").join(&found.name), cache.folder())
}

fn shake_hands(
    found: &Found,
    context: &Context,
    cancel: &CancelToken,
) -> Result<(Running, InitializeResult), CallError> {
    let mut running = start(found, context)?;
    let host = HostInfo::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    let params = InitializeParams::new(host, dirs(found, &context.settings));
    let patience = Patience::Total(limits::INITIALIZE_TIMEOUT);
    let answer = request::<method::Initialize>(
        &mut running,
        &found.name,
        &context.shell,
        (&params, patience),
        (cancel, false),
        &mut |_| {},
    );
    match answer {
        Ok(answer) => {
            check_answer(found, &params, &answer)?;
            Ok((running, answer))
        }
        Err(Failure::Call(CallError::Refused(error))) => {
            Err(refused_handshake(found, error).into())
        }
        Err(Failure::Call(error)) => Err(error),
        Err(Failure::Broken(broken)) => {
            Err(bury::<method::Initialize>(&found.name, running, broken))
        }
    }
}

/// How a plugin is started, in the folder of the project that it is about.
pub(super) fn launch(found: &Found, settings: &Settings, folder: &Path) -> Launch {
    let mut args = found.args.clone();
    args.push(executable::FLAG.into());
    Launch {
        program: found.path.clone(),
        args,
        current_dir: folder.to_owned(),
        environment: environment::for_plugin(&settings.environment, settings.executable.as_deref()),
        host: settings.executable.clone(),
    }
}

fn start(found: &Found, context: &Context) -> Result<Running, Error> {
    let launch = launch(found, &context.settings, &context.project.root);
    let recorder = context.settings.trace.as_ref().map(|trace| trace.conversation(&found.name));
    let (shell, name) = (context.shell.clone(), found.name.clone());
    Running::start(&launch, recorder, move |line| shell.quote(1, &name, line)).map_err(|source| {
        Error::Start { plugin: found.name.clone(), path: found.path.clone(), source }
    })
}

fn check_answer(
    found: &Found,
    params: &InitializeParams,
    answer: &InitializeResult,
) -> Result<(), Error> {
    let plugin = found.name.clone();
    if !is_acceptable(&params.protocol_versions, &answer.protocol_version) {
        return Err(version_error(plugin, std::slice::from_ref(&answer.protocol_version)));
    }
    if answer.info.name != found.name {
        return Err(Error::WrongName { plugin, claimed: answer.info.name.clone() });
    }
    Ok(())
}

fn refused_handshake(found: &Found, error: RpcError) -> Error {
    let plugin = found.name.clone();
    if error.kind() != ErrorKind::UnsupportedProtocolVersion {
        return Error::Refused { plugin, error: Box::new(error) };
    }
    let theirs = error.data.map(|data| data.supported_versions).unwrap_or_default();
    version_error(plugin, &theirs)
}

fn version_error(plugin: String, theirs: &[Version]) -> Error {
    let ours = wasmrun_protocol::protocol_version();
    let we_are_older = theirs.iter().max().is_some_and(|theirs| *theirs > ours);
    let theirs: Vec<String> = theirs.iter().map(ToString::to_string).collect();
    let theirs =
        if theirs.is_empty() { "of another version".to_owned() } else { theirs.join(", ") };
    Error::Version { plugin, theirs, ours: ours.to_string(), we_are_older }
}

/// Why a request has no result: the process may be used again, or not.
enum Failure {
    Call(CallError),
    Broken(Broken),
}

fn request<M: Method>(
    running: &mut Running,
    plugin: &str,
    shell: &Shell,
    (params, patience): (&M::Params, Patience),
    cancel: (&CancelToken, bool),
    events: &mut dyn FnMut(Event),
) -> Result<M::Answer, Failure> {
    let mut strays = 0;
    let mut aside = |aside: Aside<'_>| match aside {
        Aside::Note(note) => {
            if let Some(event) = Event::from_note(plugin, note) {
                events(event);
            }
        }
        Aside::Stray(line) => {
            strays += 1;
            if strays == 1 {
                let text =
                    format!("plugin `{plugin}` writes to its standard output; `-v` shows it");
                shell.verbose(1, &text);
            }
            shell.quote(1, plugin, line);
        }
    };
    match running.request::<M>(params, patience, cancel, &mut aside) {
        Ok(response) => match response.decode::<M>() {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(Failure::Call(CallError::Refused(error))),
            Err(source) => {
                let (plugin, method) = (plugin.to_owned(), M::NAME);
                Err(Failure::Call(Error::BadAnswer { plugin, method, source }.into()))
            }
        },
        Err(Broken::Cancelled) => Err(Failure::Call(CallError::Cancelled)),
        Err(Broken::Encode(source)) => {
            let plugin = plugin.to_owned();
            Err(Failure::Call(Error::Encode { plugin, source }.into()))
        }
        Err(broken) => Err(Failure::Broken(broken)),
    }
}

/// Ends a process that is of no use any more, and says what was wrong with it.
fn bury<M: Method>(plugin: &str, running: Running, broken: Broken) -> CallError {
    let (plugin, method) = (plugin.to_owned(), M::NAME);
    // The process is dropped at the end, which kills it.
    let error = match broken {
        Broken::Uncancellable => {
            tracing::debug!("plugin `{plugin}` did not give up `{method}`, and is killed");
            return CallError::Cancelled;
        }
        Broken::Cancelled => return CallError::Cancelled,
        Broken::Encode(source) => Error::Encode { plugin, source },
        Broken::Silent(after) => Error::Silent { plugin, method, after },
        Broken::Violation(source) => Error::Violation { plugin, method, source },
        Broken::Closed => {
            let (status, stderr) = running.post_mortem();
            Error::Crashed { plugin, method, status, stderr }
        }
    };
    error.into()
}
