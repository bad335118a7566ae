//! An installation that is interrupted leaves what was there before, and nothing else.

use std::process::{Child, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::install_sources::write_program;
use crate::registry::Registry;
use crate::world::World;

/// Starts an installation, and waits until it is at it.
fn installing(world: &World, registry: &Registry<'_>) -> Child {
    registry.publish("tiny", "0.1.0");
    let script = format!("touch '{}'\nexec sleep 600", world.path("begun").display());
    write_program(world, "cargo-binstall", &script);
    let mut command = registry.command(&["plugin", "install", "--yes", "tiny"]);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let child = child.expect("cargo-wasmrun is built");
    world.wait_for("begun");
    child
}

/// The names in the home folder, without the lock.
fn home(world: &World) -> Vec<String> {
    let entries = fs_err::read_dir(world.path("home")).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name().into_string());
    let names = names.map(|name| name.expect("UTF-8"));
    let mut names: Vec<String> = names.filter(|name| name != "install.lock").collect();
    names.sort();
    names
}

#[test]
fn by_the_user() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    let mut child = installing(&world, &registry);
    kill_process(Pid::from_child(&child), Signal::INT).expect("the child runs");
    assert_eq!(child.wait().expect("the child is ours").code(), Some(130));
    world.assert_nothing_runs();
    assert_eq!(home(&world), [""; 0]);
}

#[test]
fn by_a_kill_which_the_next_one_cleans_up_after() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    let mut child = installing(&world, &registry);
    child.kill().expect("the child runs");
    child.wait().expect("the child is ours");
    world.assert_nothing_runs();
    assert_eq!(home(&world).len(), 1, "the folder aside");
    fs_err::remove_file(world.path("bin/cargo-binstall")).expect("it was there");
    registry.run(&["plugin", "install", "--yes", "tiny"]).expect(0);
    assert_eq!(home(&world), ["bin", "locks", "plugins"]);
}

#[test]
fn two_at_once_wait_for_each_other() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    let mut first = installing(&world, &registry);
    let mut second = registry.command(&["plugin", "install", "--yes", "tiny"]);
    second.stdout(Stdio::null()).stderr(std::fs::File::create(world.path("said")).expect("a file"));
    let mut second = second.spawn().expect("cargo-wasmrun is built");
    world.wait_until("the second one waits", || {
        let said = fs_err::read_to_string(world.path("said"));
        said.is_ok_and(|said| said.contains("Waiting for another installation to end"))
    });
    fs_err::remove_file(world.path("bin/cargo-binstall")).expect("it was there");
    kill_process(Pid::from_child(&first), Signal::INT).expect("the child runs");
    first.wait().expect("the child is ours");
    assert!(second.wait().expect("the child is ours").success());
    world.assert_nothing_runs();
}
