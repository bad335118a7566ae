//! Reads the text that clang and its linker write for people.

use std::path::{Path, PathBuf};

use wasmrun_plugin_sdk::{Diagnostic, Position, Severity, Span};

use super::header::{Header, Origin};
use super::hints;
use super::source_lines::SourceLines;

/// Where the files that a compiler names really are.
pub(crate) struct Places<'a> {
    /// Where the compiler ran: relative paths start here.
    pub(crate) directory: &'a Path,
    /// The folder that a person knows; equal to `directory` unless the build works on a copy.
    pub(crate) project: &'a Path,
}

impl Places<'_> {
    /// The file that a person would open.
    fn resolve(&self, file: &str) -> PathBuf {
        let path = self.directory.join(file);
        // `./bad.h` and `bad.h` are one file.
        let path: PathBuf = path.components().collect();
        match path.strip_prefix(self.directory) {
            Ok(inside) if self.project.join(inside).exists() => self.project.join(inside),
            _ => path,
        }
    }
}

/// The diagnostics in what a compiler or linker wrote. Notes become related places of the diagnostic
/// they follow; lines that are no diagnostic's are left out.
pub(crate) fn parse(text: &str, places: &Places<'_>) -> Vec<Diagnostic> {
    let mut reader = Reader::new(places);
    for line in text.lines() {
        reader.read(line.trim_end());
    }
    reader.finish()
}

struct Reader<'a> {
    places: &'a Places<'a>,
    lines: SourceLines,
    finished: Vec<Diagnostic>,
    current: Option<Diagnostic>,
    /// What was written about `current`, and before it about how its file was included.
    rendered: String,
    /// Whether the header last read was a note about `current`.
    in_note: bool,
}

impl<'a> Reader<'a> {
    fn new(places: &'a Places<'a>) -> Self {
        Self {
            places,
            lines: SourceLines::default(),
            finished: Vec::new(),
            current: None,
            rendered: String::new(),
            in_note: false,
        }
    }

    fn read(&mut self, line: &str) {
        if let Some(header) = Header::parse(line) {
            self.begin(&header, line);
        } else if line.starts_with("In file included from ") {
            self.close();
            self.render(line);
        } else if is_summary(line) {
            self.close();
        } else if self.current.is_some() && is_continuation(line) {
            self.continue_with(line);
        }
    }

    fn begin(&mut self, header: &Header<'_>, line: &str) {
        let span = self.span(&header.origin);
        if header.severity == Severity::Note
            && let Some(current) = &mut self.current
        {
            match span {
                Some(span) => current.related.push(span.with_label(header.message)),
                None => current.hints.push(header.message.to_owned()),
            }
            self.in_note = true;
            return self.render(line);
        }
        self.close();
        let source = match header.origin {
            Origin::Tool(name) => name,
            Origin::Place { .. } | Origin::None => "clang",
        };
        let mut diagnostic = Diagnostic::new(header.severity, header.message).with_source(source);
        diagnostic.code = header.code.map(str::to_owned);
        diagnostic.span = span;
        diagnostic.hints.extend(hints::about(header.message).map(str::to_owned));
        self.current = Some(diagnostic);
        self.render(line);
    }

    fn span(&mut self, origin: &Origin<'_>) -> Option<Span> {
        let Origin::Place { file, line, column } = *origin else { return None };
        let file = self.places.resolve(file);
        let start = self.lines.position(&file, line, column);
        Some(Span::new(file, start))
    }

    /// A line below a header: the source, the marks under it, or more about it.
    fn continue_with(&mut self, line: &str) {
        if let (Some(width), Some(diagnostic)) = (marked_width(line), &mut self.current) {
            let span =
                if self.in_note { diagnostic.related.last_mut() } else { diagnostic.span.as_mut() };
            if let Some(span) = span.filter(|span| span.end.is_none()) {
                span.end = Some(Position::new(span.start.line, span.start.column + width));
            }
        }
        self.render(line);
    }

    fn render(&mut self, line: &str) {
        self.rendered.push_str(line);
        self.rendered.push('\n');
    }

    fn close(&mut self) {
        if let Some(diagnostic) = self.current.take() {
            let rendered = std::mem::take(&mut self.rendered);
            self.finished.push(diagnostic.with_rendered(rendered));
        }
        self.in_note = false;
    }

    fn finish(mut self) -> Vec<Diagnostic> {
        self.close();
        self.finished
    }
}

/// Whether the line belongs to the diagnostic above it: drawings are indented, and the linker marks
/// what it adds.
fn is_continuation(line: &str) -> bool {
    line.starts_with([' ', '\t']) || line.starts_with(">>>")
}

/// "2 warnings and 1 error generated."
fn is_summary(line: &str) -> bool {
    line.ends_with(" generated.") && line.starts_with(|first: char| first.is_ascii_digit())
}

/// How many characters `^~~~` marks, in a line that has it.
fn marked_width(line: &str) -> Option<u32> {
    let marks = line.split_once('|').map_or(line, |(_, marks)| marks);
    if !marks.chars().all(|mark| matches!(mark, ' ' | '\t' | '~' | '^')) {
        return None;
    }
    let (_, after) = marks.split_once('^')?;
    Some(1 + after.chars().take_while(|&mark| mark == '~').count() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_in_p(text: &str) -> Vec<Diagnostic> {
        parse(text, &Places { directory: Path::new("/p"), project: Path::new("/p") })
    }

    const ERRORS: &str = "\
In file included from q.c:1:
./bad.h:1:9: error: expected expression
    1 | int x = yy;
      |         ^~
a.c:5:27: error: too many arguments to function call, expected 1, have 2
    5 | int h(int q){ f(\"x\"); f(1,2); }
      |                       ~   ^
a.c:3:5: note: 'f' declared here
    3 | int f(int x){ return y + 3; }
      |     ^ ~~~~~
a.c:9:1: warning: unused function 'g' [-Wunused-function]
1 warning and 2 errors generated.
";

    #[test]
    fn diagnostics_have_places_codes_and_drawings() {
        let [expression, arguments, unused] = parse_in_p(ERRORS).try_into().unwrap();
        let span = expression.span.unwrap();
        assert_eq!(span.file, Path::new("/p/bad.h"));
        assert_eq!((span.start, span.end), (Position::new(1, 9), Some(Position::new(1, 11))));
        assert!(expression.rendered.unwrap().starts_with("In file included from q.c:1:\n./bad.h"));

        assert_eq!(arguments.severity, Severity::Error);
        let note = &arguments.related[0];
        assert_eq!(note.label.as_deref(), Some("'f' declared here"));
        assert_eq!((note.start, note.end), (Position::new(3, 5), Some(Position::new(3, 6))));
        assert_eq!(arguments.rendered.unwrap().lines().count(), 6);

        assert_eq!(unused.code.as_deref(), Some("-Wunused-function"));
        assert_eq!(unused.message, "unused function 'g'");
        assert_eq!(unused.severity, Severity::Warning);
    }

    #[test]
    fn a_tools_own_errors_have_no_place() {
        let [flag, symbol] = parse_in_p(
            "error: unknown clang option: \"-frobnicate\"\n\
             wasm-ld: error: duplicate symbol: f\n>>> defined in a.o\n>>> defined in b.o\n\n",
        )
        .try_into()
        .unwrap();
        assert_eq!((flag.span, flag.source.as_deref()), (None, Some("clang")));
        assert_eq!(symbol.source.as_deref(), Some("wasm-ld"));
        assert!(symbol.rendered.unwrap().ends_with(">>> defined in b.o\n"));
    }

    #[test]
    fn what_other_programs_write_is_left_out() {
        assert_eq!(parse_in_p("make: Entering directory '/x'\n  CC main.c\nDone: 3\n"), []);
        assert_eq!(parse_in_p("   ^\n>>> x\n"), []);
    }

    #[test]
    fn places_in_a_copy_become_places_in_the_project() {
        let project = tempfile::tempdir().unwrap();
        fs_err::write(project.path().join("a.c"), "int x = ;\n").unwrap();
        let places = Places { directory: Path::new("/copy"), project: project.path() };
        let found = parse("a.c:1:9: error: x\nmade.c:1:1: error: y\n", &places);
        let files: Vec<_> = found.iter().map(|found| &found.span.as_ref().unwrap().file).collect();
        assert_eq!(files, [&project.path().join("a.c"), Path::new("/copy/made.c")]);
    }
}
