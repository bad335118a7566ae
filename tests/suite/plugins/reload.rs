//! A plugin whose programs may not be replaced while they run.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process};

use crate::world::World;

/// What `run` says until it serves.
fn until_served(way: &str) -> String {
    let world = World::new([way]);
    let mut command = world.command(&["--message-format", "json", "run"]);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut child = child.expect("cargo-wasmrun is built");
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut said = String::new();
    for line in lines.map_while(Result::ok) {
        said += &line;
        if line.contains("\"reason\":\"serving\"") {
            break;
        }
    }
    kill_process(Pid::from_child(&child), Signal::INT).expect("the child runs");
    child.wait().expect("the child is ours");
    world.assert_nothing_runs();
    said
}

#[test]
fn one_without_live_reload_is_told_once() {
    let said = until_served("no-reload");
    assert_eq!(said.matches("offers no live reload").count(), 1, "{said}");
    let said = until_served("good");
    assert!(!said.contains("offers no live reload"), "{said}");
}
