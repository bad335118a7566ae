//! What can go wrong when a program is run.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::arguments::Mismatch;
use crate::exit::Exit;
use crate::output::typed;

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
    pub(super) fn refused(name: &str, source: wasmrun_runtime::Error) -> Self {
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
    pub(super) fn with_detail(mut self, line: String) -> Self {
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

    /// What the user can do about it.
    pub fn hints(&self) -> Vec<String> {
        let hint = match self {
            Self::Unsupported { source, .. } if source.to_string().contains("component") => {
                "build a core module instead, for a target such as `wasm32-wasip1`, or take one out \
                 with `wasm-tools component unbundle`"
                    .to_owned()
            }
            Self::Unreadable { path, source } if source.kind() == io::ErrorKind::NotFound => {
                format!("look for it with `ls {}`", typed(folder_of(path)))
            }
            Self::Unreadable { path, .. } if path.as_os_str() == STANDARD_INPUT => {
                return Vec::new();
            }
            Self::Unreadable { path, source } if source.kind() == io::ErrorKind::IsADirectory => {
                format!(
                    "name a module in it, or make one of a project with `cargo wasmrun compile {}`",
                    typed(path)
                )
            }
            Self::Unreadable { path, .. } => {
                format!("look at its permissions with `ls -ld {}`", typed(path))
            }
            Self::Empty { name } if name == STANDARD_INPUT => {
                "give it a module, as in `cargo wasmrun exec - <FILE`".to_owned()
            }
            Self::Empty { .. } | Self::CutShort { .. } => "build or download it again".to_owned(),
            Self::Invalid { name, .. } => no_module_hint(name),
            Self::MissingImports { hints, .. } => return hints.clone(),
            Self::Instantiate { source, .. } if source.is_memory_limit() => {
                "allow it more, as in `--max-memory 1GiB`".to_owned()
            }
            Self::NoStart { given, functions, .. } => no_start_hint(given.as_deref(), functions),
            Self::UnknownFunction { nearest: Some(nearest), .. } => {
                format!("did you mean `{nearest}`?")
            }
            Self::UnknownFunction { functions, .. } if functions.is_empty() => return Vec::new(),
            Self::UnknownFunction { functions, .. } => {
                format!("it exports `{}`", functions.join("`, `"))
            }
            Self::Arguments { function, signature, .. } => {
                format!("call it as `{function}{signature}` says, one argument for each parameter")
            }
            Self::TimeIsOver { time, .. } => {
                format!("give it more time, as in `--timeout {}`", typed_duration(time.saturating_mul(2).max(MORE_TIME)))
            }
            Self::OutOfFuel { fuel, .. } => {
                format!("give it more, as in `--fuel {}`", fuel.saturating_mul(10).max(MORE_FUEL))
            }
            Self::NotKept { path, .. } => {
                format!("look at its folder with `ls -ld {}`", typed(folder_of(path)))
            }
            Self::WatchedInput => "name the module's file instead of `-`".to_owned(),
            Self::ProfileFormat(_) => {
                "name it `profile.json` for the Firefox profiler, `profile.speedscope.json`, \
                 `profile.svg` for a flame graph, or `profile.folded`"
                    .to_owned()
            }
            Self::TooMuchOutput { limit, .. } => {
                let more = limit.saturating_mul(10).max(MORE_OUTPUT);
                format!("allow it more, as in `--max-output {more}`")
            }
            Self::Listen { source, .. } => listen_hint(source).to_owned(),
            Self::Folder { path, source } => folder_hint(path, source),
            Self::NotForTerminal(path) => format!("open it with `cargo wasmrun run {}`", typed(path)),
            _ => return Vec::new(),
        };
        vec![hint]
    }
}

/// What helps against an address that cannot be listened at.
fn listen_hint(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::AddrInUse => "take another port, or port 0 for any that is free",
        io::ErrorKind::PermissionDenied => "take a port from 1024 on, as in `127.0.0.1:8080`",
        _ => "give it as ADDRESS:PORT, as in `127.0.0.1:8080`",
    }
}

/// What is proposed to who gave a guest next to no time.
const MORE_TIME: Duration = Duration::from_millis(100);

/// What is proposed to who gave a guest next to no fuel.
const MORE_FUEL: u64 = 1_000_000;

/// What is proposed to who lets a guest print next to nothing, in bytes.
const MORE_OUTPUT: u64 = 65_536;

/// What `exec` calls standard input on its command line.
const STANDARD_INPUT: &str = "-";

/// How a module is called in a sentence.
pub(crate) fn subject(name: &str) -> String {
    if name == STANDARD_INPUT { "standard input".to_owned() } else { format!("`{name}`") }
}

/// What to do about bytes that are no module.
pub(crate) fn no_module_hint(name: &str) -> String {
    if name == STANDARD_INPUT {
        return "a module begins with `\\0asm`, and its text with `(module`".to_owned();
    }
    format!("look at what it is with `file {}`; a `.wasm` file begins with `\\0asm`", typed(name))
}

/// A duration as `--timeout` takes it.
fn typed_duration(time: Duration) -> String {
    if time.subsec_millis() == 0 {
        format!("{}s", time.as_secs())
    } else {
        format!("{}ms", time.as_millis())
    }
}

/// What to call in a module without `_start`, of which `functions` are the exports. The path is repeated
/// as it was given: of a project it is not that of a module among its outputs.
fn no_start_hint(given: Option<&Path>, functions: &[String]) -> String {
    // It is called before any other function.
    let functions: Vec<&str> =
        functions.iter().map(String::as_str).filter(|name| *name != "_initialize").collect();
    match functions.as_slice() {
        [] => "it exports no function to call, so there is nothing to run".to_owned(),
        [first, ..] => format!(
            "call one of its functions with `cargo wasmrun exec {} {}`: `{}`",
            invocation(first),
            match given {
                // What was there has been read.
                Some(path) if path.as_os_str() == "-" => "- < PATH".to_owned(),
                Some(path) => typed(path),
                None => "PATH".to_owned(),
            },
            functions.join("`, `")
        ),
    }
}

/// The option that calls a function.
fn invocation(function: &str) -> String {
    // A word that begins with a hyphen would be an option of its own.
    let separator = if function.starts_with('-') { '=' } else { ' ' };
    format!("--invoke{separator}{}", typed(function))
}

/// The folder that a file is in, as it can be typed.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What to do about a folder that cannot be given to the guest.
fn folder_hint(path: &Path, source: &io::Error) -> String {
    let text = typed(path);
    match source.kind() {
        _ if path.is_file() => {
            let folder = folder_of(path);
            format!("it is a file; give the guest its folder with `--dir {}`", typed(folder))
        }
        io::ErrorKind::NotFound => match text.split_once(":/") {
            Some((host, guest)) if !host.is_empty() => {
                format!("did you mean `--dir {host}::/{guest}`?")
            }
            _ => format!("make it with `mkdir -p {text}`"),
        },
        _ => format!("look at its permissions with `ls -ld {text}`"),
    }
}
