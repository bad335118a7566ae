//! What compilers print, read as diagnostics.

use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use wasmrun_plugin_sdk::diagnostics::{ColumnUnit, LineParser, Parser};
use wasmrun_plugin_sdk::{Diagnostic, Position, Severity, Span};

fn parse_in_project(text: &str) -> Vec<Diagnostic> {
    LineParser::new("cc", "/p").all(text)
}

#[test]
fn clang_with_notes_and_drawing() {
    let text = "\
main.c:3:5: warning: unused variable 'x' [-Wunused-variable]
    3 |     int x;
      |         ^
main.c:9:12: error: too many arguments to function call [-Werror,-Wargs]
    9 |     f(1, 2);
      |     ~    ^
sub/f.h:1:6: note: 'f' declared here
    1 | void f(int);
      |      ^
1 warning and 1 error generated.
make: *** [Makefile:2: main.o] Error 1
";
    let [warning, error] = &*parse_in_project(text) else { panic!("expected two") };
    assert_eq!(warning.severity, Severity::Warning);
    assert_eq!(warning.message, "unused variable 'x'");
    assert_eq!(warning.code.as_deref(), Some("-Wunused-variable"));
    assert_eq!(warning.span, Some(Span::new("/p/main.c", Position::new(3, 5))));
    assert_eq!(warning.rendered.as_deref().unwrap().lines().count(), 3);
    assert_eq!(error.severity, Severity::Error);
    assert_eq!(error.code.as_deref(), Some("-Wargs"));
    assert_eq!(error.source.as_deref(), Some("cc"));
    let related = Span::new("/p/sub/f.h", Position::new(1, 6)).with_label("'f' declared here");
    assert_eq!(error.related, [related]);
    assert_eq!(error.rendered.as_deref().unwrap().lines().count(), 6);
}

#[test]
fn includes_become_related_places() {
    let text = "\
In file included from a.h:2,
                 from main.c:1:
b.h:7:1: error: unknown type name 'foo'
";
    let [error] = &*parse_in_project(text) else { panic!("expected one") };
    let lines: Vec<_> = error.related.iter().map(|span| (&*span.file, span.start.line)).collect();
    assert_eq!(lines, [(Path::new("/p/a.h"), 2), (Path::new("/p/main.c"), 1)]);
}

#[test]
fn other_shapes() {
    let check = |line: &str, severity, place: Option<(&str, u32, u32)>, message: &str| {
        let [found] = &*parse_in_project(line) else { panic!("expected one in {line}") };
        let span = place.map(|(file, row, column)| Span::new(file, Position::new(row, column)));
        assert_eq!((found.severity, &found.span, &*found.message), (severity, &span, message));
        found.source.clone().unwrap()
    };
    let error = Severity::Error;
    check("./m.go:5:2: undefined: x", error, Some(("/p/m.go", 5, 2)), "undefined: x");
    check("m.c:5: error: line only", error, Some(("/p/m.c", 5, 1)), "line only");
    check(
        "/q/m.c:5:1: fatal error: 'x.h' file not found",
        error,
        Some(("/q/m.c", 5, 1)),
        "'x.h' file not found",
    );
    check("a b.c:1:2: warning: spaces", Severity::Warning, Some(("/p/a b.c", 1, 2)), "spaces");
    let source = check(
        "wasm-ld: error: main.o: undefined symbol: f",
        error,
        None,
        "main.o: undefined symbol: f",
    );
    assert_eq!(source, "wasm-ld");
    check("error: no input files", error, None, "no input files");
}

#[test]
fn what_is_no_diagnostic_is_left_alone() {
    let text = "
  3 | a.c:1:2: error: in a drawing
# example.com/package
clang version 22.1.8
http://example.com:80/x
a.c:0:0:
a.c:99999999999999999999: no such line
:::: error
note: there is nothing that this explains
12:30:01 up 3 days
\u{1b}[31m
";
    assert_eq!(parse_in_project(text), []);
}

#[test]
fn endless_notes_and_drawings_are_cut() {
    let drawing = "x".repeat(100);
    let notes =
        (1..5_000).map(|line| format!("b.cc:{line}:1: note: instantiated\n    {drawing}\n"));
    let text = "a.cc:1:1: error: e\n".to_owned() + &notes.collect::<String>();
    let [error] = &*parse_in_project(&text) else { panic!("expected one") };
    assert_eq!(error.related.len(), 64);
    assert!(error.rendered.as_ref().unwrap().len() <= 64 * 1024);
}

proptest! {
    #[test]
    fn any_line_is_survived(lines in vec(line(), 0..8)) {
        let mut parser = LineParser::new("cc", "/p");
        let mut found: Vec<_> = lines.iter().filter_map(|line| parser.line(line)).collect();
        found.extend(parser.finish());
        prop_assert!(found.len() <= lines.len());
        let spans = found.iter().flat_map(|found| found.span.iter().chain(&found.related));
        prop_assert!(spans.into_iter().all(|span| span.start.line > 0 && span.start.column > 0));
    }
}

/// Pieces of the grammar in any order, mixed with anything.
fn line() -> impl Strategy<Value = String> {
    let pieces = select(vec![
        "a.c",
        "C:\\",
        ":",
        ": ",
        "7",
        "0",
        "4294967296",
        "error: ",
        "note: ",
        "warning: ",
        " [-W",
        "]",
        "In file included from ",
        "from ",
        ",",
        " ",
        "\u{e4}",
        "\t",
    ]);
    let piece = prop_oneof![4 => pieces.prop_map(str::to_owned), 1 => any::<String>()];
    vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

#[test]
fn columns_count_characters() {
    let directory = tempfile::tempdir().unwrap();
    fs_err::write(directory.path().join("ü.c"), "one\n/* äöü \u{1f600} */ int x\n").unwrap();
    let column = |line: &str, unit| {
        let parser = LineParser::new("cc", directory.path()).with_columns(unit);
        parser.all(line)[0].span.as_ref().unwrap().start.column
    };
    assert_eq!(column("ü.c:2:23: error: e", ColumnUnit::Bytes), 17);
    assert_eq!(column("ü.c:2:4: error: e", ColumnUnit::Bytes), 4);
    assert_eq!(column("ü.c:2:999: error: e", ColumnUnit::Bytes), 18);
    assert_eq!(column("ü.c:9:9: error: e", ColumnUnit::Bytes), 9);
    assert_eq!(column("ü.c:2:20: error: e", ColumnUnit::Characters), 20);
    assert_eq!(column("gone.c:2:20: error: e", ColumnUnit::Bytes), 20);
}
