//! Ctrl-C: the right status, and nothing left behind.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use integration::Ended;
use rustix::process::{Pid, Signal, kill_process};

use crate::{guest, wasmrun};

#[test]
fn an_endless_guest_is_stopped() {
    let mut command = wasmrun();
    command.arg("exec").arg(guest("endless.wat")).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("cargo-wasmrun is built");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("a pipe"))
        .read_line(&mut line)
        .expect("the guest speaks");
    assert_eq!(line, "ready\n");
    let pid = Pid::from_child(&child);
    kill_process(pid, Signal::INT).expect("the child runs");
    assert_eq!(child.wait().expect("the child is ours").code(), Some(130));
}

#[test]
fn what_was_profiled_until_then_is_kept() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let profile = folder.path().join("a.folded");
    let mut command = wasmrun();
    command.args(["exec", "--profile"]).arg(&profile).arg(guest("endless.wat"));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("cargo-wasmrun is built");
    let mut line = String::new();
    let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
    stdout.read_line(&mut line).expect("the guest speaks");
    kill_process(Pid::from_child(&child), Signal::INT).expect("the child runs");
    let ended = Ended::from(child.wait_with_output().expect("the child is ours"));
    let ended = ended.expect(130).says("Profiled");
    assert!(!ended.stderr.contains("error"), "{}", ended.stderr);
    assert!(profile.exists());
}
