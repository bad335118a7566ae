//! `cargo wasmrun test`: each language's own tests, in our interpreter.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use crate::language::Language;
use crate::{assemblyscript, c, go, python, rust};

/// A file, and what in it takes the place of what.
type Edit = (&'static str, &'static str, &'static str);

/// The example's tests pass, and say so; after an edit of the tested source they fail with this status.
#[track_caller]
fn check(language: &Language, said: &str, (file, from, to): Edit, status: i32) {
    let Some(project) = language.project("tests") else { return };
    let passed = project.run(&["test"]).success();
    let all = passed.stdout + &passed.stderr;
    assert!(all.contains(said), "{all}");
    project.edit(file, from, to);
    let failed = project.run(&["test"]);
    assert_eq!(failed.status, Some(status), "{}{}", failed.stdout, failed.stderr);
    project.run(&["clean"]).success();
    assert!(!project.path(".wasmrun").exists());
}

/// Edits that break what an example's tests look at.
const RUST: Edit = ("src/lib.rs", "x: 0, y: 0 }, Cell", "x: 1, y: 0 }, Cell");
const GO: Edit = ("lisp/print.go", "\" \"", "\"  \"");
const PYTHON: Edit = ("weather/group.py", "day.season", "day.season.upper()");
const ASSEMBLYSCRIPT: Edit = ("assembly/world.ts", "neighbours == 3", "neighbours == 4");
const CPP: Edit = ("src/solver.cpp", "count == 1;", "count != 1;");

#[test]
fn rust() {
    check(&rust::RUST, "test result: ok. 2 passed", RUST, 134);
}

#[test]
fn go() {
    check(&go::GO, "PASS", GO, 1);
}

#[test]
fn python() {
    check(&python::PYTHON, "Ran 1 test", PYTHON, 1);
}

#[test]
fn assemblyscript() {
    let language = &assemblyscript::ASSEMBLYSCRIPT;
    check(language, "2 generations of a blinker are right", ASSEMBLYSCRIPT, 255);
}

#[test]
fn cpp() {
    check(&c::CPP, "the solver holds", CPP, 1);
}

#[test]
fn arguments_go_to_the_tests() {
    let Some(project) = rust::RUST.project("filtered tests") else { return };
    let passed = project.run_with(&["test"], &["--", "seed"]).success();
    assert!(passed.stdout.contains("1 passed; 0 failed; 0 ignored; 0 measured; 1 filtered out"));
}

#[test]
fn a_panic_says_where_it_was() {
    let Some(project) = rust::RUST.project("panics in tests") else { return };
    project.edit("src/lib.rs", "Some(&Cell { x: 19, y: 9 })", "None");
    let failed = project.run(&["test"]);
    assert!(failed.stderr.contains("src/lib.rs:46:9"), "{}", failed.stderr);
}

#[test]
fn a_project_without_tests_is_told_so() {
    let Some(project) = python::PYTHON.project("no tests") else { return };
    fs_err::remove_dir_all(project.path("tests")).expect("the example's tests");
    let ended = project.run(&["test"]);
    assert_eq!(ended.status, Some(1));
    assert!(ended.stderr.contains("has no tests"), "{}", ended.stderr);
}

/// After an edit that breaks what is tested the tests fail, and once it is mended they pass again.
#[track_caller]
fn check_watch(language: &Language, (file, from, to): Edit) {
    let Some(project) = language.project("watched tests") else { return };
    let mut child = project
        .command(&["--message-format", "json", "test", "--watch"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("cargo-wasmrun is built");
    let mut events = BufReader::new(child.stderr.take().expect("a pipe")).lines();
    let mut until = |verb: &str| {
        let sign = format!("\"verb\":\"{verb}\"");
        let mut seen = String::new();
        while !seen.contains(&sign) {
            let line = events.next().unwrap_or_else(|| panic!("no {verb} in {seen}"));
            seen += &line.expect("text");
        }
        seen
    };
    let mut ends_as = |expected: &str| {
        let said = until("Waiting");
        assert!(said.contains(&format!("\"{expected}\"")), "no {expected} in {said}");
    };
    ends_as("Passed");
    project.edit(file, from, to);
    ends_as("Failed");
    project.edit(file, to, from);
    ends_as("Passed");
    child.kill().expect("it runs");
    child.wait().expect("it is ours");
}

#[test]
fn a_change_runs_rusts_tests_again() {
    check_watch(&rust::RUST, RUST);
}

#[test]
fn a_change_runs_gos_tests_again() {
    check_watch(&go::GO, GO);
}

#[test]
fn a_change_runs_pythons_tests_again() {
    check_watch(&python::PYTHON, PYTHON);
}

#[test]
fn a_change_runs_assemblyscripts_tests_again() {
    check_watch(&assemblyscript::ASSEMBLYSCRIPT, ASSEMBLYSCRIPT);
}

#[test]
fn a_change_runs_cpps_tests_again() {
    check_watch(&c::CPP, CPP);
}
