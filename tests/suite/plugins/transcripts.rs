//! The conversations in `protocol-spec/transcripts`: host and plugins still say what they said.
//!
//! After a change of either, `SNAPSHOTS=overwrite cargo test -p integration --test plugins` writes
//! them anew.

use std::path::{Path, PathBuf};
use std::process::Command;

use integration::{Ended, workspace};
use serde_json::Value;
use snapbox::Data;

use crate::examples::{example, host, program};
use crate::world::World;

/// What stands for the folder of the test in a transcript.
const HOME: &str = "/home/me";

/// A world with the plugin `name`, which is in `file`.
fn world(name: &str, file: &Path) -> World {
    let world = World::new([]);
    let place = world.path("bin").join(format!("wasmrun-plugin-{name}"));
    fs_err::os::unix::fs::symlink(file, place).expect("a link");
    fs_err::remove_dir_all(world.path("project")).expect("the folder was there");
    world
}

/// `cargo-wasmrun ARGUMENTS` with the world's plugin and the machine's interpreters.
fn command(world: &World, arguments: &[&str]) -> Command {
    let mut command = host(world);
    let machine = command.get_envs().find(|(name, _)| *name == "PATH").and_then(|(_, path)| path);
    let folders = std::env::split_paths(machine.unwrap_or_default());
    let folders = std::iter::once(world.path("bin")).chain(folders);
    let path = std::env::join_paths(folders).expect("a path of paths");
    command.env("PATH", path).args(arguments);
    command
}

/// Copies the files of an example's project into the world's.
fn bring(world: &World, project: &str) {
    fs_err::create_dir(world.path("project")).expect("a folder");
    for file in fs_err::read_dir(example(project)).expect("the example has a project") {
        let file = file.expect("a file").path();
        let name = file.file_name().expect("a file has a name");
        fs_err::copy(&file, world.path("project").join(name)).expect("a copy");
    }
}

/// Runs a command on the world's project and compares what was said with the transcript `name`;
/// then the plugin is asked the same again about the project as it was.
fn check(world: &World, name: &str, plugin: &str, arguments: &[&str], status: i32) {
    let before = tempfile::tempdir().expect("a folder");
    let project = world.path("project");
    if project.exists() {
        copy(&project, &before.path().join("project"));
    }
    let trace = world.path("trace.jsonl");
    let mut host = command(world, arguments);
    host.arg(&project).arg("--trace-protocol").arg(&trace);
    let ended: Ended = host.output().expect("cargo-wasmrun is built").into();
    ended.expect(status);
    let trace = fs_err::read_to_string(&trace).expect("a trace");
    let said = normalised(&trace, plugin, &world.path(""));
    let file = transcript(name);
    snapbox::assert_data_eq!(said, Data::read_from(&file, None).raw());

    let mut kit = command(world, &["plugin", "test", plugin, "--replay"]);
    kit.arg(&file);
    if before.path().join("project").exists() {
        kit.arg("--project").arg(before.path().join("project"));
    }
    let ended: Ended = kit.output().expect("cargo-wasmrun is built").into();
    ended.expect(0).says("the plugin answers as it did");
}

fn transcript(name: &str) -> PathBuf {
    workspace().join("protocol-spec/transcripts").join(format!("{name}.jsonl"))
}

fn copy(from: &Path, to: &Path) {
    fs_err::create_dir_all(to).expect("a folder");
    for entry in fs_err::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs_err::copy(path, target).expect("a copy");
        }
    }
}

/// A trace without other plugins, and what belongs to this machine and this version of the host.
fn normalised(trace: &str, plugin: &str, root: &Path) -> String {
    let root = root.to_str().expect("UTF-8").trim_end_matches('/');
    let lines = trace.replace(root, HOME);
    let entries = lines.lines().map(|line| serde_json::from_str(line).expect("a line is JSON"));
    let lines = entries.filter(|entry: &Value| entry["plugin"] == plugin).map(|mut entry| {
        entry["session"] = 1.into();
        if let Some(host) = entry.pointer_mut("/message/params/host/version") {
            *host = "0.1.0".into();
        }
        // Whether maps keep their order depends on what else is built at the same time.
        entry.sort_all_objects();
        format!("{entry}\n")
    });
    lines.collect()
}

#[test]
fn a_build() {
    let world = world("message", &example("sh/wasmrun-plugin-message"));
    bring(&world, "sh/project");
    check(&world, "build", "message", &["compile"], 0);
}

#[test]
fn a_build_that_fails() {
    if program("the plugin in Python", "python3").is_none() {
        return;
    }
    let world = world("brainfuck", &example("python/wasmrun-plugin-brainfuck"));
    bring(&world, "python/project");
    fs_err::write(world.path("project/hello.bf"), "++[>+<-\n]]\n").expect("a file");
    check(&world, "failed-build", "brainfuck", &["compile"], 1);
}

#[test]
fn a_new_project() {
    if program("the plugin in JavaScript", "node").is_none() {
        return;
    }
    let world = world("poster", &example("javascript/wasmrun-plugin-poster"));
    check(&world, "create", "poster", &["init", "--plugin", "poster"], 0);
}

#[test]
fn a_cleaning() {
    if program("the plugin in JavaScript", "node").is_none() {
        return;
    }
    let world = world("poster", &example("javascript/wasmrun-plugin-poster"));
    bring(&world, "javascript/project");
    let mut compile = command(&world, &["compile"]);
    compile.arg(world.path("project"));
    let compiled: Ended = compile.output().expect("cargo-wasmrun is built").into();
    compiled.expect(0);
    check(&world, "clean", "poster", &["clean", "--plugin", "poster"], 0);
}

#[test]
fn a_setup() {
    let world = world("setup", Path::new(env!("CARGO_BIN_EXE_misbehaving-plugin")));
    fs_err::create_dir(world.path("project")).expect("a folder");
    fs_err::write(world.path("project/misbehave.txt"), "please\n").expect("a file");
    check(&world, "setup", "setup", &["compile", "--yes", "--plugin", "setup"], 0);
}
