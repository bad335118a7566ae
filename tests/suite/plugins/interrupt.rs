//! Ctrl-C during a build: status 130, and no process is left.

use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::world::World;

/// Starts a build that does not end by itself, and waits until the plugin is at it.
fn building(way: &str) -> (World, Child) {
    let world = World::new([way]);
    let mut command = world.command(&["compile"]);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    world.wait_for("project/.wasmrun/release/out.wasm");
    (world, child.expect("cargo-wasmrun is built"))
}

fn send(child: &Child, signal: Signal) {
    kill_process(Pid::from_child(child), signal).expect("the child runs");
}

#[track_caller]
fn interrupted(way: &str, signals: &[Signal]) {
    let (world, mut child) = building(way);
    for signal in signals {
        send(&child, *signal);
    }
    assert_eq!(child.wait().expect("the child is ours").code(), Some(130));
    world.assert_nothing_runs();
}

#[test]
fn a_plugin_that_obeys() {
    interrupted("slow-build", &[Signal::INT]);
}

#[test]
fn a_request_to_terminate() {
    interrupted("slow-build", &[Signal::TERM]);
}

#[test]
fn a_plugin_that_cannot_cancel() {
    interrupted("cannot-cancel", &[Signal::INT]);
}

#[test]
fn a_plugin_that_ignores_cancel() {
    interrupted("ignore-cancel", &[Signal::INT]);
}

#[test]
fn a_plugin_that_ignores_everything() {
    interrupted("ignore-everything", &[Signal::INT]);
}

#[test]
fn a_plugin_that_stays_when_its_input_ends() {
    interrupted("ignore-eof", &[Signal::INT]);
}

#[test]
fn a_second_ctrl_c_waits_for_nobody() {
    let gives_up = "did not give up `build`, and is killed";
    let run = |signals: usize| {
        let world = World::new(["ignore-cancel"]);
        let mut command = world.command(&["compile"]);
        command.env("WASMRUN_LOG", "cargo_wasmrun=debug");
        let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
        let child = child.expect("cargo-wasmrun is built");
        world.wait_for("project/.wasmrun/release/out.wasm");
        send(&child, Signal::INT);
        world.wait_for("project/.wasmrun/release/cancelled");
        (1..signals).for_each(|_| send(&child, Signal::INT));
        let output = child.wait_with_output().expect("the child is ours");
        assert_eq!(output.status.code(), Some(130));
        world.assert_nothing_runs();
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let patient = run(1);
    assert!(patient.contains(gives_up), "{patient}");
    let impatient = run(2);
    assert!(!impatient.contains(gives_up), "{impatient}");
}

#[track_caller]
fn killed(way: &str) {
    let (world, mut child) = building(way);
    send(&child, Signal::KILL);
    assert_eq!(child.wait().expect("the child is ours").signal(), Some(9));
    world.assert_nothing_runs();
}

#[test]
fn a_host_that_is_killed_takes_its_plugin_along() {
    killed("slow-build");
}

#[test]
fn a_host_that_is_killed_takes_even_a_plugin_along_that_ignores_everything() {
    killed("ignore-everything");
}
