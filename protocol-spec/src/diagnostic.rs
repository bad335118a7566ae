//! Diagnostics: what a compiler says about a project.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

open_enum! {
    /// How serious a diagnostic is.
    pub enum Severity {
        /// The build fails.
        Error = "error",
        /// Something that should be looked at.
        Warning = "warning",
        /// An explanation.
        Note = "note",
        /// A proposal.
        Help = "help",
    }
}

/// One thing a compiler says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Diagnostic {
    /// How serious it is.
    pub severity: Severity,
    /// The message, without place and severity.
    pub message: String,
    /// The tool's number or name for it, for example `E0425` or `-Wunused-variable`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The tool that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// Other places that matter, each with a label.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Span>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
    /// The tool's own drawing, perhaps with ANSI colours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rendered: Option<String>,
}

impl Diagnostic {
    /// A diagnostic without a place.
    pub fn new(severity: Severity, message: impl Into<String>) -> Self {
        Self {
            severity,
            message: message.into(),
            code: None,
            source: None,
            span: None,
            related: Vec::new(),
            hints: Vec::new(),
            rendered: None,
        }
    }
}

setters! { Diagnostic:
    /// Sets the tool's number or name for it.
    with_code(code: impl Into<String>) = Some(code.into());
    /// Names the tool.
    with_source(source: impl Into<String>) = Some(source.into());
    /// Says where it is.
    with_span(span: Span) = Some(span);
    /// Sets other places that matter.
    with_related(related: Vec<Span>) = related;
    /// Says what to do about it.
    with_hints(hints: impl IntoIterator<Item = impl Into<String>>) =
        hints.into_iter().map(Into::into).collect();
    /// Sets the tool's own drawing.
    with_rendered(rendered: impl Into<String>) = Some(rendered.into());
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Span {
    /// The file. Absolute.
    pub file: PathBuf,
    /// The first character.
    pub start: Position,
    /// The character after the last. Absent: not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Position>,
    /// What to say about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

impl Span {
    /// A place whose end is not known.
    pub fn new(file: impl Into<PathBuf>, start: Position) -> Self {
        Self { file: file.into(), start, end: None, label: None }
    }
}

setters! { Span:
    /// Sets the position after the last character.
    with_end(end: Position) = Some(end);
    /// Says something about it.
    with_label(label: impl Into<String>) = Some(label.into());
}

/// A character in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in Unicode scalar values. 1 if the tool gives only a line.
    #[serde(default = "first_column")]
    pub column: u32,
}

impl Position {
    /// A line and a column, both from 1.
    pub fn new(line: u32, column: u32) -> Self {
        Self { line, column }
    }
}

const fn first_column() -> u32 {
    1
}
