//! Diagnostics as the AssemblyScript compiler prints them.

use std::path::PathBuf;

use wasmrun_protocol::{Diagnostic, Severity, Span};

use super::parser::{self, Parser};
use super::sources::{ColumnUnit, Locator};

/// Reads what `asc` writes: a line `ERROR TS2304: message`, a drawing, and the place
/// `└─ in file(line,column)`, of which a diagnostic may have several.
///
/// ```
/// use wasmrun_plugin_sdk::diagnostics::{AscParser, Parser};
///
/// let said = "ERROR TS2304: Cannot find name 'nmae'.\n   └─ in main.ts(1,16)\n";
/// let found = AscParser::new("/home/me/hello").all(said);
/// assert_eq!(found[0].code.as_deref(), Some("TS2304"));
/// ```
#[derive(Debug)]
pub struct AscParser {
    places: Locator,
    current: Option<Diagnostic>,
}

impl AscParser {
    /// Reads what a compiler prints that ran in this folder.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self { places: Locator::new(directory, ColumnUnit::Utf16Units), current: None }
    }

    fn continue_with(&mut self, line: &str) {
        let place = place(line).map(|(file, line, column)| self.places.span(file, line, column));
        let Some(current) = &mut self.current else { return };
        if current.rendered.is_some() && !line.is_empty() {
            parser::draw(current, line);
        }
        // The compiler's own library lies in no file of the project. What is at fault in it is so
        // because of how the project uses it.
        let Some(span) = place.filter(|span: &Span| span.file.is_file()) else { return };
        if current.span.is_none() {
            current.span = Some(span);
        } else {
            current.related.push(span);
        }
    }
}

impl Parser for AscParser {
    fn line(&mut self, line: &str) -> Option<Diagnostic> {
        if let Some(next) = header(line).or_else(|| bare(line)) {
            return self.current.replace(next);
        }
        if !is_sum(line) {
            self.continue_with(line);
        }
        None
    }

    fn finish(&mut self) -> Option<Diagnostic> {
        self.current.take()
    }
}

/// A line such as `ERROR TS2304: message`.
fn header(line: &str) -> Option<Diagnostic> {
    let (kind, rest) = line.split_once(' ')?;
    let (code, message) = rest.split_once(": ")?;
    let digits = code.strip_prefix("TS").or_else(|| code.strip_prefix("AS"))?;
    let is_code = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then_some(())?;
    let diagnostic = Diagnostic::new(severity(kind)?, message).with_source("asc").with_code(code);
    Some(diagnostic.with_rendered(format!("{line}\n")))
}

/// The last line, such as `FAILURE 1 compile error(s)`.
fn is_sum(line: &str) -> bool {
    line.starts_with("FAILURE ") && line.ends_with(" error(s)")
}

/// A line such as `FAILURE message`, but for the sum at the end.
fn bare(line: &str) -> Option<Diagnostic> {
    let (kind, message) = line.split_once(' ')?;
    (matches!(kind, "FAILURE" | "WARNING") && !is_sum(line)).then_some(())?;
    Some(Diagnostic::new(severity(kind)?, message).with_source("asc"))
}

fn severity(kind: &str) -> Option<Severity> {
    match kind {
        "ERROR" | "FAILURE" => Some(Severity::Error),
        "WARNING" | "PEDANTIC" => Some(Severity::Warning),
        "INFO" => Some(Severity::Note),
        _ => None,
    }
}

/// The place in a line such as `   └─ in assembly/index.ts(3,13)`.
fn place(line: &str) -> Option<(&str, u32, u32)> {
    let (_, place) = line.split_once("─ in ")?;
    let (file, numbers) = place.trim_end().strip_suffix(')')?.rsplit_once('(')?;
    let (line, column) = numbers.split_once(',')?;
    Some((file, line.parse().ok()?, column.parse().ok()?))
}
