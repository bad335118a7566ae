//! `cargo test` of a project through our interpreter, as the Rust plugin's README says.

use std::path::{Path, PathBuf};
use std::process::Command;

use integration::Missing;

use crate::project::Project;

const TARGET: &str = "wasm32-wasip1";

/// The first cargo on PATH with the target's standard library.
#[expect(clippy::disallowed_methods, reason = "a test looks for tools as a shell would")]
fn cargo() -> Result<PathBuf, Missing> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let has_library = |cargo: &PathBuf| {
        let mut rustc = Command::new(cargo.with_file_name("rustc"));
        let output = rustc.args(["--print", "target-libdir", "--target", TARGET]).output();
        output.is_ok_and(|output| {
            let folder = String::from_utf8_lossy(&output.stdout).trim_end().to_owned();
            output.status.success() && Path::new(&folder).is_dir()
        })
    };
    let all = std::env::split_paths(&path).map(|folder| folder.join("cargo"));
    let bring = format!("rustup target add {TARGET}");
    let missing = Missing { what: format!("a cargo for {TARGET}"), bring };
    all.filter(|cargo| cargo.is_file()).find(has_library).ok_or(missing)
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test starts cargo as a shell would")]
fn tests_of_a_project_run_in_our_interpreter() {
    let test = "languages: rust: cargo test";
    let Some(cargo) = integration::require(test, cargo()) else { return };
    let project = Project::of_example("rust", "rust-maze");
    let runner = format!("{} exec --dir .", env!("CARGO_BIN_EXE_cargo-wasmrun-tested"));
    let output = Command::new(&cargo)
        .args(["test", "--lib", "--target", TARGET])
        .current_dir(project.path(""))
        .env("RUSTC", cargo.with_file_name("rustc"))
        .env("CARGO_TARGET_WASM32_WASIP1_RUNNER", runner)
        .env("WASMRUN_HOME", integration::home())
        .env_remove("CARGO_TARGET_DIR")
        .output()
        .expect("cargo starts");
    let [stdout, stderr] =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(output.status.success(), "{stdout}{stderr}");
    assert!(stdout.contains("test result: ok. 2 passed"), "{stdout}{stderr}");
}
