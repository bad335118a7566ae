//! The WASI test suite for preview 1, run by `cargo-wasmrun exec`, and in a folder in memory.
//!
//! The suite is not part of this repository: `WASMRUN_WASI_DIR` names a checkout of WebAssembly/wasi-testsuite, branch
//! `prod/testsuite-base`, which holds the tests built. Two trials a module.

mod memory;

use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

#[expect(clippy::print_stdout, reason = "a test that did not run says so")]
fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let Some(suite) = suite() else {
        println!(
            "the WASI test suite: NOT RUN, since WASMRUN_WASI_DIR does not name a checkout of it"
        );
        return ExitCode::SUCCESS;
    };
    let mut trials = Vec::new();
    for language in ["assemblyscript", "c", "rust"] {
        let folder = suite.join("tests").join(language).join("testsuite/wasm32-wasip1");
        for module in modules(&folder) {
            let name =
                format!("{language}/{}", module.file_stem().unwrap_or_default().to_string_lossy());
            let in_memory = module.clone();
            trials.push(Trial::test(format!("memory/{name}"), move || memory::run(&in_memory)));
            trials.push(Trial::test(name, move || run(&module)));
        }
    }
    assert!(!trials.is_empty(), "{} holds no tests", suite.display());
    libtest_mimic::run(&arguments, trials).exit_code()
}

#[expect(clippy::disallowed_methods, reason = "the variable that names a suite kept elsewhere")]
fn suite() -> Option<PathBuf> {
    std::env::var_os("WASMRUN_WASI_DIR").map(PathBuf::from)
}

/// The modules in `folder`, by name.
fn modules(folder: &Path) -> Vec<PathBuf> {
    let entries = fs_err::read_dir(folder).expect("a folder of the suite");
    let mut modules: Vec<_> = entries.map(|entry| entry.expect("an entry of it").path()).collect();
    modules.retain(|path| path.extension().is_some_and(|extension| extension == "wasm"));
    modules.sort();
    modules
}

/// Runs `module` as the file beside it says, in a copy of the folder it asks for.
fn run(module: &Path) -> Result<(), Failed> {
    let specification = specification(module)?;
    let folder = tempfile::tempdir()?;
    let mut command = integration::cargo_wasmrun(env!("CARGO_BIN_EXE_cargo-wasmrun-tested"));
    command.arg("exec");
    for (name, value) in specification["env"].as_object().into_iter().flatten() {
        command.arg("--env").arg(format!("{name}={}", value.as_str().unwrap_or_default()));
    }
    if let Some(root) = specification["root"].as_str() {
        integration::copy_folder(&module.with_file_name(root), folder.path());
        command.arg("--dir").arg(format!("{}::/", folder.path().display()));
    }
    command.arg(module);
    for argument in specification["args"].as_array().into_iter().flatten() {
        command.arg(argument.as_str().unwrap_or_default());
    }
    let output = command.stdin(Stdio::null()).output()?;
    let (stdout, stderr) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    check(&specification, output.status.code(), &stdout, &stderr)
}

/// How `module` is to be run and what it is to do, as the file beside it says.
fn specification(module: &Path) -> Result<Value, Failed> {
    match fs_err::read_to_string(module.with_extension("json")) {
        Ok(text) => Ok(serde_json::from_str(&text)?),
        Err(_) => Ok(Value::Null),
    }
}

/// Fails unless a module ended and printed as its specification says.
fn check(
    specification: &Value,
    status: Option<i32>,
    stdout: &str,
    stderr: &str,
) -> Result<(), Failed> {
    let expected = i32::try_from(specification["exit_code"].as_i64().unwrap_or(0))?;
    if status != Some(expected) {
        return Err(format!("status {status:?}, not {expected}\n{stdout}{stderr}").into());
    }
    if let Some(expected) = specification["stdout"].as_str().filter(|expected| *expected != stdout)
    {
        return Err(format!("printed {stdout:?}, not {expected:?}").into());
    }
    Ok(())
}
