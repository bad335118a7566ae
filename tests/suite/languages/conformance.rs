//! Each plugin does all that the protocol asks of it, with its example as the project.

use std::process::Output;

use crate::project::Project;

#[track_caller]
fn check(plugin: &'static str, example: &str) {
    let project = Project::of_example(plugin, example);
    let executable = env!("CARGO_BIN_EXE_cargo-wasmrun-tested");
    let Output { status, stdout, stderr } = integration::cargo_wasmrun(executable)
        .env_remove("CARGO_TARGET_DIR")
        .args(["--yes", "plugin", "test", plugin, "--project"])
        .arg(project.path(""))
        .output()
        .expect("cargo-wasmrun is built");
    let [stdout, stderr] =
        [stdout, stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(status.success(), "{stdout}{stderr}");
}

#[test]
fn c() {
    check("c", "cpp-sudoku");
}

#[test]
fn rust() {
    check("rust", "rust-maze");
}

#[test]
fn go() {
    check("go", "go-lisp");
}

#[test]
fn assemblyscript() {
    check("assemblyscript", "assemblyscript-life");
}

#[test]
fn python() {
    check("python", "python-weather");
}
