//! Draws what compilers say.

use std::fs;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use wasmrun_protocol::{Diagnostic, Position, Severity, Span};

use super::{Event, Shell, line, rendered};

/// The largest source file that is read for a drawing.
const MAX_SOURCE: u64 = 4 << 20;

impl Shell {
    /// Shows what a compiler says: its own drawing if it made one, ours otherwise.
    pub fn diagnostic(&self, diagnostic: &Diagnostic) {
        if self.is_json() {
            return self.event(&Event::Diagnostic { diagnostic });
        }
        if self.verbosity() < 0 && diagnostic.severity != Severity::Error {
            return;
        }
        let drawing = match &diagnostic.rendered {
            Some(text) => {
                let spans: Vec<&Span> = diagnostic.span.iter().chain(&diagnostic.related).collect();
                rendered::adapt(&line::printable(text), &spans, self.folder())
            }
            None => draw(diagnostic, &Renderer::styled(), self.folder()),
        };
        self.text(&format!("{}\n", drawing.trim_end()));
    }
}

/// The diagnostic with the source lines it is about, as far as they can be read.
fn draw(diagnostic: &Diagnostic, renderer: &Renderer, folder: &Path) -> String {
    let sources: Vec<Option<Source<'_>>> = diagnostic
        .span
        .iter()
        .chain(&diagnostic.related)
        .map(|span| Source::read(span, folder))
        .collect();
    let message = line::printable(&diagnostic.message);
    let code = diagnostic.code.as_deref().map(line::printable);
    let hints: Vec<String> = diagnostic.hints.iter().map(|hint| line::printable(hint)).collect();
    let title = level(diagnostic.severity).primary_title(message.as_str());
    let mut group = Group::with_title(match &code {
        Some(code) => title.id(code.as_str()),
        None => title,
    });
    for (index, (span, source)) in
        diagnostic.span.iter().chain(&diagnostic.related).zip(&sources).enumerate()
    {
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        group = match source {
            Some(source) => group.element(source.snippet(kind)),
            None => group.element(
                Origin::path(rendered::shorten(&span.file, folder))
                    .line(span.start.line as usize)
                    .char_column(span.start.column as usize),
            ),
        };
    }
    for hint in &hints {
        group = group.element(Level::HELP.message(hint.as_str()));
    }
    renderer.render(&[group])
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Help => Level::HELP,
        // One of a later version counts as a note.
        _ => Level::NOTE,
    }
}

/// A place whose file could be read.
struct Source<'a> {
    path: String,
    text: String,
    range: std::ops::Range<usize>,
    label: Option<&'a str>,
}

impl<'a> Source<'a> {
    fn read(span: &'a Span, folder: &Path) -> Option<Self> {
        let text = read_source(&span.file)?;
        let start = offset(&text, span.start)?;
        let end = span.end.and_then(|end| offset(&text, end)).filter(|end| *end > start);
        let end = end.unwrap_or_else(|| word_end(&text, start));
        let path = rendered::shorten(&span.file, folder);
        Some(Self { path, text, range: start..end, label: span.label.as_deref() })
    }

    fn snippet(&self, kind: AnnotationKind) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
        let annotation = kind.span(self.range.clone()).label(self.label);
        Snippet::source(self.text.as_str()).path(self.path.as_str()).annotation(annotation)
    }
}

fn read_source(file: &Path) -> Option<String> {
    let metadata = fs::metadata(file).ok()?;
    (metadata.is_file() && metadata.len() <= MAX_SOURCE)
        .then(|| fs_err::read_to_string(file).ok())
        .flatten()
}

/// The byte at which a position stands; the end of its line if the line is shorter.
fn offset(text: &str, position: Position) -> Option<usize> {
    let mut start = 0;
    let line =
        text.split_inclusive('\n').nth(position.line.checked_sub(1)? as usize).inspect(|line| {
            start = line.as_ptr() as usize - text.as_ptr() as usize;
        })?;
    let line = line.trim_end_matches(['\n', '\r']);
    let column = position.column.saturating_sub(1) as usize;
    Some(start + line.char_indices().nth(column).map_or(line.len(), |(offset, _)| offset))
}

/// The end of the word that begins at `start`, or of the character there.
fn word_end(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    let character = rest.chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8);
    start + word.max(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(diagnostic: &Diagnostic) -> String {
        draw(diagnostic, &Renderer::plain(), Path::new(""))
    }

    #[test]
    fn the_source_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("main.c");
        fs_err::write(&file, "int main(void) {\n\treturn ä + nmae;\n}\n").unwrap();
        let span = Span::new(&file, Position::new(2, 13)).with_end(Position::new(2, 17));
        let diagnostic = Diagnostic::new(Severity::Error, "use of undeclared identifier `nmae`")
            .with_code("-Wx")
            .with_span(span.with_label("not declared"))
            .with_hints(["did you mean `name`?"]);
        let drawing = drawn(&diagnostic).replace(&file.display().to_string(), "main.c");
        assert_eq!(
            drawing,
            "error[-Wx]: use of undeclared identifier `nmae`\n \
             --> main.c:2:13\n  \
             |\n\
             2 |     return ä + nmae;\n  \
             |                ^^^^ not declared\n  \
             |\n  \
             = help: did you mean `name`?"
        );
    }

    #[test]
    fn a_place_that_cannot_be_read_is_still_named() {
        let span = Span::new("/nowhere/main.c", Position::new(7, 3));
        let diagnostic = Diagnostic::new(Severity::Warning, "odd").with_span(span);
        assert_eq!(drawn(&diagnostic), "warning: odd\n--> /nowhere/main.c:7:3");
    }

    #[test]
    fn any_position_is_survived() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.c");
        for text in ["", "\n", "ä", "x\r\ny"] {
            fs_err::write(&file, text).unwrap();
            for (line, column) in
                [(0, 0), (1, 1), (1, 2), (1, 9), (2, 1), (9, 9), (u32::MAX, u32::MAX)]
            {
                let span = Span::new(&file, Position::new(line, column));
                let diagnostic = Diagnostic::new(Severity::Note, "m").with_span(span);
                assert!(drawn(&diagnostic).starts_with("note: m"), "{text:?} {line} {column}");
            }
        }
    }
}
