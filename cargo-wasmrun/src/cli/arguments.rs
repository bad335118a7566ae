//! The top of the grammar: commands, flags that work everywhere, and what cargo and a bare path mean.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum};

use super::styles::STYLES;
use super::{
    CleanArgs, CompileArgs, CompletionsArgs, ConfigArgs, ExecArgs, InitArgs, InspectArgs,
    PluginArgs, RunArgs, StopArgs, TestArgs, VerifyArgs,
};

/// Build, run and live-reload WebAssembly projects in any language.
#[derive(Debug, Parser)]
#[command(
    name = "cargo-wasmrun",
    bin_name = "cargo wasmrun",
    version,
    styles = STYLES,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "A PATH without a command means `run PATH`."
)]
pub struct Cli {
    /// Flags that every command takes.
    #[command(flatten)]
    pub global: GlobalArgs,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The part of the grammar that `exec` needs.
#[derive(Parser)]
#[command(name = "cargo-wasmrun", bin_name = "cargo wasmrun", version)]
struct ExecOnly {
    #[command(flatten)]
    global: GlobalArgs,
    #[command(subcommand)]
    command: ExecCommand,
}

#[derive(Subcommand)]
enum ExecCommand {
    Exec(Box<ExecArgs>),
}

/// The part of the grammar that tells the version.
#[derive(Parser)]
#[command(name = "cargo-wasmrun", bin_name = "cargo wasmrun", version)]
struct VersionOnly {}

impl Cli {
    /// Parses normalized arguments.
    ///
    /// To make the whole grammar would be a good part of the time that a small program takes, so
    /// a part is tried first for `exec`, and none where it has nothing to say. The whole has the
    /// last word on all that these do not take.
    ///
    /// # Errors
    /// If the arguments are not of the grammar, or ask for help or the version.
    pub fn parse_normalized(arguments: &[OsString]) -> Result<Self, clap::Error> {
        match arguments {
            [_, command, rest @ ..] if command == "exec" => {
                if let Some(exec) = ExecArgs::without_flags(rest) {
                    let command = Command::Exec(Box::new(exec));
                    return Ok(Self { global: GlobalArgs::default(), command });
                }
                if let Ok(ExecOnly { global, command: ExecCommand::Exec(exec) }) =
                    ExecOnly::try_parse_from(arguments)
                {
                    return Ok(Self { global, command: Command::Exec(exec) });
                }
            }
            [_, flag] if flag == "--version" || flag == "-V" => {
                // To tell the version is clap's error.
                VersionOnly::try_parse_from(arguments)?;
            }
            _ => {}
        }
        Self::try_parse_from(arguments)
    }
}

/// The commands that work.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build, serve in the browser, and reload on every change
    #[command(visible_aliases = ["dev", "serve"])]
    Run(Box<RunArgs>),
    /// Run a WebAssembly program in the terminal
    Exec(Box<ExecArgs>),
    /// Build and run a project's tests in the terminal
    Test(TestArgs),
    /// Build a project, without running it
    #[command(visible_alias = "build")]
    Compile(CompileArgs),
    /// Say whether modules are valid, what they need, and who provides it
    Verify(VerifyArgs),
    /// Show what is in a module, or how two modules differ
    Inspect(InspectArgs),
    /// Print what makes a shell complete our command line
    Completions(CompletionsArgs),
    /// Write a new project
    #[command(visible_alias = "new")]
    Init(InitArgs),
    /// Remove what builds made
    Clean(CleanArgs),
    /// List the running servers
    Ps,
    /// End running servers
    #[command(visible_alias = "kill")]
    Stop(StopArgs),
    /// Find, test, install and remove plugins
    Plugin(PluginArgs),
    /// Say what is missing on this machine, and what mends it
    Doctor,
    /// Show settings and where they come from
    Config(ConfigArgs),
}

/// Flags that every command takes.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Output")]
pub struct GlobalArgs {
    /// Say more; twice for debugging
    #[arg(short, long, global = true, action = ArgAction::Count, conflicts_with = "quiet")]
    pub verbose: u8,
    /// The same as `-vv`
    #[arg(long, global = true, conflicts_with = "quiet")]
    pub debug: bool,
    /// Say nothing but errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// When to colour what goes to the terminal
    #[arg(long, global = true, value_name = "auto|always|never", hide_possible_values = true)]
    pub color: Option<ColorChoice>,
    /// How to report: for people, or one JSON object a line
    #[arg(long, global = true, value_name = "human|json", hide_possible_values = true)]
    pub message_format: Option<MessageFormat>,
    /// Answer yes where a terminal would be asked
    #[arg(long, global = true)]
    pub yes: bool,
    /// Write the log to a file, with the time that each step took
    #[arg(long, global = true, value_name = "FILE")]
    pub log_file: Option<PathBuf>,
    /// Write down what is said to plugins and what they say, a line of JSON each
    #[arg(long, global = true, value_name = "FILE")]
    pub trace_protocol: Option<PathBuf>,
}

/// When to colour: `--color`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set or `TERM` is `dumb`.
    #[default]
    Auto,
    /// Also in files and pipes.
    Always,
    /// Nowhere.
    Never,
}

/// For whom messages are written: `--message-format`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// Lines for people.
    #[default]
    Human,
    /// One JSON object a line.
    Json,
}

/// Brings the arguments into the form that [`Cli`] knows: cargo's `wasmrun` is dropped, a path in
/// the place of a command means `run`, and help for a command is asked of the command, which knows
/// names like it.
pub fn normalize(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.get(1).is_some_and(|first| first == "wasmrun") {
        arguments.remove(1);
    }
    let Some(index) = command_position(&arguments) else { return arguments };
    if arguments[index] == "help" && index + 1 < arguments.len() {
        arguments.remove(index);
        arguments.push("--help".into());
    } else if is_path(&arguments[index]) {
        arguments.insert(index, "run".into());
    }
    arguments
}

/// Where the command stands: the first argument that is neither a flag nor a flag's value.
pub(super) fn command_position(arguments: &[OsString]) -> Option<usize> {
    let mut index = 1;
    while let Some(argument) = arguments.get(index) {
        let text = argument.to_string_lossy();
        if text == "--" {
            return None;
        }
        if !text.starts_with('-') {
            return Some(index);
        }
        let has_next = index + 1 < arguments.len();
        index += if has_next && takes_next(&text) { 2 } else { 1 };
    }
    None
}

fn takes_next(flag: &str) -> bool {
    flag.strip_prefix("--").is_some_and(|name| {
        GlobalArgs::augment_args(clap::Command::new("")).get_arguments().any(|argument| {
            argument.get_long() == Some(name) && argument.get_action().takes_values()
        })
    })
}

/// Whether a word in the command's place is a path: it looks like one, or it exists and is not a
/// command's name.
fn is_path(word: &OsStr) -> bool {
    let path = Path::new(word);
    // No command looks like these, and the grammar takes time to make.
    path.components().count() > 1
        || matches!(word.to_str(), Some("." | ".."))
        || path.extension().is_some_and(|extension| extension == "wasm" || extension == "wat")
        || (path.exists() && !is_command(word))
}

fn is_command(word: &OsStr) -> bool {
    let command = Cli::command();
    word == "help"
        || command.get_subcommands().any(|subcommand| {
            subcommand.get_name_and_visible_aliases().iter().any(|name| word == *name)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normalized(arguments: &[&str]) -> Vec<String> {
        let arguments = ["cargo-wasmrun"].iter().chain(arguments).map(OsString::from);
        normalize(arguments).into_iter().skip(1).map(|a| a.into_string().unwrap()).collect()
    }

    #[test]
    fn the_grammar_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_quick_ways_give_what_the_whole_grammar_gives() {
        let shown = |parsed: Result<Cli, clap::Error>| match parsed {
            Ok(cli) => format!("{cli:?}"),
            Err(error) => error.render().ansi().to_string(),
        };
        let lines: [&[&str]; 12] = [
            &["exec", "a.wasm"],
            &["exec", "a.wasm", "-v", "--env", "A=1", "--", "--", "b"],
            &["exec", "exec", "exec"],
            &["exec", "help"],
            &["exec", ""],
            &["exec"],
            &["exec", "-"],
            &["exec", "--", "a.wasm", "-x"],
            &["exec", "-q", "--env", "A=1", "a.wasm", "-v"],
            &["exec", "--help"],
            &["--version"],
            &["-V"],
        ];
        for line in lines {
            let arguments: Vec<OsString> =
                ["cargo-wasmrun"].iter().chain(line).map(OsString::from).collect();
            let whole = shown(Cli::try_parse_from(&arguments));
            assert_eq!(shown(Cli::parse_normalized(&arguments)), whole, "{line:?}");
        }
    }

    #[test]
    fn the_argument_that_cargo_adds_is_dropped() {
        assert_eq!(normalized(&["wasmrun", "exec", "a.wasm"]), ["exec", "a.wasm"]);
        assert_eq!(normalized(&["exec", "wasmrun"]), ["exec", "wasmrun"]);
    }

    #[test]
    fn a_path_in_the_place_of_a_command_means_run() {
        assert_eq!(normalized(&["."]), ["run", "."]);
        assert_eq!(normalized(&["wasmrun", "game.wasm"]), ["run", "game.wasm"]);
        assert_eq!(normalized(&["--color", "never", "./x"]), ["--color", "never", "run", "./x"]);
        assert_eq!(normalized(&["-v", "a/b", "-P", "1"]), ["-v", "run", "a/b", "-P", "1"]);
    }

    #[test]
    fn commands_flags_and_unknown_words_stay() {
        assert_eq!(normalized(&["dev", "."]), ["dev", "."]);
        assert_eq!(normalized(&["--version"]), ["--version"]);
        assert_eq!(normalized(&["complie"]), ["complie"]);
        assert_eq!(normalized(&["help"]), ["help"]);
    }

    #[test]
    fn help_for_a_command_is_the_commands() {
        assert_eq!(normalized(&["help", "exec"]), ["exec", "--help"]);
        assert_eq!(
            normalized(&["-v", "help", "config", "show"]),
            ["-v", "config", "show", "--help"]
        );
    }
}
