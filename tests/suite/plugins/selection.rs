//! Which plugin gets the project.

use crate::world::World;

#[test]
fn the_only_one_that_fits() {
    let world = World::new(["good"]);
    let path = world.path("bin/wasmrun-plugin-good");
    world
        .run(&["compile", "-v"])
        .expect(0)
        .says("plugin `good` was chosen: confidence 60")
        .says(&format!("it is `{}`, found on `PATH`", path.display()));
}

#[test]
fn one_that_refuses_to_look_is_the_reason_if_no_other_fits() {
    let reason = "`[plugins.refuse-detect]`: `program` is no number";
    let ended = World::new(["refuse-detect"]).run(&["compile"]).expect(125);
    let ended = ended.says(&format!("error: plugin `refuse-detect`: {reason}"));
    assert!(!ended.stderr.contains("no plugin"), "{}", ended.stderr);
    World::new(["good", "refuse-detect"])
        .run(&["compile"])
        .expect(0)
        .says(&format!("warning: {reason}"));
}

#[test]
fn a_folder_without_a_project_is_told_what_would_be_one() {
    let world = World::new(["good"]);
    fs_err::remove_file(world.path("project/misbehave.txt")).expect("it was there");
    world
        .run(&["compile"])
        .expect(125)
        .says("no plugin can build")
        .says("hint: plugin `good` builds folders with one of `misbehave.txt`");
}

#[test]
fn two_that_fit_equally_are_both_named() {
    World::new(["one", "two"])
        .run(&["compile"])
        .expect(125)
        .says("several plugins can build")
        .says("hint: choose with `--plugin one`")
        .says("hint: choose with `--plugin two`");
}

#[test]
fn the_user_chooses_by_name_by_priority_or_by_disabling() {
    let world = World::new(["one", "two"]);
    world.run(&["compile", "--plugin", "two"]).expect(0).says("plugin `two`");
    let config = world.path("home/config.toml");
    fs_err::write(&config, "[plugins.one]\npriority = 1\n").expect("a file");
    world.run(&["compile"]).expect(0).says("plugin `one`");
    fs_err::write(&config, "[plugins.one]\nenabled = false\n").expect("a file");
    world.run(&["compile"]).expect(0).says("plugin `two`");
}

#[test]
fn the_project_may_name_its_plugin() {
    let world = World::new(["one", "two"]);
    let config = world.path("project/wasmrun.toml");
    fs_err::write(&config, "[build]\nplugin = 'two'\n").expect("a file");
    world.run(&["compile"]).expect(0).says("plugin `two`");
    world.run(&["compile", "--plugin", "one"]).expect(0).says("plugin `one`");
}

#[test]
fn a_project_cannot_name_a_command() {
    let world = World::new(["good"]);
    let config = world.path("project/wasmrun.toml");
    fs_err::write(&config, "[build]\ncommand = ['sh']\n").expect("a file");
    world.run(&["compile"]).expect(2).says("unknown key `build.command`");
}

#[test]
fn a_language_nobody_builds() {
    World::new(["good"])
        .run(&["compile", "--language", "cobol"])
        .expect(125)
        .says("no plugin builds the language `cobol`")
        .says("`misbehaviour`");
}

#[test]
fn a_target_goes_to_the_plugin_that_has_it() {
    World::new(["good", "targets"])
        .run(&["compile", "--target", "wasm32-tests"])
        .expect(0)
        .says("plugin `targets`");
}

#[test]
fn a_target_that_no_plugin_has_is_told_with_those_that_there_are() {
    World::new(["good", "targets"])
        .run(&["compile", "--plugin", "good", "--target", "wasm32-test"])
        .expect(2)
        .says("error: no plugin has the target `wasm32-test`")
        .says("hint: did you mean `--target wasm32-tests`?")
        .says("hint: targets of plugin `targets`: `wasm32-tests`");
}

#[test]
fn a_target_that_only_another_plugin_has() {
    World::new(["good", "targets"])
        .run(&["compile", "--plugin", "good", "--target", "wasm32-tests"])
        .expect(2)
        .says("error: plugin `good` has no target `wasm32-tests`")
        .says("hint: `--plugin targets` has it");
}

#[test]
fn a_web_build_goes_to_a_plugin_that_makes_pages() {
    World::new(["good", "pages"])
        .run(&["compile", "--format", "web"])
        .expect(0)
        .says("plugin `pages`");
}

#[test]
fn one_that_is_disabled_is_told_how_to_enable() {
    let world = World::new(["good"]);
    let config = world.path("home/config.toml");
    fs_err::write(&config, "[plugins.good]\nenabled = false\n").expect("a file");
    world
        .run(&["compile", "--plugin", "good"])
        .expect(125)
        .says("error: plugin `good` is disabled")
        .says("hint: let it be started with `cargo wasmrun plugin enable good`");
}

#[test]
fn one_that_cannot_start_is_not_the_reason_if_others_do_not_fit_either() {
    let world = World::new(["exit-before-hello", "good"]);
    fs_err::remove_file(world.path("project/misbehave.txt")).expect("it was there");
    world
        .run(&["compile"])
        .expect(125)
        .says("warning: plugin `exit-before-hello` ended")
        .says("error: no plugin can build");
}

#[test]
fn a_program_of_a_plugin_that_makes_no_pages_gets_one_of_ours() {
    let world = World::new(["good"]);
    world.run(&["compile", "--format", "web"]).expect(0).says("any static host");
    for file in ["index.html", "program.wasm", "wasi.js"] {
        assert!(world.path("project/.wasmrun/web").join(file).is_file(), "{file}");
    }
}

#[test]
fn a_level_of_optimization_that_the_plugin_does_not_know_is_a_warning() {
    World::new(["good"])
        .run(&["compile", "--optimization", "size"])
        .expect(0)
        .says("warning: plugin `good` does not know levels of optimization");
}

#[test]
fn a_folder_that_everybody_can_write_to_has_no_plugins() {
    use std::os::unix::fs::PermissionsExt as _;

    let world = World::new(["good"]);
    let everybody = std::fs::Permissions::from_mode(0o777);
    fs_err::set_permissions(world.path("bin"), everybody).expect("the permissions are ours");
    world
        .run(&["compile", "-v"])
        .expect(125)
        .says("no plugin can build")
        .says("wasmrun-plugin-good` is in a folder that can be changed by everybody");
}

#[test]
fn secrets_in_the_environment_stay_with_the_host() {
    let world = World::new(["good"]);
    let plugin = world.path("bin/wasmrun-plugin-spy");
    let seen = world.path("seen");
    let script = format!("#!/bin/sh\nenv > '{}'\n", seen.display());
    fs_err::write(&plugin, script).expect("a file");
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs_err::set_permissions(&plugin, executable).expect("the permissions are ours");
    let mut command = world.command(&["compile", "--plugin", "spy"]);
    command.env("MY_TOKEN", "secret").env("HARMLESS", "plain");
    command.output().expect("cargo-wasmrun is built");
    let seen = fs_err::read_to_string(seen).expect("the plugin wrote what it saw");
    assert!(seen.contains("HARMLESS=plain") && seen.contains("WASMRUN="), "{seen}");
    assert!(!seen.contains("secret"), "{seen}");
}
