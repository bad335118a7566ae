//! `exec`: run a program in the terminal.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;
use wasmrun_runtime::wasi::NetworkRule;

use super::size::whole_number;
use super::styles::{HEADER, PLACEHOLDER};
use super::{BuildArgs, Size, Timeout};

/// Arguments of `exec`.
#[derive(Args, Clone, Debug, Default)]
#[command(
    override_usage = "cargo wasmrun exec [OPTIONS] <PATH> [ARGS]...",
    help_template = help_template()
)]
pub struct ExecArgs {
    /// What to run, and all that follows it: one argument for the grammar, two in the help.
    #[arg(required = true, trailing_var_arg = true, value_name = "PATH", hide = true)]
    pub path_and_args: Vec<OsString>,
    /// Call this export instead of `_start`, with ARGS as its signature wants them
    #[arg(long, short = 'c', alias = "call", value_name = "NAME")]
    pub invoke: Option<String>,
    /// Let the guest use a folder, under another name or only for reading
    #[arg(long = "dir", value_name = "HOST[::GUEST][:ro]")]
    pub directories: Vec<DirectoryGrant>,
    /// Give the guest an environment variable: K=V, or K for its value here
    #[arg(long = "env", value_name = "K[=V]")]
    pub environment: Vec<EnvironmentGrant>,
    /// Limit the guest's memories, all of them together, such as 64MiB
    #[arg(long, value_name = "SIZE")]
    pub max_memory: Option<Size>,
    /// Limit the guest's stack, such as 1MiB
    #[arg(long, value_name = "SIZE")]
    pub max_stack: Option<Size>,
    /// Stop the guest when it has run for this long, such as 300ms, 10s or 2m
    #[arg(long, value_name = "DURATION")]
    pub timeout: Option<Timeout>,
    /// Stop the guest when it has done this much: an instruction is one
    #[arg(value_parser = whole_number::<u64>, long, value_name = "N")]
    pub fuel: Option<u64>,
    /// Provide what the guest imports from NAME by the exports of a module; those before it may
    /// provide for it
    #[arg(long = "preload", value_name = "NAME=FILE")]
    pub preloads: Vec<PreloadArg>,
    /// Run again whenever the module or a source changes
    #[arg(long)]
    pub watch: bool,
    /// Tell of every call, on standard error
    #[arg(long)]
    pub trace: bool,
    /// Write down where the time goes: to `.json` for the Firefox profiler, `.speedscope.json`,
    /// `.svg` for a flame graph, or `.folded`
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// Write stack, memories and globals to a file if the guest is stopped
    #[arg(long, value_name = "FILE")]
    pub coredump: Option<PathBuf>,
    /// What it may use of the system.
    #[command(flatten)]
    pub system: SystemArgs,
    /// How to build.
    #[command(flatten)]
    pub build: BuildArgs,
}

/// What a guest may use of the system, and how the system seems to it.
#[derive(Args, Clone, Debug, Default)]
pub struct SystemArgs {
    /// Stop the guest when it has printed more than this, such as 1MiB
    #[arg(long, value_name = "SIZE")]
    pub max_output: Option<Size>,
    /// Limit how much the guest writes to all its files together, such as 64MiB
    #[arg(long, value_name = "SIZE")]
    pub max_written: Option<Size>,
    /// Limit how large a file the guest can make, such as 64MiB
    #[arg(long, value_name = "SIZE")]
    pub max_file_size: Option<Size>,
    /// Limit how many files, folders and sockets the guest has open (1024 otherwise)
    #[arg(value_parser = whole_number::<u32>, long, value_name = "N")]
    pub max_open_files: Option<u32>,
    /// Let the guest connect, and listen: `example.com:443`, `*.example.com`, `10.0.0.0/8:5432`
    #[arg(long, value_name = "RULE")]
    pub allow_net: Vec<NetworkRule>,
    /// Listen at this address, and let the guest accept the connections
    #[arg(long, value_name = "ADDR")]
    pub tcplisten: Vec<String>,
    /// Make all runs alike: a clock that the guest alone moves, random numbers of this seed
    #[arg(value_parser = whole_number::<u64>, long, value_name = "SEED")]
    pub deterministic: Option<u64>,
}

impl ExecArgs {
    /// The arguments if a path stands right behind `exec`. All the rest is the guest's then, so that
    /// it takes no grammar to understand them.
    pub(super) fn without_flags(words: &[OsString]) -> Option<Self> {
        let path = words.first()?.as_encoded_bytes();
        let is_path = path.first().is_some_and(|&byte| byte != b'-');
        is_path.then(|| Self { path_and_args: words.to_vec(), ..Self::default() })
    }

    /// What to run.
    pub fn path(&self) -> PathBuf {
        self.path_and_args.first().map(PathBuf::from).unwrap_or_default()
    }

    /// What belongs to the guest.
    pub fn guest_args(&self) -> &[OsString] {
        self.path_and_args.get(1..).unwrap_or_default()
    }
}

/// The help with the arguments as a person sees them. For clap PATH and ARGS are one list, since
/// otherwise it would take flags after PATH for ours.
fn help_template() -> String {
    format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n\
         {HEADER}Arguments:{HEADER:#}\n  \
         {PLACEHOLDER}<PATH>{PLACEHOLDER:#}     A `.wasm` or `.wat` file, `-` for standard input, \
         or a project\n  \
         {PLACEHOLDER}[ARGS]...{PLACEHOLDER:#}  Arguments for the guest: all that follows PATH, \
         flags too\n\n\
         {{all-args}}{{after-help}}"
    )
}

/// A folder for the guest: `--dir HOST[::GUEST][:ro]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryGrant {
    /// The folder here.
    pub host: PathBuf,
    /// Its name for the guest.
    pub guest: String,
    /// Whether the guest may only read.
    pub read_only: bool,
}

impl std::str::FromStr for DirectoryGrant {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (text, read_only) = match text.strip_suffix(":ro") {
            Some(text) => (text, true),
            None => (text, false),
        };
        let (host, guest) = text.split_once("::").unwrap_or((text, text));
        if host.is_empty() || guest.is_empty() {
            return Err("expected HOST[::GUEST][:ro]".to_owned());
        }
        Ok(Self { host: host.into(), guest: guest.to_owned(), read_only })
    }
}

/// A module that provides imports: `--preload NAME=FILE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreloadArg {
    /// The name that its exports are imported from.
    pub name: String,
    /// Its file.
    pub file: PathBuf,
}

impl std::str::FromStr for PreloadArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts =
            text.split_once('=').filter(|(name, file)| !name.is_empty() && !file.is_empty());
        let (name, file) = parts.ok_or_else(|| "expected NAME=FILE".to_owned())?;
        Ok(Self { name: name.to_owned(), file: file.into() })
    }
}

/// An environment variable for the guest: `--env K[=V]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvironmentGrant {
    /// The variable's name.
    pub name: String,
    /// Its value; `None` hands on the value it has here.
    pub value: Option<String>,
}

impl std::str::FromStr for EnvironmentGrant {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text, None),
        };
        if name.is_empty() {
            return Err("expected K=V or K".to_owned());
        }
        Ok(Self { name: name.to_owned(), value })
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::super::{Cli, Command};
    use super::*;

    fn exec(arguments: &[&str]) -> ExecArgs {
        let arguments = ["cargo-wasmrun", "exec"].iter().chain(arguments);
        match Cli::try_parse_from(arguments).unwrap().command {
            Command::Exec(exec) => *exec,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn everything_after_the_path_belongs_to_the_guest() {
        let parsed = exec(&["--env", "A=1", "x.wasm", "-v", "--env", "B", "--", "--invoke", "f"]);
        assert_eq!(parsed.path(), PathBuf::from("x.wasm"));
        assert_eq!(parsed.guest_args(), ["-v", "--env", "B", "--", "--invoke", "f"]);
        assert_eq!(parsed.environment.len(), 1);
    }

    #[test]
    fn standard_input_and_negative_numbers_are_values() {
        let parsed = exec(&["-c", "add", "-", "-5", "3"]);
        assert_eq!(parsed.path(), PathBuf::from("-"));
        assert_eq!(parsed.guest_args(), ["-5", "3"]);
        assert_eq!(parsed.invoke.as_deref(), Some("add"));
    }

    #[test]
    fn an_unknown_flag_before_the_path_is_refused() {
        assert!(Cli::try_parse_from(["cargo-wasmrun", "exec", "--nope", "x.wasm"]).is_err());
    }

    #[test]
    fn folders_have_names_and_rights() {
        let grant = |text: &str| text.parse::<DirectoryGrant>();
        let data = |guest: &str, read_only| {
            Ok(DirectoryGrant { host: "data".into(), guest: guest.to_owned(), read_only })
        };
        assert_eq!(grant("data"), data("data", false));
        assert_eq!(grant("data:ro"), data("data", true));
        assert_eq!(grant("data::/srv"), data("/srv", false));
        assert_eq!(grant("data::/srv:ro"), data("/srv", true));
        assert!(grant("").is_err());
        assert!(grant("::x").is_err());
    }

    #[test]
    fn preloads_have_a_name_and_a_file() {
        let parse = |text: &str| text.parse::<PreloadArg>();
        let parsed = parse("env=a=b.wasm").unwrap();
        assert_eq!((parsed.name.as_str(), parsed.file), ("env", PathBuf::from("a=b.wasm")));
        for wrong in ["", "env", "env=", "=a.wasm"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn variables_are_given_or_handed_on() {
        let parse = |text: &str| text.parse::<EnvironmentGrant>();
        assert_eq!(parse("A=b=c").unwrap().value.as_deref(), Some("b=c"));
        assert_eq!(parse("A").unwrap().value, None);
        assert!(parse("=b").is_err());
    }
}
