//! The conformance kit: it passes who behaves, and names what each misbehaviour breaks.

use integration::Ended;
use serde_json::Value;

use crate::world::World;

/// `plugin test` of the plugin `way`, with a project of its own.
fn test(world: &World, way: &str, arguments: &[&str]) -> Ended {
    let plugin = world.path(&format!("bin/wasmrun-plugin-{way}"));
    let mut command = world.bare_command(&["--message-format", "json", "plugin", "test"]);
    command.arg(plugin).args(arguments).arg("--project").arg(world.path("project"));
    let ended = command.output().expect("cargo-wasmrun is built").into();
    world.assert_nothing_runs();
    ended
}

/// The requirements with this outcome, each with its detail.
fn with_outcome(ended: &Ended, outcome: &str) -> Vec<(String, String)> {
    let events = ended.stdout.lines().map(serde_json::from_str::<Value>);
    let events = events.map(|event| event.expect("an event is JSON"));
    let found = events.filter(|event| event["outcome"] == outcome);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    found.map(|event| (text(&event["id"]), text(&event["detail"]))).collect()
}

#[test]
fn one_that_behaves_passes() {
    let world = World::new(["good"]);
    let ended = test(&world, "good", &[]).expect(0);
    assert_eq!(with_outcome(&ended, "failed"), []);
    assert_eq!(with_outcome(&ended, "warned"), []);
    assert!(with_outcome(&ended, "passed").len() > 28, "{}", ended.stdout);
}

#[test]
fn one_process_for_each_request_will_do() {
    let world = World::new(["not-persistent"]);
    let ended = test(&world, "not-persistent", &[]).expect(0);
    assert_eq!(with_outcome(&ended, "failed"), []);
}

#[test]
fn a_person_reads_words_and_sections() {
    let world = World::new(["wrong-name"]);
    let plugin = world.path("bin/wasmrun-plugin-wrong-name");
    let mut command = world.bare_command(&["plugin", "test"]);
    let ended: Ended = command.arg(plugin).output().expect("cargo-wasmrun is built").into();
    let ended = ended.expect(1);
    for text in [
        "L0 lines and processes\n",
        "  failed  M01 calls itself as its executable is named\n",
        "it calls itself `somebody-else`, and its executable is named `wrong-name`\n",
        "see section 6 of the protocol's SPEC.md\n",
        "  skipped B01 ",
        "name one with `--project DIR`",
        " 1 failed, ",
    ] {
        assert!(ended.stdout.contains(text), "`{text}` is not in:\n{}", ended.stdout);
    }
}

/// A way to misbehave fails this requirement, for a reason that holds `detail`.
#[track_caller]
fn breaks(way: &str, id: &str, detail: &str) {
    let world = World::new([way]);
    let ended = test(&world, way, &["--patience", "3"]).expect(1);
    let failed = with_outcome(&ended, "failed");
    let found = failed.iter().find(|(failed, _)| failed == id);
    let (_, reason) = found.unwrap_or_else(|| panic!("{id} is not in {failed:?}"));
    assert!(reason.contains(detail), "{reason}");
}

macro_rules! breaks {
    ($($name:ident: $way:literal breaks $id:literal, $detail:literal;)+) => {
        $(
            #[test]
            fn $name() {
                breaks($way, $id, $detail);
            }
        )+
    };
}

breaks! {
    banner: "banner" breaks "W02", "Welcome";
    stray_output: "stray-output" breaks "W02", "Compiling something";
    garbage_at_hello: "garbage-at-hello" breaks "W03", "oh dear";
    garbage: "garbage" breaks "W03", "not JSON";
    not_a_message: "not-a-message" breaks "W03", "hello";
    invalid_utf8: "invalid-utf8" breaks "W03", "not UTF-8";
    nul_bytes: "nul-bytes" breaks "W03", "not JSON";
    long_line: "long-line" breaks "W03", "more than 4 MiB";
    endless_line: "endless-line" breaks "W03", "more than 4 MiB";
    deep_json: "deep-json" breaks "W03", "not JSON";
    half_answer: "half-answer" breaks "W03", "has no end";
    ignore_eof: "ignore-eof" breaks "W04", "still ran";
    leave_grandchild: "leave-grandchild" breaks "W05", "left behind";
    crash: "crash" breaks "W08", "exit status: 101";
    exit_without_answer: "exit-without-answer" breaks "W08", "exit status: 0";
    wrong_id: "wrong-id" breaks "W08", "`build` was not answered";
    never_answer: "never-answer" breaks "W08", "within 3 s";
    two_answers: "two-answers" breaks "W08", "an answer to request 1 came instead";
    late_note: "late-note" breaks "W08", "not open";
    greets_nobody: "greets-nobody" breaks "S01", "result";
    greets_again: "greets-again" breaks "S03", "result";
    deaf_to_nonsense: "deaf-to-nonsense" breaks "S05", "did not answer";
    any_version: "any-version" breaks "S07", "result";
    takes_anything: "takes-anything" breaks "S08", "result";
    wrong_result: "wrong-result" breaks "S09", "expected a string";
    exit_before_hello: "exit-before-hello" breaks "S11", "exit status: 3";
    hang_at_hello: "hang-at-hello" breaks "S11", "within 10 s";
    close_output: "close-output" breaks "S11", "ended";
    refuse_versions: "refuse-versions" breaks "S11", "-32001";
    foreign_version: "foreign-version" breaks "S11", "99.0.0";
    exact_version: "exact-version" breaks "S12", "-32001";
    wrong_name: "wrong-name" breaks "M01", "somebody-else";
    takes_every_folder: "takes-every-folder" breaks "M02", "empty folder";
    refuse_detect: "refuse-detect" breaks "M02", "refused";
    crash_at_detect: "crash-at-detect" breaks "M02", "exit status: 101";
    hang_at_detect: "hang-at-detect" breaks "M02", "within 5 s";
    refuse_check: "refuse-check" breaks "M03", "refused";
    claims_too_much: "claims-too-much" breaks "B08", "refused";
    artifact_outside: "artifact-outside" breaks "B01", "/etc/passwd";
    artifact_missing: "artifact-missing" breaks "B01", "not-there.wasm";
    preopen_outside: "preopen-outside" breaks "B01", "/etc";
    failed_build: "failed-build" breaks "B01", "this does not build";
    invalid_module: "invalid-module" breaks "B02", "invalid module";
    watches_nothing: "watches-nothing" breaks "B04", "misbehave.txt";
    builds_anything: "builds-anything" breaks "B05", "is garbage";
    ignore_cancel: "ignore-cancel" breaks "B07", "within 5 s";
    writes_elsewhere: "writes-elsewhere" breaks "B09", "left-behind";
}

#[test]
fn what_a_later_version_may_send_is_a_warning() {
    let world = World::new(["from-the-future"]);
    let ended = test(&world, "from-the-future", &[]).expect(0);
    let warned = with_outcome(&ended, "warned");
    assert_eq!(warned.len(), 1, "{warned:?}");
    assert_eq!(warned[0].0, "S10");
}

#[test]
fn one_that_says_nothing_by_hand_is_warned_of() {
    let world = World::new(["not-by-hand"]);
    let warned = with_outcome(&test(&world, "not-by-hand", &[]).expect(0), "warned");
    assert_eq!(warned[0].0, "W06");
}

#[test]
fn a_missing_toolchain_leaves_builds_untested() {
    let world = World::new(["toolchain-missing"]);
    let ended = test(&world, "toolchain-missing", &[]).expect(0);
    let skipped = with_outcome(&ended, "skipped");
    let (_, reason) = skipped.iter().find(|(id, _)| id == "B01").expect("it is skipped");
    assert!(reason.contains("`nowhere` was not found"), "{reason}");
}

#[test]
fn a_conversation_can_be_written_down_and_repeated() {
    let world = World::new(["good"]);
    let trace = world.path("trace.jsonl");
    let mut command = world.command(&["compile"]);
    let written: Ended = command
        .arg("--trace-protocol")
        .arg(&trace)
        .output()
        .expect("cargo-wasmrun is built")
        .into();
    written.expect(0);
    let text = fs_err::read_to_string(&trace).expect("a trace");
    assert!(text.contains(r#""from":"host","message":{"id":0,"#), "{text}");
    let trace_path = trace.to_str().expect("UTF-8");
    test(&world, "good", &["--replay", trace_path]).expect(0).says("");

    let other = text.replace("\"confidence\":60", "\"confidence\":61");
    assert_ne!(other, text);
    fs_err::write(&trace, other).expect("a file");
    let ended = test(&world, "good", &["--replay", trace_path]).expect(1);
    assert!(ended.stdout.contains("`confidence` was 61 and is 60"), "{}", ended.stdout);
}

#[test]
fn a_file_that_is_no_plugin_is_refused() {
    let world = World::new(["good"]);
    let mut command = world.bare_command(&["plugin", "test", "/bin/sh"]);
    let ended: Ended = command.output().expect("cargo-wasmrun is built").into();
    ended.expect(125).says("its name has to be `wasmrun-plugin-NAME`");
}
