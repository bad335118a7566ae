//! What a program is given: everything it can see of the world.

use std::ffi::OsString;
use std::fmt;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use wasmrun_protocol::{Access, Provider, RunPlan};
use wasmrun_runtime::wasi::NetworkRule;

use super::{DebugFile, Observation};
use crate::cancel::CancelToken;

/// A guest, ready to be started.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// What to call it in messages.
    pub name: String,
    /// What names it on the command line that it is started by, if there is one.
    pub given: Option<PathBuf>,
    /// Its arguments, its own name first.
    pub args: Vec<OsString>,
    /// The export to call instead of `_start`.
    pub invoke: Option<String>,
    /// Its environment.
    pub environment: Vec<(OsString, OsString)>,
    /// The folders it sees.
    pub grants: Vec<Grant>,
    /// The most bytes that its memories may have together.
    pub max_memory: Option<u64>,
    /// The most bytes that its stack may have.
    pub max_stack: Option<u64>,
    /// How long it may run.
    pub timeout: Option<Duration>,
    /// How many instructions it may run.
    pub fuel: Option<u64>,
    /// Modules that provide what it imports, each of which may import from those before it.
    pub preloads: Vec<Preload>,
    /// What else is wanted of its run.
    pub observation: Observation,
    /// Stops it from outside.
    pub stop: Option<CancelToken>,
    /// Where its standard streams lead.
    pub streams: Streams,
    /// What it may use of the system.
    pub system: System,
    /// Whether the process ends with it, so that what it used may be left to the system.
    pub ends_process: bool,
    /// The file of its module, where backtraces find its sources.
    pub file: Option<DebugFile>,
}

/// Where a program's standard streams lead.
#[derive(Clone, Debug, Default)]
pub enum Streams {
    /// To those of this process.
    #[default]
    Inherited,
    /// The output to somebody who is told of it; there is no input.
    Told(OutputSink),
}

/// Told what a program writes, and to which stream.
type Tell = dyn Fn(Stream, &[u8]) + Send + Sync;

/// Somebody who is told what a program writes.
#[derive(Clone)]
pub struct OutputSink(pub(super) Arc<Tell>);

impl OutputSink {
    /// Tells by calling `tell`, each time that the program writes.
    pub fn new(tell: impl Fn(Stream, &[u8]) + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }
}

impl fmt::Debug for OutputSink {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OutputSink(…)")
    }
}

/// One of the streams that a program writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// The standard output.
    Output,
    /// The standard error.
    Error,
}

/// What a program may use of the system, and how the system seems to it.
#[derive(Clone, Debug, Default)]
pub struct System {
    /// The most bytes that it may print.
    pub max_output: Option<u64>,
    /// The most bytes that it may write to files.
    pub max_written: Option<u64>,
    /// The most bytes that a file may get by what it does.
    pub max_file_size: Option<u64>,
    /// The most files, folders and sockets that it may have open.
    pub max_open_files: Option<usize>,
    /// What it may connect to, and where it may listen.
    pub network: Vec<NetworkRule>,
    /// Where to listen for it.
    pub listen: Vec<String>,
    /// A socket that listens for it already: it comes first, and takes the place of one that it opens by itself.
    pub listener: Option<Arc<TcpListener>>,
    /// The port of that one; without, it is the first.
    pub port: Option<u16>,
    /// The seed that makes all its runs alike.
    pub seed: Option<u64>,
}

impl Program {
    /// Adds what a run plan says. What is there already goes before it.
    #[must_use]
    pub fn with_plan(mut self, plan: RunPlan) -> Self {
        if !plan.args.is_empty() {
            let own = self.args.split_off(self.args.len().min(1));
            self.args = plan.args.into_iter().map(OsString::from).chain(own).collect();
        }
        let planned = plan.env.into_iter().map(|(name, value)| (name.into(), value.into()));
        self.environment = planned.chain(self.environment).collect();
        let planned = plan.preopens.into_iter().map(|preopen| Grant {
            host: preopen.host,
            guest: preopen.guest,
            read_only: preopen.access != Access::ReadWrite,
        });
        self.grants = planned.chain(self.grants).collect();
        let planned = plan.providers.into_iter().map(Preload::from);
        self.preloads = planned.chain(self.preloads).collect();
        self
    }

    /// Whether the guest's first argument looks as if it was meant for us.
    pub fn misplaced_invoke(&self) -> bool {
        // `-c` is a flag of too many programs.
        let is_ours = |argument: &OsString| is_invoke_flag(argument) && argument != "-c";
        self.invoke.is_none() && self.args.get(1).is_some_and(is_ours)
    }
}

/// Whether an argument looks like the flag `--invoke`.
pub(super) fn is_invoke_flag(argument: &OsString) -> bool {
    argument == "--invoke" || argument == "--call" || argument == "-c"
}

/// A module that provides imports: `--preload NAME=FILE`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preload {
    /// The name that its exports are imported from.
    pub name: String,
    /// Its file.
    pub file: PathBuf,
}

impl From<Provider> for Preload {
    fn from(Provider { name, module, .. }: Provider) -> Self {
        Self { name, file: module }
    }
}

/// A folder that a guest may use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The folder outside.
    pub host: PathBuf,
    /// Its name inside.
    pub guest: String,
    /// Whether nothing in it may change.
    pub read_only: bool,
}
