//! A plugin of the next minor version of the protocol, which says what this version does not know.

use crate::world::World;

fn world() -> World {
    World::new(["from-the-future"])
}

#[test]
fn its_project_is_built_and_its_news_are_ignored() {
    let ended = world().run(&["compile"]).expect(0);
    assert!(ended.stdout.contains("out.wasm\n"), "{}", ended.stdout);
    assert!(!ended.stderr.contains("protocol"), "{}", ended.stderr);
    // A severity of the future is a note.
    ended.says("note: this may be wrong");
}

#[test]
fn a_plan_with_a_mode_of_the_future_is_left_out() {
    world().run(&["exec"]).expect(0);
}

#[test]
fn a_tool_in_a_state_of_the_future_is_broken() {
    let world = world();
    let mut command = world.bare_command(&["plugin", "check", "from-the-future"]);
    let output = command.output().expect("cargo-wasmrun is built");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.starts_with("from-the-future: healthy\n"), "{said}");
    assert!(said.contains("crystal ball: "), "{said}");
}
