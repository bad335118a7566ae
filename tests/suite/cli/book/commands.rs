//! The commands that a text names, held against the command line's grammar.

use std::ffi::OsString;

use cargo_wasmrun::cli::{self, Cli};
use clap::error::ErrorKind;

/// What the program is called in texts.
const NAMES: [&str; 3] = ["cargo wasmrun ", "cargo-wasmrun ", "target/release/cargo-wasmrun "];

/// The commands in blocks and between backticks, each with its line. Those with brackets tell of a grammar themselves, and are
/// left out.
pub(super) fn of(text: &str) -> Vec<(usize, String)> {
    let mut commands = Vec::new();
    let mut block: Option<&str> = None;
    for (index, line) in text.lines().enumerate() {
        if let Some(kind) = line.strip_prefix("```") {
            block = if block.is_some() { None } else { Some(kind.trim()) };
            continue;
        }
        match block {
            Some("sh" | "console") => commands.extend(command_in(line).map(|one| (index + 1, one))),
            Some(_) => {}
            None => {
                let quoted = line.split('`').skip(1).step_by(2);
                commands.extend(quoted.filter_map(command_in).map(|one| (index + 1, one)));
            }
        }
    }
    commands
}

/// The command of ours in a line for a shell, without what the shell does with it.
fn command_in(line: &str) -> Option<String> {
    let (begin, length) =
        NAMES.iter().filter_map(|name| Some((line.find(name)?, name.len()))).min()?;
    // Another command may be told the name, as a package or to start it.
    let is_named = line[..begin].ends_with(['"', '=']) || line[..begin].contains("cargo ");
    let words = &line[begin + length..];
    let is_wanted = !is_named
        && !words.contains(['[', '…', '|'])
        && !words.starts_with("--guard")
        && words != "help COMMAND";
    is_wanted.then(|| words.to_owned())
}

/// Whether the grammar has this command, of which a text may leave out what it is about.
pub(super) fn parse(command: &str) -> Result<(), String> {
    let words = std::iter::once("cargo-wasmrun".to_owned()).chain(words(command));
    let arguments = cli::normalize(words.map(OsString::from));
    let Err(error) = Cli::parse_normalized(&arguments) else { return Ok(()) };
    let is_short = matches!(
        error.kind(),
        ErrorKind::MissingRequiredArgument | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    if is_short || !error.use_stderr() {
        return Ok(());
    }
    Err(error.to_string().lines().next().unwrap_or_default().to_owned())
}

/// The words of a command up to a comment or what the shell does itself. Quotes hold a word together.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quote) = (None::<String>, None);
    for character in command.chars() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, '#') if word.is_none() => break,
            (None, '<' | '>' | '&' | ';' | ')') => break,
            (None, ' ') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}

#[test]
fn commands_are_found_in_blocks_and_between_backticks() {
    let text = "See `cargo wasmrun ps`, `file` and `cargo wasmrun stop [--all]`.\n```sh\n\
                cat a | cargo wasmrun exec - -x   # a comment\n```\n```text\ncargo wasmrun nonsense\n```\n";
    let found = of(text);
    assert_eq!(found, [(1, "ps".to_owned()), (3, "exec - -x   # a comment".to_owned())]);
    assert_eq!(words(&found[1].1), ["exec", "-", "-x"]);
    assert_eq!(
        words("run --header \"A: B\" 'my game' >out"),
        ["run", "--header", "A: B", "my game"]
    );
    assert!(parse("exec --fuel 10 a.wasm --what").is_ok());
    assert!(parse("exec --flue 10 a.wasm").is_err());
}
