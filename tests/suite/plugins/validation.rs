//! What plugins say without a build: `verify` of a project, and what to watch.

use crate::world::World;

#[test]
fn a_project_without_faults() {
    let ended = World::new(["validates"]).run(&["verify"]).expect(0);
    assert!(ended.stdout.ends_with("project: found valid by plugin `validates`\n"));
}

#[test]
fn a_project_with_a_fault() {
    let world = World::new(["validates"]);
    fs_err::write(world.path("project/misbehave.txt"), "\x01").expect("a file");
    let ended = world.run(&["verify"]).expect(1);
    assert!(ended.stdout.ends_with("found faulty by plugin `validates`\n"));
    ended.says("error: this does not build");
    assert!(!world.path("project/.wasmrun").exists(), "nothing was built");
    let ended = world.run(&["--message-format", "json", "verify"]).expect(1);
    assert!(ended.stdout.contains(r#""reason":"verified""#), "{}", ended.stdout);
    assert!(ended.stdout.contains(r#""valid":false"#), "{}", ended.stdout);
}

#[test]
fn a_plugin_that_finds_faults_only_by_building() {
    World::new(["good"])
        .run(&["verify"])
        .expect(2)
        .says("error: plugin `good` does not look for faults without a build")
        .says("hint: build it with `cargo wasmrun compile`");
}

#[test]
fn a_plugin_whose_builds_do_not_say_what_to_watch_is_asked() {
    let methods = |way: &str| {
        let world = World::new([way]);
        let trace = world.path("trace.jsonl");
        let mut command = world.command(&["compile", "--plugin", way]);
        command.arg("--trace-protocol").arg(&trace).output().expect("cargo-wasmrun is built");
        fs_err::read_to_string(trace).expect("a trace").matches(r#""method":"inputs""#).count()
    };
    assert_eq!(methods("inputs"), 1);
    assert_eq!(methods("good"), 0);
}
