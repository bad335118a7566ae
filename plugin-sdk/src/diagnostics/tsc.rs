//! Diagnostics as the TypeScript compiler prints them, for people or for programs.

use std::path::PathBuf;

use wasmrun_protocol::{Diagnostic, Severity};

use super::parser::{self, Parser};
use super::sources::{ColumnUnit, Locator};

/// Reads what `tsc` writes: `file(line,column): error TS2304: message`, with `--pretty`
/// `file:line:column - error TS2304: message` and a drawing, and `error TS5023: message`.
///
/// ```
/// use wasmrun_plugin_sdk::diagnostics::{Parser, TscParser};
/// use wasmrun_plugin_sdk::Position;
///
/// let said = "src/main.ts(3,13): error TS2304: Cannot find name 'nmae'.\n";
/// let found = TscParser::new("/home/me/hello").all(said);
/// assert_eq!(found[0].message, "Cannot find name 'nmae'.");
/// assert_eq!(found[0].span.as_ref().unwrap().start, Position::new(3, 13));
/// ```
#[derive(Debug)]
pub struct TscParser {
    places: Locator,
    current: Option<Diagnostic>,
}

impl TscParser {
    /// Reads what a compiler prints that ran in this folder.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self { places: Locator::new(directory, ColumnUnit::Utf16Units), current: None }
    }

    fn begin(&mut self, line: &str) -> Option<Diagnostic> {
        let plain = without_colors(line);
        let (place, rest) = split_place(&plain);
        let (severity, rest) = [
            ("error ", Severity::Error),
            ("warning ", Severity::Warning),
            ("message ", Severity::Note),
        ]
        .into_iter()
        .find_map(|(word, severity)| Some((severity, rest.strip_prefix(word)?)))?;
        let (code, message) = rest.split_once(": ")?;
        let digits = code.strip_prefix("TS")?;
        (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(())?;
        let mut diagnostic = Diagnostic::new(severity, message).with_source("tsc").with_code(code);
        diagnostic.span = place.map(|(file, line, column)| self.places.span(file, line, column));
        parser::draw(&mut diagnostic, line);
        Some(diagnostic)
    }
}

impl Parser for TscParser {
    fn line(&mut self, line: &str) -> Option<Diagnostic> {
        if let Some(next) = self.begin(line) {
            return self.current.replace(next);
        }
        let is_sum = line.starts_with("Found ");
        if let Some(current) = self.current.as_mut().filter(|_| !is_sum && !line.is_empty()) {
            parser::draw(current, line);
        }
        None
    }

    fn finish(&mut self) -> Option<Diagnostic> {
        self.current.take()
    }
}

/// A file, a line and a column.
type Place<'a> = (&'a str, u32, u32);

/// Splits a place in one of both forms off the beginning of a line.
fn split_place(line: &str) -> (Option<Place<'_>>, &str) {
    let in_parentheses = || {
        let (place, rest) = line.split_once("): ")?;
        let (file, numbers) = place.rsplit_once('(')?;
        let (line, column) = numbers.split_once(',')?;
        Some(((file, line.parse().ok()?, column.parse().ok()?), rest))
    };
    let with_colons = || {
        let (place, rest) = line.split_once(" - ")?;
        let (place, column) = place.rsplit_once(':')?;
        let (file, line) = place.rsplit_once(':')?;
        Some(((file, line.parse().ok()?, column.parse().ok()?), rest))
    };
    match in_parentheses().or_else(with_colons) {
        Some((place, rest)) => (Some(place), rest),
        None => (None, line),
    }
}

/// A line without the sequences that colour it on a terminal.
fn without_colors(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, sequence)) = rest.split_once("\x1b[") {
        plain.push_str(before);
        rest = sequence.split_once('m').map_or("", |(_, after)| after);
    }
    plain + rest
}
