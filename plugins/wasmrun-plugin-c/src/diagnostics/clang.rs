//! What clang and its linker write for people, read and completed.

use std::path::Path;

use wasmrun_plugin_sdk::diagnostics::{LineParser, Parser as _};
use wasmrun_plugin_sdk::{Diagnostic, Position, Span};

use super::hints;

/// Where the files that a compiler names really are.
pub(crate) struct Places<'a> {
    /// Where the compiler ran: relative paths start here.
    pub(crate) directory: &'a Path,
    /// The folder that a person knows; equal to `directory` unless the build works on a copy.
    pub(crate) project: &'a Path,
}

impl Places<'_> {
    /// Names the file that a person would open.
    fn correct(&self, span: &mut Span) {
        if let Ok(inside) = span.file.strip_prefix(self.directory) {
            let original = self.project.join(inside);
            if original.exists() {
                span.file = original;
            }
        }
    }
}

/// How clang and Emscripten report that something else has reported something.
const TOLD_ALREADY: [&str; 2] = ["linker command failed", "failed (returned "];
/// What Emscripten says around an undefined symbol that helps nobody.
const CHATTER: [&str; 5] = [
    "Link with `-s LLD_REPORT_UNDEFINED`",
    "To disable errors for undefined symbols use",
    "may need to be added to EXPORTED_FUNCTIONS",
    "To build in STANDALONE_WASM mode without a main()",
    "Aborting compilation due to previous errors",
];

/// The diagnostics in what a compiler or linker wrote.
pub(crate) fn parse(text: &str, places: &Places<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = LineParser::new("clang", places.directory).all(text);
    let says = |diagnostic: &Diagnostic, parts: &[&str]| {
        parts.iter().any(|part| diagnostic.message.contains(part))
    };
    diagnostics.retain(|diagnostic| !says(diagnostic, &CHATTER));
    if diagnostics.len() > 1 {
        diagnostics.retain(|diagnostic| !says(diagnostic, &TOLD_ALREADY));
    }
    for diagnostic in &mut diagnostics {
        complete(diagnostic, places);
    }
    diagnostics
}

fn complete(diagnostic: &mut Diagnostic, places: &Places<'_>) {
    diagnostic.hints.extend(hints::about(&diagnostic.message).map(str::to_owned));
    let width = diagnostic.rendered.as_deref().and_then(marked_width);
    if let Some(span) = &mut diagnostic.span {
        span.end = width.map(|width| Position::new(span.start.line, span.start.column + width));
        places.correct(span);
    }
    for span in &mut diagnostic.related {
        places.correct(span);
    }
    if !diagnostic.hints.is_empty() {
        // The tool's drawing lacks them: the host makes one that has them.
        diagnostic.rendered = None;
    }
}

/// How many characters the drawing marks, by `^~~~`, below the first line of source.
fn marked_width(drawing: &str) -> Option<u32> {
    let is_mark = |mark: char| matches!(mark, ' ' | '\t' | '~' | '^');
    let marks = drawing.lines().nth(2)?.split_once('|')?.1;
    let (_, after) = marks.chars().all(is_mark).then(|| marks.split_once('^')).flatten()?;
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
    fn spans_end_where_the_drawing_says() {
        let [expression, arguments, unused] = parse_in_p(ERRORS).try_into().unwrap();
        let span = expression.span.unwrap();
        assert_eq!(span.file, Path::new("/p/bad.h"));
        assert_eq!((span.start, span.end), (Position::new(1, 9), Some(Position::new(1, 11))));
        let span = arguments.span.unwrap();
        assert_eq!((span.start, span.end), (Position::new(5, 27), Some(Position::new(5, 28))));
        assert_eq!(arguments.related[0].label.as_deref(), Some("'f' declared here"));
        assert_eq!(unused.code.as_deref(), Some("-Wunused-function"));
        assert_eq!(unused.span.unwrap().end, None);
    }

    #[test]
    fn a_tools_own_errors_have_no_place() {
        let text = "error: unknown clang option: \"-frobnicate\"\nwasm-ld: error: no\n";
        let [flag, symbol] = parse_in_p(text).try_into().unwrap();
        assert_eq!((flag.span, flag.source.as_deref()), (None, Some("clang")));
        assert_eq!(symbol.source.as_deref(), Some("wasm-ld"));
    }

    #[test]
    fn that_the_linker_failed_is_told_only_if_nothing_else_is() {
        let failed = "clang: error: linker command failed with exit code 1\n";
        assert_eq!(parse_in_p(failed).len(), 1);
        let [symbol] = parse_in_p(&format!("wasm-ld: error: no\n{failed}")).try_into().unwrap();
        assert_eq!(symbol.message, "no");
    }

    #[test]
    fn limits_of_wasi_come_with_a_hint() {
        let [throw] = parse_in_p("a.cpp:1:1: error: cannot use 'throw' with exceptions disabled\n")
            .try_into()
            .unwrap();
        assert!(throw.hints[0].contains("WASI_SDK_PATH"), "{:?}", throw.hints);
        assert_eq!(throw.rendered, None, "the drawing has no hints");
    }

    #[test]
    fn what_other_programs_write_is_left_out() {
        assert_eq!(parse_in_p("make: Entering directory '/x'\n  CC main.c\nDone: 3\n"), []);
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
