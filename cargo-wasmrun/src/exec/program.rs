//! What a program is given: everything it can see of the world.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use super::DebugFile;

/// A guest, ready to be started.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// What to call it in messages.
    pub name: String,
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
    /// The file of its module, where backtraces find its sources.
    pub file: Option<DebugFile>,
}

impl Program {
    /// Whether the guest's first argument looks as if it was meant for us.
    pub fn misplaced_invoke(&self) -> bool {
        // `-c` is a flag of too many programs.
        let is_ours = |argument: &OsString| argument == "--invoke" || argument == "--call";
        self.invoke.is_none() && self.args.get(1).is_some_and(is_ours)
    }
}

/// Whether an argument looks like the flag `--invoke`.
pub(super) fn is_invoke_flag(argument: &OsString) -> bool {
    argument == "--invoke" || argument == "--call" || argument == "-c"
}

/// A folder that a guest may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The folder outside.
    pub host: PathBuf,
    /// Its name inside.
    pub guest: String,
    /// Whether nothing in it may change.
    pub read_only: bool,
}
