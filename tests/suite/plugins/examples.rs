//! The plugins in `examples/plugins`, which use no SDK, and the official ones pass the kit.

use std::path::{Path, PathBuf};
use std::process::Command;

use integration::{Ended, Missing, require, workspace};

use crate::world::World;

pub(crate) fn example(path: &str) -> PathBuf {
    workspace().join("examples/plugins").join(path)
}

/// The program `name`, which `test` needs.
pub(crate) fn program(test: &str, name: &str) -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "a test looks for what the machine has")]
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(name));
    let found = found.into_iter().find(|program| program.is_file());
    let missing = Missing { what: format!("`{name}`"), bring: format!("apt-get install {name}") };
    require(test, found.ok_or(missing))
}

/// The plugin passes the kit with this project; `at_least` requirements were really looked at.
#[track_caller]
fn passes(mut test: Command, plugin: &Path, project: &Path, at_least: usize) {
    let test = test.args(["plugin", "test"]).arg(plugin).arg("--project").arg(project);
    let ended: Ended = test.output().expect("cargo-wasmrun is built").into();
    let ended = ended.expect(0);
    let passed = ended.stdout.matches("  passed  ").count();
    assert!(passed >= at_least, "{passed} passed:\n{}", ended.stdout);
}

/// `cargo-wasmrun` with the machine's own PATH, so that an interpreter is found.
pub(crate) fn host(world: &World) -> Command {
    let mut command = world.bare_command(&[]);
    #[expect(clippy::disallowed_methods, reason = "the interpreters of the machine are needed")]
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command
}

#[test]
fn python() {
    if program("the plugin in Python", "python3").is_some() {
        let (plugin, project) = ("python/wasmrun-plugin-brainfuck", "python/project");
        passes(host(&World::new([])), &example(plugin), &example(project), 32);
    }
}

#[test]
fn javascript() {
    if program("the plugin in JavaScript", "node").is_some() {
        let (plugin, project) = ("javascript/wasmrun-plugin-poster", "javascript/project");
        passes(host(&World::new([])), &example(plugin), &example(project), 34);
    }
}

#[test]
fn posix_shell() {
    let (plugin, project) = ("sh/wasmrun-plugin-message", "sh/project");
    passes(host(&World::new([])), &example(plugin), &example(project), 32);
}

#[test]
fn go() {
    let Some(go) = program("the plugin in Go", "go") else { return };
    let world = World::new([]);
    let plugin = world.path("bin/wasmrun-plugin-formula");
    #[expect(clippy::disallowed_methods, reason = "a test builds the example as a person would")]
    let mut build = Command::new(go);
    build.args(["build", "-o"]).arg(&plugin).arg(".").current_dir(example("go"));
    let built: Ended = build.output().expect("go was found").into();
    built.expect(0);
    passes(host(&world), &plugin, &example("go/project"), 31);
}

#[test]
fn the_official_plugin_for_c() {
    let executable = env!("CARGO_BIN_EXE_cargo-wasmrun-tested");
    let plugin = integration::plugin(executable, "c");
    let project = workspace().join("examples/cpp-sudoku");
    passes(integration::cargo_wasmrun(executable), &plugin, &project, 33);
}
