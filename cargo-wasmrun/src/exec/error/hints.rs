//! What the user can do about an error of a run.

use std::io;
use std::path::Path;
use std::time::Duration;

use super::Error;
use super::kind::{STANDARD_INPUT, typed_duration};
use crate::output::typed;

/// What is proposed to who gave a guest next to no time.
const MORE_TIME: Duration = Duration::from_millis(100);

/// What is proposed to who gave a guest next to no fuel.
const MORE_FUEL: u64 = 1_000_000;

/// What is proposed to who lets a guest print next to nothing, in bytes.
const MORE_OUTPUT: u64 = 65_536;

impl Error {
    /// What the user can do about it.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::MissingImports { hints, .. } => hints.clone(),
            _ => self.hint().into_iter().collect(),
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Unreadable { path, source } => return unreadable_hint(path, source),
            Self::Empty { name } if name == STANDARD_INPUT => {
                "give it a module, as in `cargo wasmrun exec - <FILE`".to_owned()
            }
            Self::Empty { .. } | Self::CutShort { .. } => "build or download it again".to_owned(),
            Self::Invalid { name, .. } => no_module_hint(name),
            Self::Unsupported { source, .. } if source.to_string().contains("component") => {
                "build a core module instead, for a target such as `wasm32-wasip1`, or take one \
                 out with `wasm-tools component unbundle`"
                    .to_owned()
            }
            Self::NoStart { given, functions, .. } => no_start_hint(given.as_deref(), functions),
            Self::UnknownFunction { nearest, functions, .. } => {
                return unknown_function_hint(nearest.as_deref(), functions);
            }
            Self::Arguments { function, signature, .. } => {
                format!("call it as `{function}{signature}` says, one argument for each parameter")
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
            Self::Listen { source, .. } => listen_hint(source).to_owned(),
            Self::Folder { path, source } => folder_hint(path, source),
            Self::NotForTerminal(path) => {
                format!("open it with `cargo wasmrun run {}`", typed(path))
            }
            _ => return self.limit_hint(),
        })
    }

    /// What lets a guest go on that met a limit.
    fn limit_hint(&self) -> Option<String> {
        Some(match self {
            Self::Instantiate { source, .. } if source.is_memory_limit() => {
                "allow it more, as in `--max-memory 1GiB`".to_owned()
            }
            Self::TimeIsOver { time, .. } => {
                let more = time.saturating_mul(2).max(MORE_TIME);
                format!("give it more time, as in `--timeout {}`", typed_duration(more))
            }
            Self::OutOfFuel { fuel, .. } => {
                format!("give it more, as in `--fuel {}`", fuel.saturating_mul(10).max(MORE_FUEL))
            }
            Self::TooMuchOutput { limit, .. } => {
                let more = limit.saturating_mul(10).max(MORE_OUTPUT);
                format!("allow it more, as in `--max-output {more}`")
            }
            _ => return None,
        })
    }
}

/// What to do about a module that cannot be read.
fn unreadable_hint(path: &Path, source: &io::Error) -> Option<String> {
    Some(match source.kind() {
        io::ErrorKind::NotFound => format!("look for it with `ls {}`", typed(folder_of(path))),
        _ if path.as_os_str() == STANDARD_INPUT => return None,
        io::ErrorKind::IsADirectory => {
            let path = typed(path);
            format!(
                "name a module in it, or make one of a project with `cargo wasmrun compile {path}`"
            )
        }
        _ => format!("look at its permissions with `ls -ld {}`", typed(path)),
    })
}

/// What to do about bytes that are no module.
pub(crate) fn no_module_hint(name: &str) -> String {
    if name == STANDARD_INPUT {
        return "a module begins with `\\0asm`, and its text with `(module`".to_owned();
    }
    format!("look at what it is with `file {}`; a `.wasm` file begins with `\\0asm`", typed(name))
}

/// What to call in a module without `_start`, of which `functions` are the exports. The path is repeated
/// as it was given: of a project it is not that of a module among its outputs.
fn no_start_hint(given: Option<&Path>, functions: &[String]) -> String {
    // It is called before any other function.
    let functions: Vec<&str> =
        functions.iter().map(String::as_str).filter(|name| *name != "_initialize").collect();
    let Some(first) = functions.first() else {
        return "it exports no function to call, so there is nothing to run".to_owned();
    };
    let path = match given {
        // What was there has been read.
        Some(path) if path.as_os_str() == STANDARD_INPUT => "- < PATH".to_owned(),
        Some(path) => typed(path),
        None => "PATH".to_owned(),
    };
    let (option, functions) = (invocation(first), functions.join("`, `"));
    format!("call one of its functions with `cargo wasmrun exec {option} {path}`: `{functions}`")
}

/// The option that calls a function.
fn invocation(function: &str) -> String {
    // A word that begins with a hyphen would be an option of its own.
    let separator = if function.starts_with('-') { '=' } else { ' ' };
    format!("--invoke{separator}{}", typed(function))
}

/// What to call instead of a function that is not there.
fn unknown_function_hint(nearest: Option<&str>, functions: &[String]) -> Option<String> {
    if let Some(nearest) = nearest {
        return Some(format!("did you mean `{nearest}`?"));
    }
    (!functions.is_empty()).then(|| format!("it exports `{}`", functions.join("`, `")))
}

/// What helps against an address that cannot be listened at.
fn listen_hint(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::AddrInUse => "take another port, or port 0 for any that is free",
        io::ErrorKind::PermissionDenied => "take a port from 1024 on, as in `127.0.0.1:8080`",
        _ => "give it as ADDRESS:PORT, as in `127.0.0.1:8080`",
    }
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

/// The folder that a file is in, as it can be typed.
pub(in crate::exec) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
