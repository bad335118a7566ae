//! Plugins are installed, updated and removed, from a registry in a folder.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::registry::{Registry, write_working_package};
use crate::world::World;

#[test]
fn from_the_registry_and_back() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    registry.publish("tiny", "0.1.0");
    registry.run(&["plugin", "install", "--yes", "tiny"]).expect(0).says("Installed plugin `tiny`");
    assert!(world.path("home/bin/wasmrun-plugin-tiny").is_file());
    let listed = registry.run(&["plugin", "list"]).expect(0).stdout;
    let row = listed.lines().find(|line| line.starts_with("tiny")).expect("it is listed");
    let words: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(words, ["tiny", "0.1.0", "1.0.0", "enabled", "tiny", "crates.io"]);
    let info = registry.run(&["plugin", "info", "tiny"]).expect(0).stdout;
    assert!(info.contains("entry files     Makefile, tiny.txt\n"), "{info}");
    registry.run(&["plugin", "check", "tiny"]).expect(0);

    registry.run(&["plugin", "uninstall", "tiny"]).expect(0);
    for path in ["bin/wasmrun-plugin-tiny", "plugins/tiny"] {
        assert!(!world.path("home").join(path).exists(), "{path}");
    }
    registry.run(&["plugin", "uninstall", "tiny"]).expect(125).says("was not installed");
}

#[test]
fn what_is_in_use_is_not_removed() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    registry.publish("tiny", "0.1.0");
    registry.run(&["plugin", "install", "--yes", "tiny"]).expect(0);
    let lock = fs_err::File::open(world.path("home/locks/tiny.lock")).expect("it was started");
    lock.file().lock_shared().expect("as a session holds it");
    let uninstall = ["plugin", "uninstall", "tiny"];
    registry.run(&uninstall).expect(125).says("plugin `tiny` is in use, and stays");
    assert!(world.path("home/bin/wasmrun-plugin-tiny").is_file());
    drop(lock);
    registry.run(&uninstall).expect(0);
}

#[test]
fn nothing_is_installed_without_a_yes() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    registry.publish("tiny", "0.1.0");
    registry
        .run(&["plugin", "install", "tiny"])
        .expect(125)
        .says("wasmrun-plugin-tiny 0.1.0")
        .says("hint: say yes with `cargo wasmrun plugin install --yes tiny`");
    assert!(!world.path("home/bin").exists());
}

#[test]
fn what_does_not_speak_the_protocol_is_not_installed() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    registry.publish_mute("mute", "0.1.0");
    registry.run(&["plugin", "install", "--yes", "mute"]).expect(125).says("plugin `mute` ended");
    let left = fs_err::read_dir(world.path("home")).expect("a folder");
    let mut left: Vec<_> = left.map(|entry| entry.expect("an entry").file_name()).collect();
    left.sort();
    assert_eq!(left, ["install.lock", "locks"]);
}

#[test]
fn a_name_that_nobody_published_is_cargos_error() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    registry
        .run(&["plugin", "install", "--yes", "nobody"])
        .expect(125)
        .says("error: `cargo generate-lockfile` failed")
        .says("wasmrun-plugin-nobody");
    registry.run(&["plugin", "install", "--yes", "No-Name"]).expect(2).says("no name of a plugin");
}

#[test]
fn an_update_follows_the_source_and_keeps_what_works() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    registry.publish("tiny", "0.1.0");
    registry.run(&["plugin", "install", "--yes", "tiny"]).expect(0);
    registry.run(&["plugin", "update", "tiny"]).expect(0).says("Unchanged plugin `tiny` 0.1.0");
    registry.publish("tiny", "0.2.0");
    registry
        .run(&["plugin", "update", "--all", "--dry-run"])
        .expect(0)
        .says("Would update plugin `tiny` from 0.1.0 to 0.2.0");
    registry
        .run(&["plugin", "update", "--all"])
        .expect(0)
        .says("Updated plugin `tiny` from 0.1.0 to 0.2.0");
    registry.publish_mute("tiny", "0.3.0");
    registry.run(&["plugin", "update", "tiny"]).expect(125);
    let listed = registry.run(&["plugin", "list"]).expect(0).stdout;
    assert!(listed.contains("0.2.0"), "{listed}");
}

#[test]
fn from_a_folder() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    write_working_package(&world.path("source"), "local", "1.2.3");
    let source = world.path("source");
    let source = source.to_str().expect("UTF-8");
    registry.run(&["plugin", "install", "--yes", "local", "--path", source]).expect(0);
    let listed = registry.run(&["--message-format", "json", "plugin", "list"]).expect(0).stdout;
    let plugin: Value = serde_json::from_str(listed.lines().next().expect("a line")).expect("JSON");
    assert_eq!(plugin["version"], "1.2.3");
    assert_eq!(plugin["source"], source);
    write_working_package(&world.path("source"), "local", "1.2.4");
    registry.run(&["plugin", "update", "local"]).expect(0).says("from 1.2.3 to 1.2.4");
}

#[test]
fn a_disabled_plugin_is_listed_and_not_started() {
    let world = World::new(["good"]);
    let registry = Registry::new(&world);
    registry.run(&["plugin", "disable", "good"]).expect(0);
    registry.run(&["compile"]).expect(125).says("no plugin can build");
    let listed = registry.run(&["plugin", "list"]).expect(0).stdout;
    assert!(listed.contains("disabled"), "{listed}");
    registry.run(&["plugin", "enable", "good"]).expect(0);
    registry.run(&["compile"]).expect(0);
    registry.run(&["plugin", "enable", "nobody"]).expect(125).says("there is no plugin `nobody`");
}

#[test]
fn a_broken_configuration_is_never_overwritten() {
    let world = World::new(["good"]);
    let registry = Registry::new(&world);
    let config = world.path("home/config.toml");
    fs_err::write(&config, "[plugins\n").expect("a file");
    registry.run(&["plugin", "disable", "good"]).expect(2).says("line 1");
    assert_eq!(fs_err::read_to_string(config).expect("a file"), "[plugins\n");
}

#[test]
fn the_list_can_be_filtered_and_tells_what_is_broken_or_shadowed() {
    let world = World::new(["good", "exit-before-hello"]);
    let registry = Registry::new(&world);
    fs_err::create_dir_all(world.path("home/bin")).expect("a folder");
    let original = env!("CARGO_BIN_EXE_misbehaving-plugin");
    let second = world.path("home/bin/wasmrun-plugin-good");
    fs_err::os::unix::fs::symlink(original, second).expect("a link");
    let listed = registry.run(&["plugin", "list"]).expect(0).says("is shadowed by");
    assert!(listed.stdout.contains("broken"), "{}", listed.stdout);
    let names = |filter: &[&str]| {
        let listed = registry.run(&[&["plugin", "list"], filter].concat()).expect(0).stdout;
        let rows = listed.lines().skip(1).filter_map(|line| line.split_whitespace().next());
        rows.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(names(&["--language", "misbehaviour"]), ["good"]);
    assert_eq!(names(&["--capability", "live_reload"]), ["good"]);
    assert_eq!(names(&["--capability", "create"]), [""; 0]);
    assert_eq!(names(&["--target", "wasm64"]), [""; 0]);
}

#[test]
fn the_health_of_a_plugin_comes_with_what_mends_it() {
    let world = World::new(["setup", "toolchain-missing", "exit-before-hello"]);
    let registry = Registry::new(&world);
    let check = |name: &str| registry.run(&["plugin", "check", name]);
    let text = check("toolchain-missing").expect(1).stdout;
    assert!(text.starts_with("toolchain-missing: missing dependencies\n"), "{text}");
    let text = check("exit-before-hello").expect(1).stdout;
    assert!(text.contains("load error"), "{text}");
    let text = check("nobody").expect(1).stdout;
    assert!(text.contains("mend it with `cargo wasmrun plugin install nobody`"), "{text}");
    check("setup").expect(0);
}

#[test]
fn from_an_empty_home_the_plugin_that_fits_is_named_and_installed() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    registry.publish("c", "0.9.0");
    fs_err::write(world.path("project/Makefile"), "all:\n").expect("a file");
    registry
        .run(&["compile"])
        .expect(125)
        .says("no plugin can build")
        .says("hint: get it with `cargo wasmrun plugin install c`");
    let ended = registry.run(&["compile", "--yes"]).expect(0).says("Installed plugin `c` 0.9.0");
    assert!(ended.stdout.ends_with("tiny.wasm\n"), "{}", ended.stdout);
    registry.run(&["exec", "."]).expect(0);
}

#[test]
fn from_an_empty_home_the_toolchain_is_set_up_as_well() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    registry.publish("python", "0.9.0");
    fs_err::write(world.path("project/pyproject.toml"), "").expect("a file");
    fs_err::write(world.path("project/tiny.txt"), "").expect("a file");
    let ended = registry.run(&["exec", "--yes", "."]).expect(0);
    ended
        .says("Installed plugin `python` 0.9.0")
        .says("Setting up the toolchain of plugin `python`");
    assert!(world.path("home/plugins/python/tool").is_file());
    registry.run(&["plugin", "uninstall", "python"]).expect(0);
    assert!(!world.path("home/plugins").join("python").exists());
}

#[test]
fn from_an_empty_home_run_serves_what_it_installed_the_plugin_for() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    registry.publish("python", "0.9.0");
    fs_err::write(world.path("project/pyproject.toml"), "").expect("a file");
    fs_err::write(world.path("project/tiny.txt"), "").expect("a file");
    let mut command = registry.command(&["--yes", "--message-format", "json", "run", "."]);
    command.args(["--port", "0"]).stdin(Stdio::null()).stderr(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("cargo-wasmrun is built");
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut said = Vec::new();
    for line in lines.map_while(Result::ok) {
        let serves = line.contains("\"reason\":\"serving\"");
        said.push(line);
        if serves {
            break;
        }
    }
    kill_process(Pid::from_child(&child), Signal::INT).expect("the child runs");
    child.wait().expect("the child is ours");
    world.assert_nothing_runs();
    let said = said.join("\n");
    for text in ["plugin `python` 0.9.0", "the toolchain of plugin `python`"] {
        assert!(said.contains(text), "{said}");
    }
}

#[test]
fn a_plugin_that_cannot_start_does_not_hide_the_one_that_fits() {
    let world = World::new(["exit-before-hello"]);
    let registry = Registry::new(&world);
    fs_err::write(world.path("project/Makefile"), "all:\n").expect("a file");
    registry
        .run(&["compile"])
        .expect(125)
        .says("warning: plugin `exit-before-hello` ended")
        .says("error: no plugin can build")
        .says("hint: get it with `cargo wasmrun plugin install c`");
}

#[test]
fn a_plugin_of_ones_own_on_the_path_takes_the_place_of_the_official_one() {
    let world = World::new(["rust"]);
    let registry = Registry::new(&world);
    registry.run(&["plugin", "list"]).expect(0);
    // Beside the host, where the official ones are.
    let official = world.path("host/wasmrun-plugin-rust");
    fs_err::os::unix::fs::symlink(env!("CARGO_BIN_EXE_misbehaving-plugin"), &official)
        .expect("a link");
    let own = world.path("bin/wasmrun-plugin-rust");
    registry
        .run(&["compile", "-v"])
        .expect(0)
        .says(&format!("it is `{}`, found on `PATH`", own.display()))
        .says(&format!("`{}` is shadowed by `{}`", official.display(), own.display()));
    fs_err::remove_file(own).expect("it was there");
    registry.run(&["compile", "-v"]).expect(0).says("found beside `cargo-wasmrun`");
}
