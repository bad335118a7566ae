//! A plugin that misses a tool and offers to bring it.

use integration::Ended;

use crate::world::World;

#[test]
fn yes_on_the_command_line_brings_the_tool_and_builds() {
    let world = World::new(["setup"]);
    let config = world.path("project/wasmrun.toml");
    fs_err::write(config, "[plugins.setup]\nflavour = 'plain'\n").expect("a file");
    let ended = world.run(&["compile", "--yes"]).expect(0);
    assert!(ended.stdout.ends_with("out.wasm\n"), "{}", ended.stdout);
    ended.says("Setting up the toolchain of plugin `setup`");
    let asked = fs_err::read_to_string(world.path("project/tool.json")).expect("the tool");
    let asked: serde_json::Value = serde_json::from_str(&asked).expect("JSON");
    assert_eq!(asked["tools"], serde_json::json!(["nowhere"]));
    assert_eq!(asked["settings"], serde_json::json!({ "flavour": "plain" }));
}

#[test]
fn setup_and_check_heed_the_project_where_the_user_is() {
    let world = World::new(["setup"]);
    let config = world.path("project/wasmrun.toml");
    fs_err::write(&config, "[plugins.setup]\nflavour = 'plain'\n").expect("a file");
    let run = |command: &str| {
        let mut command = world.bare_command(&["plugin", command, "setup"]);
        let output = command.current_dir(world.path("project")).output();
        Ended::from(output.expect("cargo-wasmrun is built"))
    };
    run("setup").expect(0).says("plugin `setup` has all that it needs");
    let asked = fs_err::read_to_string(world.path("project/tool.json")).expect("the tool");
    let asked: serde_json::Value = serde_json::from_str(&asked).expect("JSON");
    assert_eq!(asked["settings"], serde_json::json!({ "flavour": "plain" }));
    fs_err::write(&config, "[plugins.setup\n").expect("a file");
    run("check").expect(2).says("wasmrun.toml");
}

#[test]
fn without_a_yes_nothing_is_brought_and_a_hint_says_how() {
    let world = World::new(["setup"]);
    world
        .run(&["compile"])
        .expect(125)
        .says("error: plugin `setup`: `nowhere` was not found")
        .says(&format!(
            "hint: let the plugin bring it with `cargo wasmrun compile --yes '{}'`",
            world.path("project").display()
        ));
    assert!(!world.path("project/tool.json").exists());
}

#[test]
fn a_tool_that_setup_does_not_bring_is_not_offered() {
    let ended = World::new(["toolchain-missing"]).run(&["compile", "--yes"]).expect(125);
    assert!(!ended.stderr.contains("--yes"), "{}", ended.stderr);
    assert!(!ended.stderr.contains("Setting up"), "{}", ended.stderr);
}

#[test]
fn a_setup_that_fails_says_why() {
    let ended = World::new(["setup-fails"]).run(&["compile", "--yes"]).expect(125);
    ended.says("error: plugin `setup-fails`: nowhere could not be reached");
}

#[test]
fn a_setup_in_vain_says_what_is_missing_and_does_not_propose_itself_again() {
    let ended = World::new(["setup-in-vain"])
        .run(&["compile", "--yes"])
        .expect(125)
        .says("still missing")
        .says("`nowhere` is missing: it is nowhere");
    assert!(!ended.stderr.contains("--yes"), "{}", ended.stderr);
}
