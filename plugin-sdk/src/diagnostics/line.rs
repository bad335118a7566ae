//! Diagnostics as gcc, clang, their linkers and Go print them: a line, and what belongs to it.

use std::path::{Path, PathBuf};

use wasmrun_protocol::{Diagnostic, Severity, Span};

use super::header::{Header, Place};
use super::parser::{self, Parser};
use super::sources::{ColumnUnit, Locator};

/// Related places kept; errors in templates can have thousands.
const MAX_RELATED: usize = 64;

/// Reads diagnostics of the form `file:line:column: error: message` from a tool's output, line by
/// line.
///
/// Notes become related places of the diagnostic they explain, and so do the lines that say what
/// included a file. The tool's own drawing is kept as `rendered`. Columns are turned from bytes
/// into characters where the source can be read.
///
/// ```
/// use wasmrun_plugin_sdk::diagnostics::{LineParser, Parser};
/// use wasmrun_plugin_sdk::{Position, Severity};
///
/// let mut parser = LineParser::new("clang", "/home/me/hello");
/// assert_eq!(parser.line("main.c:4:20: error: use of undeclared identifier 'nmae'"), None);
/// assert_eq!(parser.line("    4 |     printf(\"%s\\n\", nmae);"), None);
/// assert_eq!(parser.line("      |                    ^"), None);
///
/// let diagnostic = parser.finish().unwrap();
/// assert_eq!(diagnostic.severity, Severity::Error);
/// assert_eq!(diagnostic.message, "use of undeclared identifier 'nmae'");
/// assert_eq!(diagnostic.span.unwrap().start, Position::new(4, 20));
/// ```
#[derive(Debug)]
pub struct LineParser {
    source: String,
    places: Locator,
    /// What the tool is still talking about.
    current: Option<Diagnostic>,
    /// Whether the next line may belong to its drawing.
    drawing: bool,
    /// Where the file of the next diagnostic was included.
    includes: Vec<Span>,
}

impl LineParser {
    /// Reads what a tool of this name prints, which ran in this folder.
    pub fn new(source: impl Into<String>, directory: impl Into<PathBuf>) -> Self {
        Self {
            source: source.into(),
            places: Locator::new(directory, ColumnUnit::Bytes),
            current: None,
            drawing: false,
            includes: Vec::new(),
        }
    }

    /// Says what the tool counts when it gives a column.
    #[must_use]
    pub fn with_columns(mut self, columns: ColumnUnit) -> Self {
        self.places.columns = columns;
        self
    }

    fn begin(&mut self, header: &Header<'_>, line: &str) -> Diagnostic {
        let source = header.program.unwrap_or(&self.source).to_owned();
        let mut diagnostic = Diagnostic::new(header.severity, header.message)
            .with_source(source)
            .with_related(std::mem::take(&mut self.includes))
            .with_rendered(format!("{line}\n"));
        diagnostic.code = header.code.map(str::to_owned);
        diagnostic.span = header.place.as_ref().map(|place| self.span(place));
        diagnostic
    }

    /// A note with a place explains the diagnostic before it; one without is part of its drawing.
    fn add_note(&mut self, header: &Header<'_>, line: &str) {
        let includes = std::mem::take(&mut self.includes);
        let note = header.place.as_ref().map(|place| self.span(place).with_label(header.message));
        if let Some(current) = &mut self.current {
            for span in includes.into_iter().chain(note) {
                push_related(&mut current.related, span);
            }
            self.drawing = true;
            self.append(line);
        }
    }

    /// What is indented below a diagnostic belongs to it; other lines end it.
    fn draw(&mut self, line: &str) {
        self.drawing &= line.starts_with(char::is_whitespace);
        if self.drawing {
            self.append(line);
        }
    }

    fn append(&mut self, line: &str) {
        if let Some(current) = &mut self.current {
            parser::draw(current, line);
        }
    }

    fn span(&mut self, place: &Place<'_>) -> Span {
        self.places.span(place.file, place.line, place.column.unwrap_or(1))
    }
}

impl Parser for LineParser {
    fn line(&mut self, line: &str) -> Option<Diagnostic> {
        if let Some(place) = include(line) {
            let span = self.span(&place).with_label("included from here");
            push_related(&mut self.includes, span);
            return None;
        }
        match Header::parse(line) {
            Some(header) if is_note(&header) => {
                self.add_note(&header, line);
                None
            }
            Some(header) => {
                let next = self.begin(&header, line);
                self.drawing = true;
                self.current.replace(next)
            }
            None => {
                self.draw(line);
                None
            }
        }
    }

    fn finish(&mut self) -> Option<Diagnostic> {
        self.current.take()
    }
}

fn push_related(related: &mut Vec<Span>, span: Span) {
    if related.len() < MAX_RELATED {
        related.push(span);
    }
}

fn is_note(header: &Header<'_>) -> bool {
    matches!(header.severity, Severity::Note | Severity::Help)
}

/// Reads `In file included from a.h:1:` and the `from b.h:2,` that may follow.
fn include(line: &str) -> Option<Place<'_>> {
    let text = line.strip_prefix("In file included from ");
    let text = text.or_else(|| line.trim_start().strip_prefix("from "))?;
    let (place, rest) = Place::parse(text)?;
    let is_include = rest.is_empty() && !Path::new(place.file).as_os_str().is_empty();
    is_include.then_some(place)
}
