//! Every way to misbehave, with what the user is told.

use crate::world::World;

/// A way that the host refuses: status 125, and each of `texts` in the message.
#[track_caller]
fn refused(way: &str, texts: &[&str]) {
    let mut ended = World::new([way]).run(&["compile", "--plugin", way]).expect(125);
    for text in [&format!("error: plugin `{way}` "), "hint: "].iter().chain(texts) {
        ended = ended.says(text);
    }
}

/// A way that the host tolerates.
#[track_caller]
fn tolerated(way: &str) {
    let ended = World::new([way]).run(&["compile", "--plugin", way]).expect(0);
    assert!(ended.stdout.ends_with("out.wasm\n"), "{}", ended.stdout);
}

macro_rules! refused {
    ($($name:ident: $way:literal says $($text:literal),+;)+) => {
        $(
            #[test]
            fn $name() {
                refused($way, &[$($text),+]);
            }
        )+
    };
}

macro_rules! tolerated {
    ($($name:ident: $way:literal;)+) => {
        $(
            #[test]
            fn $name() {
                tolerated($way);
            }
        )+
    };
}

refused! {
    exit_before_hello: "exit-before-hello" says "exit status: 3", "enough before I began";
    hang_at_hello: "hang-at-hello" says "did not answer `initialize` within 10 s";
    garbage_at_hello: "garbage-at-hello" says "during `initialize`", "not JSON", "oh dear";
    refuse_versions: "refuse-versions" says "99.0.0", "cargo install cargo-wasmrun";
    foreign_version: "foreign-version" says "99.0.0", "cargo install cargo-wasmrun";
    wrong_name: "wrong-name" says "`somebody-else`";
    close_output: "close-output" says "during `initialize`";
    garbage: "garbage" says "during `build`", "not JSON";
    not_a_message: "not-a-message" says "not a JSON-RPC 2.0 message", "hello";
    invalid_utf8: "invalid-utf8" says "not UTF-8", "oops";
    nul_bytes: "nul-bytes" says "not JSON";
    long_line: "long-line" says "a line of more than 4 MiB";
    endless_line: "endless-line" says "a line of more than 4 MiB";
    deep_json: "deep-json" says "not JSON";
    half_answer: "half-answer" says "ended (exit status: 0) during `build`";
    wrong_id: "wrong-id" says "which was never made";
    wrong_result: "wrong-result" says "broke the plugin protocol during `build`", "expected a string";
    crash: "crash" says "exit status: 101", "something inside gave way";
    exit_without_answer: "exit-without-answer" says "ended (exit status: 0) during `build`";
    artifact_outside: "artifact-outside" says "`/etc/passwd`", "--allow-dir /etc";
    artifact_behind_a_link: "artifact-link" says "`/etc/passwd`", "--allow-dir /etc";
    artifact_missing: "artifact-missing" says "not-there.wasm";
    preopen_outside: "preopen-outside" says "`/etc`", "--allow-dir /etc";
}

tolerated! {
    banner: "banner";
    stray_output: "stray-output";
    not_persistent: "not-persistent";
    leave_grandchild: "leave-grandchild";
    flood_notes: "flood-notes";
    flood_stderr: "flood-stderr";
    from_the_future: "from-the-future";
    good_manners: "good-manners";
}

#[test]
fn a_folder_that_the_user_allows_may_be_opened() {
    let world = World::new(["preopen-outside"]);
    world.run(&["exec", "--allow-dir", "/etc"]).expect(0);
    world.run(&["exec"]).expect(125).says("allow it with `--allow-dir /etc`");
}

#[test]
fn a_second_answer_is_noticed_after_the_last_request() {
    World::new(["two-answers"])
        .run(&["compile"])
        .expect(0)
        .says("warning: plugin `two-answers` broke the plugin protocol at its end")
        .says("a second answer to request");
}

#[test]
fn a_missing_toolchain_is_a_hint() {
    World::new(["toolchain-missing"])
        .run(&["compile"])
        .expect(125)
        .says("error: plugin `toolchain-missing`: `nowhere` was not found")
        .says("`nowhere` is missing: it is nowhere")
        .says("hint: apt install nowhere");
}

#[test]
fn a_failed_build_shows_the_diagnostic() {
    World::new(["failed-build"])
        .run(&["compile"])
        .expect(1)
        .says("error: this does not build")
        .says("misbehave.txt:1:1")
        .says("does not compile");
}

#[test]
fn a_flood_of_diagnostics_is_cut() {
    let ended = World::new(["flood-diagnostics"]).run(&["compile"]).expect(0);
    assert_eq!(ended.stderr.matches("warning: no. ").count(), 1000);
    ended.says("19000 more diagnostics are not shown");
}

#[test]
fn a_plugin_that_crashes_when_asked_stops_nobody_else() {
    let ended = World::new(["crash-at-detect", "good"]).run(&["compile", "-v"]).expect(0);
    ended.says("`crash-at-detect` ended (exit status: 101) during `detect`").says("`good`");
}

#[test]
fn a_plugin_that_hangs_when_asked_stops_nobody_else() {
    let ended = World::new(["hang-at-detect", "good"]).run(&["compile"]).expect(0);
    ended.says("`hang-at-detect` did not answer `detect` within 5 s");
}

#[test]
fn what_was_built_runs() {
    let ended = World::new(["good"]).run(&["exec"]).expect(0);
    assert_eq!(ended.stdout, "");
}

#[test]
fn outputs_are_hidden_from_git() {
    let world = World::new(["good"]);
    world.run(&["compile"]).expect(0);
    let ignore = world.path("project/.wasmrun/.gitignore");
    assert_eq!(fs_err::read_to_string(ignore).expect("the file is there"), "*\n");
}
