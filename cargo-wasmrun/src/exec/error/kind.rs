//! What can go wrong when a program is run.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use super::super::arguments::Mismatch;
use crate::exit::Exit;

/// Why a program could not be run, or did not end by itself.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The module cannot be read.
    #[error("failed to read {}", subject(&.path.to_string_lossy()))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The text of a module is malformed.
    #[error("{} is not the text of a WebAssembly module", subject(.name))]
    Text {
        /// What was read.
        name: String,
        /// Where and why.
        source: wat::Error,
    },
    /// There is not a single byte.
    #[error("{} is empty", subject(.name))]
    Empty {
        /// What was read.
        name: String,
    },
    /// It begins like a module, but ends too early.
    #[error("{} is cut short", subject(.name))]
    CutShort {
        /// What was read.
        name: String,
        /// Where it ends.
        source: Box<wasmrun_runtime::Error>,
    },
    /// Not WebAssembly, or invalid.
    #[error("{} is not a valid WebAssembly module", subject(.name))]
    Invalid {
        /// What was read.
        name: String,
        /// Where and why.
        source: Box<wasmrun_runtime::Error>,
    },
    /// WebAssembly of a kind that cannot be run.
    #[error("{} cannot be run by this interpreter", subject(.name))]
    Unsupported {
        /// What was read.
        name: String,
        /// What it needs.
        source: Box<wasmrun_runtime::Error>,
    },
    /// The module imports what nobody provides.
    #[error("{} imports what nothing here provides: {}", subject(.name), .imports.join(", "))]
    MissingImports {
        /// The module.
        name: String,
        /// Each import in words.
        imports: Vec<String>,
        /// What would provide them.
        hints: Vec<String>,
    },
    /// The module could not be instantiated.
    #[error("failed to start {}", subject(.name))]
    Instantiate {
        /// The module.
        name: String,
        /// Why not.
        source: Box<wasmrun_runtime::Error>,
    },
    /// There is no `_start`.
    #[error("{} exports no `_start`", subject(.name))]
    NoStart {
        /// The module.
        name: String,
        /// What names it on a command line, if one was given.
        given: Option<PathBuf>,
        /// What could be called instead.
        functions: Vec<String>,
    },
    /// The function asked for is not there.
    #[error("{} exports no function `{function}`", subject(.name))]
    UnknownFunction {
        /// The module.
        name: String,
        /// The function asked for.
        function: String,
        /// The function that was probably meant.
        nearest: Option<String>,
        /// What could be called.
        functions: Vec<String>,
    },
    /// The arguments do not fit the function.
    #[error("wrong arguments for `{function}{signature}`")]
    Arguments {
        /// The function.
        function: String,
        /// Its type.
        signature: String,
        /// What is wrong.
        source: Mismatch,
    },
    /// The guest trapped.
    #[error("{} trapped: {code}", subject(.name))]
    Trap {
        /// The module.
        name: String,
        /// The trap's name.
        code: String,
        /// The functions that were running, innermost first, in lines.
        frames: Vec<String>,
    },
    /// The guest threw an exception that nobody caught.
    #[error("{} threw an exception that nothing caught", subject(.name))]
    Uncaught {
        /// The module.
        name: String,
        /// The functions that were running, innermost first, in lines.
        frames: Vec<String>,
    },
    /// The guest ran for longer than it may.
    #[error("{} was stopped after {}", subject(.name), typed_duration(*.time))]
    TimeIsOver {
        /// The module.
        name: String,
        /// How long it could run.
        time: Duration,
        /// The functions that were running, innermost first, in lines.
        frames: Vec<String>,
    },
    /// The guest did more than it may.
    #[error("{} was stopped after {fuel} units of fuel", subject(.name))]
    OutOfFuel {
        /// The module.
        name: String,
        /// How much it could do.
        fuel: u64,
        /// The functions that were running, innermost first, in lines.
        frames: Vec<String>,
    },
    /// The guest was stopped because somebody asked for it, who knows.
    #[error("stopped")]
    Stopped,
    /// What is to be known of the run cannot be written.
    #[error("failed to write `{}`", .path.display())]
    NotKept {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Standard input is there only once.
    #[error("standard input cannot be watched")]
    WatchedInput,
    /// The name of a file does not say what a profile is written for.
    #[error("`{}` does not say who is to read the profile", .0.display())]
    ProfileFormat(PathBuf),
    /// The guest printed more than it may.
    #[error("{} was stopped after {limit} bytes of output", subject(.name))]
    TooMuchOutput {
        /// The module.
        name: String,
        /// How much it could print.
        limit: u64,
        /// The functions that were running, innermost first.
        frames: Vec<String>,
    },
    /// An address for the guest cannot be listened at.
    #[error("failed to listen at `{address}` for the guest")]
    Listen {
        /// The address.
        address: String,
        /// Why not.
        source: io::Error,
    },
    /// A folder for the guest cannot be opened.
    #[error("failed to open the folder `{}` for the guest", .path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Arguments or variables that cannot be passed on.
    #[error("failed to pass arguments and environment to the guest")]
    Context(#[source] wasmrun_runtime::wasi::BuildError),
    /// The interpreter failed.
    #[error("failed to set the interpreter up")]
    Setup(#[source] Box<wasmrun_runtime::Error>),
    /// A call into the guest failed for a reason that is none of the guest's.
    #[error("failed to run {}", subject(.name))]
    Call {
        /// The module.
        name: String,
        /// Why.
        source: Box<wasmrun_runtime::Error>,
    },
    /// The project is one for the browser.
    #[error("`{}` runs in a browser, not in a terminal", .0.display())]
    NotForTerminal(PathBuf),
}

impl Error {
    /// The error for a module that the interpreter refused.
    pub(in crate::exec) fn refused(name: &str, source: wasmrun_runtime::Error) -> Self {
        let name = name.to_owned();
        if source.is_unsupported() || source.is_limit() {
            Self::Unsupported { name, source: Box::new(source) }
        } else {
            Self::Invalid { name, source: Box::new(source) }
        }
    }

    /// The exit status for this error.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Text { .. }
            | Self::Empty { .. }
            | Self::CutShort { .. }
            | Self::Invalid { .. }
            | Self::Unsupported { .. }
            | Self::MissingImports { .. }
            | Self::Instantiate { .. } => Exit::FAILED,
            Self::NoStart { .. }
            | Self::UnknownFunction { .. }
            | Self::Arguments { .. }
            | Self::WatchedInput
            | Self::ProfileFormat(_) => Exit::USAGE,
            Self::Stopped => Exit::INTERRUPTED,
            Self::Trap { .. } | Self::Uncaught { .. } | Self::TooMuchOutput { .. } => Exit::TRAPPED,
            Self::TimeIsOver { .. } | Self::OutOfFuel { .. } => Exit::LIMITED,
            Self::Unreadable { .. }
            | Self::NotKept { .. }
            | Self::Folder { .. }
            | Self::Listen { .. }
            | Self::Context(_)
            | Self::Setup(_)
            | Self::Call { .. }
            | Self::NotForTerminal(_) => Exit::HOST,
        }
    }

    /// Lines that belong below the message: the backtrace of a trap.
    pub fn details(&self) -> Vec<String> {
        match self {
            Self::Trap { frames, .. }
            | Self::Uncaught { frames, .. }
            | Self::TimeIsOver { frames, .. }
            | Self::OutOfFuel { frames, .. }
            | Self::TooMuchOutput { frames, .. } => frames.clone(),
            _ => Vec::new(),
        }
    }

    /// The same error with one more line below the message, if it is one that has such lines.
    pub(in crate::exec) fn with_detail(mut self, line: String) -> Self {
        if let Self::Trap { frames, .. }
        | Self::Uncaught { frames, .. }
        | Self::TimeIsOver { frames, .. }
        | Self::OutOfFuel { frames, .. }
        | Self::TooMuchOutput { frames, .. } = &mut self
        {
            frames.push(line);
        }
        self
    }
}

/// What `exec` calls standard input on its command line.
pub(super) const STANDARD_INPUT: &str = "-";

/// How a module is called in a sentence.
pub(crate) fn subject(name: &str) -> String {
    if name == STANDARD_INPUT { "standard input".to_owned() } else { format!("`{name}`") }
}

/// A duration as `--timeout` takes it.
pub(super) fn typed_duration(time: Duration) -> String {
    if time.subsec_millis() == 0 {
        format!("{}s", time.as_secs())
    } else {
        format!("{}ms", time.as_millis())
    }
}
