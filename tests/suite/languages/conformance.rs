//! Each plugin does all that the protocol asks of it, with its example as the project.

use std::process::Output;

use crate::assemblyscript::ASSEMBLYSCRIPT;
use crate::c::CPP;
use crate::go::GO;
use crate::language::Language;
use crate::python::PYTHON;
use crate::rust::RUST;

#[track_caller]
fn check(language: &Language) {
    let Some(project) = language.project("conformance") else { return };
    let executable = env!("CARGO_BIN_EXE_cargo-wasmrun-tested");
    let Output { status, stdout, stderr } = integration::cargo_wasmrun(executable)
        .env_remove("CARGO_TARGET_DIR")
        .args(["--yes", "plugin", "test", language.plugin, "--project"])
        .arg(project.path(""))
        .output()
        .expect("cargo-wasmrun is built");
    let [stdout, stderr] =
        [stdout, stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(status.success(), "{stdout}{stderr}");
}

#[test]
fn c() {
    check(&CPP);
}

#[test]
fn rust() {
    check(&RUST);
}

#[test]
fn go() {
    check(&GO);
}

#[test]
fn assemblyscript() {
    check(&ASSEMBLYSCRIPT);
}

#[test]
fn python() {
    check(&PYTHON);
}
