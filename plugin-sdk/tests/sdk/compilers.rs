//! What the compilers of Rust, AssemblyScript and TypeScript say, read as diagnostics.

use std::path::Path;

use proptest::prelude::*;
use wasmrun_plugin_sdk::diagnostics::{AscParser, Parser, RustcParser, TscParser};
use wasmrun_plugin_sdk::{Position, Severity};

/// A value that is not there, with a suggestion.
const MISSING: &str = r#"{"message":"cannot find value `nmae` in this scope","code":{"code":"E0425","explanation":null},"level":"error","spans":[{"file_name":"src/main.rs","byte_start":0,"byte_end":4,"line_start":3,"line_end":3,"column_start":15,"column_end":19,"is_primary":true,"text":[],"label":"not found","suggested_replacement":null,"suggestion_applicability":null,"expansion":null}],"children":[{"message":"a local variable with a similar name exists","code":null,"level":"help","spans":[{"file_name":"src/main.rs","byte_start":0,"byte_end":4,"line_start":3,"line_end":3,"column_start":15,"column_end":19,"is_primary":true,"text":[],"label":null,"suggested_replacement":"name","suggestion_applicability":"MaybeIncorrect","expansion":null}],"children":[],"rendered":null}],"rendered":"drawing"}"#;

#[test]
fn nothing_of_what_rustc_says_is_lost_by_itself_or_in_cargos_words() {
    let in_cargo =
        format!(r#"{{"reason":"compiler-message","package_id":"p","message":{MISSING}}}"#);
    for line in [MISSING, &in_cargo] {
        let diagnostic = RustcParser::new("/p").line(line).unwrap();
        assert_eq!(diagnostic.severity, Severity::Error);
        assert_eq!(diagnostic.code.as_deref(), Some("E0425"));
        assert_eq!(diagnostic.rendered.as_deref(), Some("drawing"));
        assert_eq!(diagnostic.hints, ["a local variable with a similar name exists: `name`"]);
        let span = diagnostic.span.unwrap();
        assert_eq!(span.file, Path::new("/p/src/main.rs"));
        assert_eq!((span.start, span.end), (Position::new(3, 15), Some(Position::new(3, 19))));
        assert_eq!(span.label.as_deref(), Some("not found"));
    }
}

#[test]
fn the_place_of_what_a_foreign_macro_made_is_where_it_is_used() {
    let line = r#"{"message":"m","level":"error","spans":[{"file_name":"/rustc/lib.rs","line_start":9,"line_end":9,"column_start":1,"column_end":2,"is_primary":true,"label":"here","expansion":{"span":{"file_name":"src/main.rs","line_start":2,"line_end":2,"column_start":5,"column_end":9}}}]}"#;
    let span = RustcParser::new("/p").line(line).unwrap().span.unwrap();
    assert_eq!(
        (span.file.as_path(), span.start),
        (Path::new("/p/src/main.rs"), Position::new(2, 5))
    );
    assert_eq!(span.label.as_deref(), Some("here"));
}

#[test]
fn sums_and_other_lines_of_rust_are_left_out() {
    let sum = r#"{"message":"aborting due to 1 previous error","code":null,"level":"error","spans":[],"children":[],"rendered":""}"#;
    let artifact = r#"{"reason":"compiler-artifact","message":"no"}"#;
    for line in [sum, artifact, r#"{"reason":"build-finished","success":false}"#, "text", "{"] {
        assert_eq!(RustcParser::new("/p").line(line), None, "{line}");
    }
}

#[test]
fn places_and_codes_of_asc_are_found() {
    let root = tempfile::tempdir().unwrap();
    fs_err::write(root.path().join("main.ts"), "let x = \"\u{1d11e}\u{e9}\"; nmae\n").unwrap();
    let said = "ERROR TS2304: Cannot find name 'nmae'.\n   :\n 1 \u{2502} let x\n   \u{2502}   ~~~~\n   \
        \u{2514}\u{2500} in main.ts(1,16)\n\nFAILURE 1 compile error(s)\n";
    let [error] = AscParser::new(root.path()).all(said).try_into().unwrap();
    assert_eq!(error.code.as_deref(), Some("TS2304"));
    assert_eq!(error.span.unwrap().start, Position::new(1, 15));
    assert!(error.rendered.unwrap().ends_with("in main.ts(1,16)\n"));
}

#[test]
fn what_asc_says_without_a_code_is_told_too() {
    let said = "FAILURE Asconfig is not valid json: asconfig.json\n";
    let [error] = AscParser::new("/p").all(said).try_into().unwrap();
    assert_eq!(error.message, "Asconfig is not valid json: asconfig.json");
    assert_eq!(error.severity, Severity::Error);
}

#[test]
fn all_forms_of_tsc_are_read() {
    let said = "\
src/a(1).ts(3,13): error TS2304: Cannot find name 'x'.
  The rest of it.
\u{1b}[96msrc/b.ts\u{1b}[0m:\u{1b}[93m7\u{1b}[0m:\u{1b}[93m1\u{1b}[0m - \u{1b}[91mwarning\u{1b}[0m\u{1b}[90m TS6133: \u{1b}[0m'y' is never used.

7 let y = 1;
  ~
error TS5023: Unknown compiler option 'colour'.
Found 2 errors.
";
    let found = TscParser::new("/p").all(said);
    let [first, second, third] = found.as_slice() else { panic!("{found:?}") };
    let place = |span: &wasmrun_plugin_sdk::Span| (span.file.clone(), span.start);
    assert_eq!(
        place(first.span.as_ref().unwrap()),
        ("/p/src/a(1).ts".into(), Position::new(3, 13))
    );
    assert!(first.rendered.as_ref().unwrap().contains("The rest of it."));
    assert_eq!(place(second.span.as_ref().unwrap()), ("/p/src/b.ts".into(), Position::new(7, 1)));
    assert_eq!((second.severity, second.code.as_deref()), (Severity::Warning, Some("TS6133")));
    assert_eq!(second.message, "'y' is never used.");
    assert_eq!((third.span.as_ref(), third.code.as_deref()), (None, Some("TS5023")));
    assert!(!third.rendered.as_ref().unwrap().contains("Found"));
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(ERROR TS[0-9]{0,3}: |error TS1: |\\{\"message\":|[a-z(),:\u{2500} -]|\n|\\PC)*") {
        RustcParser::new("/p").all(&text);
        AscParser::new("/p").all(&text);
        TscParser::new("/p").all(&text);
    }
}
