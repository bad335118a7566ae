//! `cargo wasmrun test`: each language's own tests, in our interpreter.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use crate::language::Language;
use crate::{assemblyscript, c, go, python, rust};

/// The example's tests pass, and say so; after an edit of the tested source they fail with this status.
#[track_caller]
fn check(language: &Language, said: &str, (file, from, to): (&str, &str, &str), status: i32) {
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

#[test]
fn rust() {
    let edit = ("src/lib.rs", "x: 0, y: 0 }, Cell", "x: 1, y: 0 }, Cell");
    check(&rust::RUST, "test result: ok. 2 passed", edit, 134);
}

#[test]
fn go() {
    check(&go::GO, "PASS", ("lisp/print.go", "\" \"", "\"  \""), 1);
}

#[test]
fn python() {
    let edit = ("weather/group.py", "day.season", "day.season.upper()");
    check(&python::PYTHON, "Ran 1 test", edit, 1);
}

#[test]
fn assemblyscript() {
    let edit = ("assembly/world.ts", "neighbours == 3", "neighbours == 4");
    let language = &assemblyscript::ASSEMBLYSCRIPT;
    check(language, "2 generations of a blinker are right", edit, 255);
}

#[test]
fn cpp() {
    let edit = ("src/solver.cpp", "count == 1;", "count != 1;");
    check(&c::CPP, "the solver holds", edit, 1);
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

#[test]
fn a_change_runs_them_again() {
    let Some(project) = python::PYTHON.project("watched tests") else { return };
    let mut child = project
        .command(&["--message-format", "json", "test", "--watch"])
        .stdin(Stdio::null())
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
    assert!(until("Waiting").contains("\"Passed\""));
    project.edit("weather/group.py", "day.season", "day.season.upper()");
    assert!(until("Waiting").contains("\"Failed\""));
    project.edit("weather/group.py", "day.season.upper()", "day.season");
    assert!(until("Waiting").contains("\"Passed\""));
    child.kill().expect("it runs");
    child.wait().expect("it is ours");
}
