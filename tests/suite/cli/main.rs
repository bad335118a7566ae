//! The command line as a user meets it: whole processes, their output and their exit statuses.

mod book;
mod completions;
mod exec;
mod inspect;
mod interrupt;
mod invoke;
mod known_modules;
mod limits;
mod observe;
mod servers;
mod settings;
mod streams;
mod system;
mod traps;
mod verify;
mod watch;
mod wrong_input;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use integration::Ended;

/// The guest `name` of `suite/cli/guests`.
fn guest(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("suite/cli/guests").join(name)
}

/// A `cargo-wasmrun` command.
fn wasmrun() -> Command {
    integration::cargo_wasmrun(env!("CARGO_BIN_EXE_cargo-wasmrun-tested"))
}

/// Runs `command` with `input` on its standard input.
fn run_with(command: &mut Command, input: &[u8]) -> Ended {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("cargo-wasmrun is built");
    let mut stdin = child.stdin.take().expect("a pipe was asked for");
    let input = input.to_vec();
    // A guest need not read its input: a closed pipe is no failure here.
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("the child is ours to wait for");
    let _ = writer.join().expect("the writer does not panic");
    output.into()
}

/// Runs `cargo-wasmrun exec ARGUMENTS`.
fn exec<const N: usize>(arguments: [&dyn AsRef<std::ffi::OsStr>; N]) -> Ended {
    let mut command = wasmrun();
    command.arg("exec");
    for argument in arguments {
        command.arg(argument.as_ref());
    }
    run_with(&mut command, b"")
}
