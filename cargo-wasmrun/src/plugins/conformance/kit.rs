//! The kit: a plugin under test, started as often as it takes.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use wasmrun_protocol::{
    Capabilities, HostInfo, InitializeParams, InitializeResult, Method as _, is_acceptable, limits,
    method, protocol_version,
};

use super::super::process::Launch;
use super::super::session::{dirs, launch};
use super::super::{Error, Found};
use super::observer::Observer;
use super::peer::{Peer, Reply};
use super::report::{Outcome, Report, failed, skipped};
use crate::config::Settings;

/// What is tested, and with what.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The plugin.
    pub found: Found,
    /// What is configured.
    pub settings: Settings,
    /// A project that the plugin builds; without one, builds are not tested.
    pub project: Option<PathBuf>,
    /// How long a plugin may be silent while it builds.
    pub patience: Duration,
}

/// A plugin under test, and what it takes to test it.
pub(super) struct Kit<'a> {
    pub(super) subject: &'a Subject,
    scratch: TempDir,
    pub(super) observer: Rc<RefCell<Observer>>,
    introduction: Option<InitializeResult>,
}

impl<'a> Kit<'a> {
    /// Has started nothing yet.
    pub(super) fn new(subject: &'a Subject) -> Result<Self, Error> {
        let scratch = tempfile::tempdir().map_err(Error::Scratch)?;
        let observer = Rc::new(RefCell::new(Observer::new()));
        Ok(Self { subject, scratch, observer, introduction: None })
    }

    /// Shakes hands for the first time, and remembers what the plugin says of itself.
    pub(super) fn meet(&mut self, report: &mut Report) -> Result<(), Outcome> {
        let mut peer = self.start()?;
        let reply = match self.initialize(&mut peer) {
            Ok(reply) => reply,
            Err(outcome) => {
                // One that buffers its output answers when it ends.
                peer.close();
                if peer.reply(Duration::from_secs(1)).is_ok() {
                    let reason = "the answer came only when standard input was closed: \
                                  flush standard output after each line";
                    report.note("W01", Outcome::Failed(reason.to_owned()));
                }
                return Err(outcome);
            }
        };
        report.note("W01", Outcome::Passed);
        let result = reply.outcome.or_else(|error| {
            failed(format!("`initialize` was refused: {} ({})", error.message, error.code))
        })?;
        let answer: InitializeResult = serde_json::from_value(result)
            .or_else(|error| failed(format!("the answer to `initialize` is wrong: {error}")))?;
        if !is_acceptable(&[protocol_version()], &answer.protocol_version) {
            let (theirs, ours) = (&answer.protocol_version, protocol_version());
            return failed(format!("it was offered {ours} and answered {theirs}"));
        }
        report.note("S11", Outcome::Passed);
        self.introduction = Some(answer);
        peer.end(limits::EXIT_GRACE);
        Ok(())
    }

    /// A fresh process, to which nothing was said.
    pub(super) fn start(&self) -> Result<Peer, Outcome> {
        Peer::start(&self.launch(), &self.observer)
    }

    /// A fresh process that was introduced.
    pub(super) fn greet(&self) -> Result<Peer, Outcome> {
        let mut peer = self.start()?;
        match self.initialize(&mut peer)?.outcome {
            Ok(_) => Ok(peer),
            Err(error) => failed(format!("`initialize` was refused: {}", error.message)),
        }
    }

    /// A process for another request: the same if it may serve several.
    pub(super) fn again(&self, mut peer: Peer) -> Result<Peer, Outcome> {
        if self.capabilities().persistent {
            return Ok(peer);
        }
        peer.end(limits::EXIT_GRACE);
        self.greet()
    }

    fn initialize(&self, peer: &mut Peer) -> Result<Reply, Outcome> {
        let versions = [protocol_version().to_string()];
        peer.call(method::Initialize::NAME, &self.hello(&versions), limits::INITIALIZE_TIMEOUT)
    }

    /// The parameters of `initialize` for a host of these versions.
    pub(super) fn hello(&self, versions: &[String]) -> Value {
        let host = HostInfo::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
        let dirs = dirs(&self.subject.found, &self.subject.settings);
        let params = serde_json::to_value(InitializeParams::new(host, dirs));
        let mut params = params.unwrap_or_default();
        params["protocol_versions"] = json!(versions);
        params
    }

    pub(super) fn launch(&self) -> Launch {
        launch(&self.subject.found, &self.subject.settings, self.scratch.path())
    }

    /// What the plugin says of itself, which is there once it was met.
    pub(super) fn introduction(&self) -> Result<&InitializeResult, Outcome> {
        match &self.introduction {
            Some(introduction) => Ok(introduction),
            None => skipped("the plugin did not introduce itself"),
        }
    }

    pub(super) fn capabilities(&self) -> Capabilities {
        self.introduction
            .as_ref()
            .map(|introduction| introduction.capabilities.clone())
            .unwrap_or_default()
    }

    /// An empty folder of this name.
    pub(super) fn folder(&self, name: &str) -> Result<PathBuf, Outcome> {
        let folder = self.scratch.path().join(name);
        fs_err::create_dir_all(&folder).or_else(|error| skipped(error.to_string()))?;
        dunce::canonicalize(&folder).or_else(|error| skipped(error.to_string()))
    }

    /// The project to test with.
    pub(super) fn project(&self) -> Result<&Path, Outcome> {
        match &self.subject.project {
            Some(project) => Ok(project),
            None => skipped("no project was given: name one with `--project DIR`"),
        }
    }
}
