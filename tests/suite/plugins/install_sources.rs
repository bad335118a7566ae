//! Where plugins come from: a registry, a tool that has them built, a repository.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use integration::Ended;

use crate::registry::{Registry, write_working_package};
use crate::world::World;

/// Runs a command to its end.
pub(crate) fn run(mut command: Command) -> Ended {
    command.output().expect("the program is there").into()
}

/// Writes a program into the world's `bin`.
pub(crate) fn write_program(world: &World, name: &str, script: &str) -> PathBuf {
    let program = world.path("bin").join(name);
    fs_err::write(&program, format!("#!/bin/sh\n{script}\n")).expect("a file");
    let executable = std::fs::Permissions::from_mode(0o755);
    fs_err::set_permissions(&program, executable).expect("the permissions are ours");
    program
}

#[test]
fn a_plugin_that_is_not_what_its_package_says_is_not_installed() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    registry.publish_claiming("tiny", "0.1.0", "['compile_wasm']");
    registry
        .run(&["plugin", "install", "--yes", "tiny"])
        .expect(125)
        .says("has the capabilities `compile_wasm`, `persistent`")
        .says("but its package says `compile_wasm`");
    assert!(!world.path("home/bin").exists());
}

#[test]
fn what_is_built_already_is_taken_where_there_is_a_tool_for_it() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    registry.publish("tiny", "0.1.0");
    let built = env!("CARGO_BIN_EXE_misbehaving-plugin");
    let script = format!(
        "echo \"$@\" >'{}'\nmkdir -p \"$4/bin\"\ncp {built} \"$4/bin/wasmrun-plugin-tiny-0.1.0\"\n\
         ln -s wasmrun-plugin-tiny-0.1.0 \"$4/bin/wasmrun-plugin-tiny\"",
        world.path("said").display()
    );
    write_program(&world, "cargo-binstall", &script);
    registry.run(&["plugin", "install", "--yes", "tiny"]).expect(0).says("Installed plugin `tiny`");
    let said = fs_err::read_to_string(world.path("said")).expect("it was asked");
    assert!(said.starts_with("binstall --no-confirm --root "), "{said}");
    assert!(said.ends_with(" wasmrun-plugin-tiny@=0.1.0\n"), "{said}");
    let executable = world.path("home/bin/wasmrun-plugin-tiny");
    assert_eq!(fs_err::read(&executable).expect("a file"), fs_err::read(built).expect("a file"));
    assert!(!executable.is_symlink());
}

#[test]
fn a_tool_that_fails_leaves_the_work_to_cargo() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    registry.publish("tiny", "0.1.0");
    write_program(&world, "cargo-binstall", "echo no such thing >&2; exit 1");
    registry
        .run(&["plugin", "install", "--yes", "tiny"])
        .expect(0)
        .says(
            "warning: `cargo binstall` failed, so `wasmrun-plugin-tiny` is built from its sources",
        )
        .says("Installed plugin `tiny` 0.1.0");
}

/// Runs git in `folder`, as nobody in particular.
fn git(folder: &Path, arguments: &[&str]) -> String {
    #[expect(clippy::disallowed_methods, reason = "a repository is made as a person makes one")]
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.name=nobody", "-c", "user.email=n@example.org"]);
    command.args(arguments).env("GIT_CONFIG_GLOBAL", "/dev/null");
    run(command).expect(0).stdout.trim().to_owned()
}

fn commit(folder: &Path, version: &str) -> String {
    write_working_package(folder, "tiny", version);
    git(folder, &["add", "."]);
    git(folder, &["commit", "--quiet", "--message", version]);
    git(folder, &["rev-parse", "HEAD"])
}

#[test]
fn from_a_repository() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    let repository = world.path("repository");
    fs_err::create_dir(&repository).expect("a folder");
    git(&repository, &["init", "--quiet", "--initial-branch", "main"]);
    let first = commit(&repository, "0.1.0");
    git(&repository, &["tag", "v0.1.0"]);
    commit(&repository, "0.2.0");
    git(&repository, &["branch", "old", &first]);
    let url = format!("file://{}", repository.display());
    let install = |more: &[&str]| {
        let arguments = [&["plugin", "install", "--yes", "tiny", "--git", &url], more].concat();
        registry.run(&arguments).expect(0)
    };
    for (more, version) in [
        (&["--tag", "v0.1.0"][..], "0.1.0"),
        (&[], "0.2.0"),
        (&["--rev", &first], "0.1.0"),
        (&["--branch", "old"], "0.1.0"),
    ] {
        install(more).says(&format!("Installed plugin `tiny` {version}"));
    }
    registry.run(&["plugin", "update", "tiny"]).expect(0).says("Unchanged plugin `tiny` 0.1.0");
    // The branch goes on, without a new version.
    git(&repository, &["checkout", "--quiet", "old"]);
    fs_err::write(repository.join("README.md"), "new").expect("a file");
    git(&repository, &["add", "."]);
    git(&repository, &["commit", "--quiet", "--message", "more"]);
    registry
        .run(&["plugin", "update", "--all", "--dry-run"])
        .expect(0)
        .says("Would update plugin `tiny` from 0.1.0 to 0.1.0");
    registry.run(&["plugin", "update", "--all"]).expect(0).says("Updated plugin `tiny`");
    registry.run(&["plugin", "update", "--all"]).expect(0).says("Unchanged plugin `tiny`");
    let info = registry.run(&["plugin", "info", "tiny"]).expect(0).stdout;
    assert!(info.contains(&url), "{info}");
}

#[test]
fn what_the_user_configured_survives_an_update() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    registry.publish("tiny", "0.1.0");
    registry.run(&["plugin", "install", "--yes", "tiny"]).expect(0);
    let files = [
        ("home/plugins/tiny/wasmrun.toml", "level = 7\n"),
        ("home/config.toml", "# mine\n[plugins.tiny]\npriority = 3\n"),
    ];
    for (file, text) in files {
        fs_err::write(world.path(file), text).expect("a file");
    }
    registry.publish("tiny", "0.2.0");
    registry.run(&["plugin", "update", "tiny"]).expect(0).says("to 0.2.0");
    registry.run(&["plugin", "uninstall", "tiny"]).expect(0);
    for (file, text) in files {
        assert_eq!(fs_err::read_to_string(world.path(file)).expect("it is there"), text);
    }
}
