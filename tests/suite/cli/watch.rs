//! `exec --watch`: the program runs again whenever it changes.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use crate::{guest, run_with, wasmrun};

/// A module that prints `text`, and ends or waits for ever.
fn write(path: &Path, text: &str, endless: bool) {
    let spin = if endless { "(loop (br 0))" } else { "" };
    let module = format!(
        r#"(module
            (import "wasi_snapshot_preview1" "fd_write"
                (func $fd_write (param i32 i32 i32 i32) (result i32)))
            (memory (export "memory") 1)
            (data (i32.const 0) "\08\00\00\00\07\00\00\00{text} \n")
            (func (export "_start")
                (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32)))
                {spin}))"#
    );
    fs_err::write(path, module).expect("a file in a folder of ours");
}

/// Ends the command however the test ends.
struct Watching(Child);

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_change_runs_the_program_again_also_in_the_midst_of_a_run() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let module = folder.path().join("a.wat");
    write(&module, "first", false);
    let mut command = wasmrun();
    command.args(["exec", "--watch", "a.wat"]).current_dir(folder.path());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut watching = Watching(child.expect("cargo-wasmrun is built"));
    let mut messages = BufReader::new(watching.0.stderr.take().expect("a pipe")).lines();
    let mut lines = BufReader::new(watching.0.stdout.take().expect("a pipe")).lines();
    // A file that was written just before may be told of twice: the program then runs once more.
    let mut prints = |text: &str| {
        let mut printed = lines.by_ref().map(|line| line.expect("a line of text"));
        assert!(printed.any(|line| line.trim_end() == text), "`{text}` was never printed");
    };
    let mut wait_for = |text: &str| {
        let mut found = messages.by_ref().map(|line| line.expect("a line of text"));
        assert!(found.any(|line| line.contains(text)), "`{text}` was never said");
    };
    prints("first");
    wait_for("with status 0");
    write(&module, "secnd", true);
    prints("secnd");
    fs_err::write(&module, "(module (func").expect("a file in a folder of ours");
    wait_for("is not the text of a WebAssembly module");
    wait_for("Waiting");
    write(&module, "third", false);
    prints("third");
    wait_for("with status 0");
}

#[test]
fn standard_input_cannot_be_watched() {
    let module = wat::parse_file(guest("exit.wat")).expect("the guest is well-formed");
    run_with(wasmrun().args(["exec", "--watch", "-"]), &module).expect(2).says("instead of `-`");
}
