//! The command line as it could be typed again.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue};

use super::arguments::command_position;
use crate::output::typed;
use crate::suggestion;

/// The command line `arguments`, which are normalized, with `--yes` after the command.
pub fn with_yes(arguments: &[OsString]) -> String {
    let mut words: Vec<String> = arguments.iter().skip(1).map(typed).collect();
    let command = command_position(arguments).unwrap_or_default().min(words.len());
    words.insert(command, "--yes".to_owned());
    format!("cargo wasmrun {}", words.join(" "))
}

/// What clap says of a wrong command line, with colours, its tips as our hints, and names in
/// backticks.
pub fn in_our_words(error: &clap::Error) -> String {
    let text = in_backticks(&error.render().ansi().to_string());
    let meant = meant(error);
    let mut lines: Vec<String> = Vec::new();
    for line in text.split_inclusive('\n') {
        let plain = anstream::adapter::strip_str(line).to_string();
        let Some(tip) = plain.trim_start().strip_prefix("tip: ") else {
            // Where a tip was left out, its empty line is as well.
            if !(plain == "\n" && lines.last().is_some_and(|last| last == "\n")) {
                lines.push(line.to_owned());
            }
            continue;
        };
        let is_of_similar_names = tip.contains(" similar ");
        // Whoever mistyped a flag did not mean it as a value.
        let misleads =
            if meant.is_some() { tip.starts_with("to pass") } else { is_of_similar_names };
        if misleads {
            continue;
        }
        let hint = line.trim_start().replacen("tip:", "hint:", 1);
        let nearest = meant.as_deref().filter(|_| is_of_similar_names);
        lines.push(nearest.and_then(|nearest| did_you_mean(&hint, nearest)).unwrap_or(hint));
    }
    lines.concat()
}

/// Of the names that clap finds similar to a wrong one, that which was probably meant; clap is generous with them.
fn meant(error: &clap::Error) -> Option<String> {
    const KINDS: [(ContextKind, ContextKind); 3] = [
        (ContextKind::InvalidSubcommand, ContextKind::SuggestedSubcommand),
        (ContextKind::InvalidArg, ContextKind::SuggestedArg),
        (ContextKind::InvalidValue, ContextKind::SuggestedValue),
    ];
    KINDS.iter().find_map(|(wrong, suggested)| {
        let Some(ContextValue::String(word)) = error.get(*wrong) else { return None };
        let names = match error.get(*suggested)? {
            ContextValue::String(name) => std::slice::from_ref(name),
            ContextValue::Strings(names) => names,
            _ => return None,
        };
        suggestion::nearest(word, names.iter().map(String::as_str)).map(str::to_owned)
    })
}

/// A hint about similar names, in the words of our other hints, and of the nearest alone.
fn did_you_mean(hint: &str, nearest: &str) -> Option<String> {
    let label = [" a similar ", " some similar "].iter().find_map(|said| hint.split_once(said))?.0;
    Some(format!("{label} did you mean `{nearest}`?\n"))
}

/// `text` with backticks for the quotes around names. An apostrophe in a word stays.
fn in_backticks(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    let (mut before, mut is_open) = (' ', false);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let ends_here = characters.peek().is_none_or(|next| " \n,.:;)".contains(*next));
        let is_quote = character == '\'' && if is_open { ends_here } else { " (".contains(before) };
        is_open ^= is_quote;
        quoted.push(if is_quote { '`' } else { character });
        before = character;
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, normalize};

    #[test]
    fn names_are_in_backticks() {
        let text =
            "error: invalid value '\u{1b}[33ma 'b'\u{1b}[0m' for '--port <PORT>': a project's";
        let quoted =
            "error: invalid value `\u{1b}[33ma 'b'\u{1b}[0m` for `--port <PORT>`: a project's";
        assert_eq!(in_backticks(text), quoted);
    }

    #[test]
    fn the_nearest_name_is_proposed() {
        let said = |words: &[&str]| {
            let words = ["cargo-wasmrun"].iter().chain(words).map(OsString::from);
            let error = Cli::parse_normalized(&normalize(words)).unwrap_err();
            anstream::adapter::strip_str(&in_our_words(&error)).to_string()
        };
        for (words, nearest) in [
            (&["verfy", "x"][..], "`verify`"),
            (&["help", "verfy"], "`verify`"),
            (&["plugin", "instal", "c"], "`install`"),
            (&["help", "plugin", "instal"], "`install`"),
            (&["exec", "--tmeout", "3s", "x"], "`--timeout`"),
        ] {
            let hint = format!("\n\nhint: did you mean {nearest}?\n\n");
            assert!(said(words).contains(&hint), "{}", said(words));
        }
        for words in [
            &["help", "nope"][..],
            &["frobnicate"],
            &["plugin", "xyz"],
            &["compile", "--format", "bad"],
            &["exec", "--invalid", "x"],
        ] {
            let said = said(words);
            assert!(!said.contains("did you mean") && !said.contains("\n\n\n"), "{said}");
        }
    }

    #[test]
    fn yes_goes_before_the_path_and_words_are_quoted() {
        let again = |words: &[&str]| {
            let words: Vec<OsString> =
                ["cargo-wasmrun"].iter().chain(words).map(OsString::from).collect();
            with_yes(&words)
        };
        assert_eq!(again(&["exec", "game", "-v"]), "cargo wasmrun exec --yes game -v");
        assert_eq!(again(&["-v", "run", "my game"]), "cargo wasmrun -v run --yes 'my game'");
        assert_eq!(again(&["exec", "it's", ""]), r"cargo wasmrun exec --yes 'it'\''s' ''");
    }
}
