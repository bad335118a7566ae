//! rustc's own diagnostics, whole: place, related places, suggestions, drawing.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use wasmrun_protocol::{Diagnostic, Position, Severity, Span};

use super::Parser;

/// Reads the lines of `rustc --error-format json` and of `cargo build --message-format json`; all
/// others are nothing to it.
///
/// ```
/// use wasmrun_plugin_sdk::diagnostics::{Parser, RustcParser};
///
/// let line = r#"{"reason":"compiler-message","message":{"message":"oh","level":"warning",
///     "code":null,"spans":[],"children":[],"rendered":"warning: oh\n"}}"#;
/// let diagnostic = RustcParser::new("/home/me/hello").line(line).unwrap();
/// assert_eq!(diagnostic.message, "oh");
/// ```
#[derive(Clone, Debug)]
pub struct RustcParser {
    /// Relative paths start here.
    workspace: PathBuf,
}

/// What rustc says of one fault, or a part of that.
#[derive(Debug, Deserialize)]
struct Said {
    message: String,
    level: String,
    #[serde(default)]
    code: Option<Code>,
    #[serde(default)]
    spans: Vec<Place>,
    #[serde(default)]
    children: Vec<Said>,
    #[serde(default)]
    rendered: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Code {
    code: String,
}

#[derive(Debug, Deserialize)]
struct Place {
    file_name: String,
    line_start: u32,
    line_end: u32,
    column_start: u32,
    column_end: u32,
    #[serde(default)]
    is_primary: bool,
    #[serde(default)]
    label: Option<String>,
    #[serde(default)]
    suggested_replacement: Option<String>,
    #[serde(default)]
    expansion: Option<Box<Expansion>>,
}

#[derive(Debug, Deserialize)]
struct Expansion {
    span: Place,
}

/// A line of cargo's.
#[derive(Deserialize)]
struct OfCargo {
    reason: String,
    #[serde(default)]
    message: Option<Said>,
}

impl RustcParser {
    /// Reads what is said about a workspace in this folder.
    pub fn new(workspace: impl Into<PathBuf>) -> Self {
        Self { workspace: workspace.into() }
    }

    /// What rustc said, as a diagnostic; `None` for sums such as "aborting due to 2 errors".
    fn translate(&self, said: &Said) -> Option<Diagnostic> {
        if is_summary(said) {
            return None;
        }
        let mut diagnostic =
            Diagnostic::new(severity(&said.level), &said.message).with_source("rustc");
        diagnostic.code = said.code.as_ref().map(|code| code.code.clone());
        diagnostic.rendered.clone_from(&said.rendered);
        let primary = said.spans.iter().find(|place| place.is_primary);
        diagnostic.span = primary.map(|place| span(place, &self.workspace));
        let secondary = said.spans.iter().filter(|place| !place.is_primary);
        let mut related: Vec<Span> = secondary.map(|place| span(place, &self.workspace)).collect();
        let mut hints = Vec::new();
        for child in &said.children {
            if child.level == "help" {
                hints.push(hint(child));
            } else {
                related.extend(child.spans.iter().map(|place| {
                    let span = span(place, &self.workspace);
                    if span.label.is_some() { span } else { span.with_label(&child.message) }
                }));
            }
        }
        Some(diagnostic.with_related(related).with_hints(hints))
    }
}

impl Parser for RustcParser {
    fn line(&mut self, line: &str) -> Option<Diagnostic> {
        if !line.starts_with('{') {
            return None;
        }
        let said = match serde_json::from_str::<OfCargo>(line) {
            Ok(OfCargo { reason, message }) => message.filter(|_| reason == "compiler-message")?,
            Err(_) => serde_json::from_str::<Said>(line).ok()?,
        };
        self.translate(&said)
    }

    fn finish(&mut self) -> Option<Diagnostic> {
        None
    }
}

fn is_summary(said: &Said) -> bool {
    let is_sum = said.message.starts_with("aborting due to")
        || said.message.ends_with(" emitted")
        || said.level == "failure-note";
    is_sum && said.spans.is_empty() && said.code.is_none()
}

fn severity(level: &str) -> Severity {
    match level {
        "warning" => Severity::Warning,
        "help" => Severity::Help,
        level if level.starts_with("error") => Severity::Error,
        _ => Severity::Note,
    }
}

/// The place in the project: of what a macro from elsewhere made, where the macro is used.
fn span(place: &Place, workspace: &Path) -> Span {
    let mut shown = place;
    while let Some(expansion) = &shown.expansion
        && is_foreign(&shown.file_name, workspace)
    {
        shown = &expansion.span;
    }
    let start = Position::new(shown.line_start, shown.column_start);
    let end = Position::new(shown.line_end, shown.column_end);
    let span = Span::new(workspace.join(&shown.file_name), start).with_end(end);
    match place.label.as_ref().or(shown.label.as_ref()) {
        Some(label) => span.with_label(label),
        None => span,
    }
}

fn is_foreign(file: &str, workspace: &Path) -> bool {
    let path = Path::new(file);
    file.starts_with('<') || (path.is_absolute() && !path.starts_with(workspace))
}

/// A help message, with what it proposes to write.
fn hint(child: &Said) -> String {
    let mut replacements =
        child.spans.iter().filter_map(|place| place.suggested_replacement.as_deref());
    match (replacements.next(), replacements.next()) {
        (Some(only), None) if !only.trim().is_empty() => {
            let quoted = format!("`{}`", only.trim());
            if child.message.contains(&quoted) {
                child.message.clone()
            } else {
                format!("{}: {quoted}", child.message)
            }
        }
        _ => child.message.clone(),
    }
}
