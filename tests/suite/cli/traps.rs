//! Traps: which functions ran, and where in their sources.

use std::path::Path;

use integration::Ended;

use crate::{exec, guest, run_with, wasmrun};

/// Runs the module of this text in `folder`.
fn exec_in(folder: &Path, name: &str, content: &[u8]) -> Ended {
    fs_err::write(folder.join(name), content).expect("a file in a folder of ours");
    run_with(wasmrun().current_dir(folder).args(["exec", name]), b"")
}

const DIVIDES: &str = "(module
  (func $inner (param i32) (result i32)
    local.get 0
    i32.const 0
    i32.div_u)
  (func $_start (export \"_start\")
    (drop (call $inner (i32.const 1)))))";

#[test]
fn a_trap_shows_its_name_and_the_functions_on_the_way() {
    let ended = exec([&guest("trap.wat")]).expect(134).says("integer divide by zero");
    let (inner, outer) = (ended.stderr.find("inner"), ended.stderr.find("outer"));
    assert!(
        inner.is_some() && inner < outer,
        "the innermost function comes first:\n{}",
        ended.stderr
    );
}

#[test]
fn the_text_of_a_module_is_its_source() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let ended = exec_in(folder.path(), "divides.wat", DIVIDES.as_bytes()).expect(134);
    let expected = "error: `divides.wat` trapped: integer divide by zero
  at function `inner` at offset 0x2d, divides.wat:5:5
     5 |     i32.div_u)
       |     ^
  at function `_start` at offset 0x33, divides.wat:7:12
";
    assert_eq!(ended.stderr, expected);
}

/// A module with debugging information that names `source`.
fn compiled_from(source: &Path) -> Vec<u8> {
    let mut parser = wat::Parser::new();
    parser.generate_dwarf(wat::GenerateDwarf::Lines);
    parser.parse_str(Some(source), DIVIDES).expect("a module")
}

#[test]
fn debugging_information_tells_the_line_and_the_line_is_shown_where_it_is_there() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let source = folder.path().join("src.wat");
    let wasm = compiled_from(&source);
    let ended = exec_in(folder.path(), "a.wasm", &wasm).expect(134).says("src.wat:5:5\n  at ");
    assert!(!ended.stderr.contains(" | "), "{}", ended.stderr);
    fs_err::write(&source, DIVIDES).expect("a file in a folder of ours");
    exec_in(folder.path(), "a.wasm", &wasm).expect(134).says("5 |     i32.div_u)");
}

#[test]
fn a_module_cannot_have_a_file_shown_from_elsewhere() {
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let secret = elsewhere.path().join("secret.wat");
    fs_err::write(&secret, DIVIDES).expect("a file in a folder of ours");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let direct = exec_in(folder.path(), "a.wasm", &compiled_from(&secret)).expect(134);
    assert!(!direct.says("secret.wat:5:5").stderr.contains(" | "));
    #[cfg(unix)]
    {
        let link = folder.path().join("link.wat");
        std::os::unix::fs::symlink(&secret, &link).expect("a link in a folder of ours");
        let linked = exec_in(folder.path(), "a.wasm", &compiled_from(&link)).expect(134);
        assert!(!linked.says("link.wat:5:5").stderr.contains(" | "));
    }
}

#[test]
fn endless_recursion_is_a_trap() {
    exec([&guest("recursion.wat")]).expect(134).says("call stack exhausted");
}
