//! How the lines for people look.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Effects, Style};

/// The colour of what goes well.
pub(super) const GOOD: Style = AnsiColor::BrightGreen.on_default().effects(Effects::BOLD);
/// The colour of warnings.
pub(super) const WARNING: Style = AnsiColor::Yellow.on_default().effects(Effects::BOLD);
/// The colour of errors.
pub(super) const ERROR: Style = AnsiColor::BrightRed.on_default().effects(Effects::BOLD);
/// The colour of notes and hints.
pub(super) const NOTE: Style = AnsiColor::BrightCyan.on_default().effects(Effects::BOLD);

/// A status line: the verb right-aligned like cargo's, so that ours and cargo's line up.
pub(super) fn status(verb: &str, message: &str) -> String {
    format!("{GOOD}{verb:>12}{GOOD:#} {}\n", printable(message))
}

/// A line that begins with a coloured word: `error: …`, `hint: …`.
pub(super) fn labelled(style: Style, label: &str, message: &str) -> String {
    format!("{style}{label}{style:#}: {}\n", printable(message))
}

/// A line that says more about the line before it.
pub(super) fn detail(message: &str) -> String {
    format!("  {}\n", printable(message))
}

/// A line that says why the line before it is so.
pub(super) fn cause(message: &str) -> String {
    format!("  caused by: {}\n", printable(message))
}

/// A line from a plugin or a tool, with its source in front.
pub(super) fn quoted(source: &str, text: &str) -> String {
    let dim = Style::new().effects(Effects::DIMMED);
    let mut quoted = String::new();
    for line in text.lines() {
        // Writing to a string cannot fail.
        let _ = writeln!(quoted, "{dim}[{source}]{dim:#} {}", printable(line));
    }
    quoted
}

/// `text` without what could drive the terminal: only colours and tabs pass.
pub(super) fn printable(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        if let Some(length) = colour_sequence(rest) {
            clean.push_str(&rest[..length]);
            rest = &rest[length..];
            continue;
        }
        match character {
            '\t' | '\n' => clean.push(character),
            '\r' => {}
            c if c.is_control() => clean.push('\u{fffd}'),
            c => clean.push(c),
        }
        rest = &rest[character.len_utf8()..];
    }
    clean
}

/// The length of the "select graphic rendition" sequence that `text` begins with.
fn colour_sequence(text: &str) -> Option<usize> {
    let body = text.strip_prefix("\u{1b}[")?;
    let end = body.find(|c: char| !c.is_ascii_digit() && c != ';' && c != ':')?;
    body[end..].starts_with('m').then_some(2 + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_colours_pass() {
        assert_eq!(printable("\u{1b}[1;31mred\u{1b}[0m\tx"), "\u{1b}[1;31mred\u{1b}[0m\tx");
        assert_eq!(printable("\u{1b}[2Jgone\u{7}\r"), "\u{fffd}[2Jgone\u{fffd}");
        assert_eq!(printable("\u{1b}["), "\u{fffd}[");
    }
}
