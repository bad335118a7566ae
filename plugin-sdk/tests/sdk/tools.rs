//! Tools: what they write, how they end, how they are found.
#![cfg(unix)]

use std::path::PathBuf;

use serde_json::json;
use wasmrun_plugin_sdk::testing::PluginTest;
use wasmrun_plugin_sdk::{
    BuildStatus, CheckParams, ErrorKind, Message, OutputNote, OutputStream, ProgressNote,
    ToolStatus, method,
};

use crate::plugin::{ScriptPlugin, only_status, script};

#[test]
fn output_is_streamed_and_kept() {
    let mut test = PluginTest::start(ScriptPlugin);
    let params = script(&test, "echo out $GREETING; pwd; echo err >&2; printf 'no end'; exit 3");
    let reply = test.call::<method::Build>(&params);
    let notes = reply.notes_of::<OutputNote>();
    let of = |stream: OutputStream| {
        let texts = notes.iter().filter(|note| note.stream == stream).map(|note| &*note.text);
        texts.collect::<Vec<_>>().join("\n")
    };
    let folder = fs_err::canonicalize(test.directory()).unwrap();
    assert_eq!(of(OutputStream::Stdout), format!("out hello\n{}\nno end", folder.display()));
    assert_eq!(of(OutputStream::Stderr), "err");
    let kept = folder.as_os_str().len() + "out hello\n\nno end\n".len();
    let progress = reply.notes_of::<ProgressNote>().pop().unwrap().message;
    assert_eq!(progress, format!("4 lines, {kept} and 4 bytes"));
    assert_eq!(reply.answer().status, BuildStatus::Failed);
}

#[test]
fn standard_input_is_empty() {
    let mut test = PluginTest::start(ScriptPlugin);
    let reply = test.call::<method::Build>(&script(&test, "cat; echo done"));
    assert_eq!(reply.output(), "done\n");
}

#[test]
fn a_flood_and_bytes_that_are_no_text_arrive() {
    let mut test = PluginTest::start(ScriptPlugin);
    let text = "printf 'a\\377b\\r\\n'; head -c 300000 /dev/zero | tr '\\0' x; echo; seq 20000";
    let reply = test.call::<method::Build>(&script(&test, text));
    let output = reply.output();
    assert!(output.starts_with("a\u{fffd}b\n"));
    assert_eq!(output.matches('x').count(), 300_000);
    assert!(output.ends_with("\n19999\n20000\n"));
}

#[test]
fn a_process_that_a_tool_leaves_behind_does_not_hold_the_build() {
    let mut test = PluginTest::start(ScriptPlugin);
    let reply = test.call::<method::Build>(&script(&test, "sleep 600 & echo $! > pid; echo done"));
    assert!(reply.answer().is_success());
    let pid = fs_err::read_to_string(test.directory().join("pid")).unwrap();
    let pid = rustix::process::Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let mut test = PluginTest::start(ScriptPlugin);
    let mut params = script(&test, "true");
    params.project_path.push("nowhere");
    let error = test.call::<method::Build>(&params).error();
    assert_eq!(error.kind(), ErrorKind::ToolFailed);
    assert_eq!(error.caused_by().len(), 1);
}

#[test]
fn tools_are_judged_by_their_version() {
    let found = check("echo 'tool version 15.0.7 (build 3)'", ">=14");
    assert_eq!(found.1, Some("15.0.7".to_owned()));
    assert_eq!(found.0, ToolStatus::Found);
    assert_eq!(check("echo go version go1.27 linux/amd64", ">=1.28").0, ToolStatus::Outdated);
    assert_eq!(check("echo v1.2.3-rc.1 >&2", "=1.2.3").0, ToolStatus::Found);
    assert_eq!(check("echo none of your business", "*").0, ToolStatus::Broken);
    assert_eq!(check("exit 127", "*").0, ToolStatus::Broken);
}

/// Checks a tool made of a script; gives its state and version.
fn check(text: &str, requirement: &str) -> (ToolStatus, Option<String>) {
    let mut test = PluginTest::start(ScriptPlugin);
    let tool = executable(&mut test, text);
    let settings = json!({"tool": tool, "requirement": requirement});
    let params = CheckParams::new().with_settings(settings.as_object().unwrap().clone());
    let result = test.call::<method::Check>(&params).answer();
    assert_eq!(result.ok, only_status(&result) == ToolStatus::Found);
    assert_eq!(result.tools[0].requirement.as_deref(), Some(requirement));
    (only_status(&result), result.tools[0].version.clone())
}

/// Writes an executable by way of another process. If this one did, a child that another test
/// starts at the same time could hold the file open for writing, and it could not be run.
fn executable(test: &mut PluginTest, text: &str) -> PathBuf {
    let mut params =
        script(test, r#"printf '#!/bin/sh\n%s\n' "$0" > 'a tool' && chmod +x 'a tool'"#);
    params.custom_args.push(text.to_owned());
    assert!(test.call::<method::Build>(&params).answer().is_success());
    test.directory().join("a tool")
}

#[test]
fn what_a_tool_starts_cannot_keep_a_cancelled_build_alive() {
    let mut test = PluginTest::start(ScriptPlugin);
    let text = "(while echo flood; do :; done) & echo $! > pid; mkfifo never; read nothing < never";
    let build = test.request::<method::Build>(&script(&test, text));
    while !matches!(test.receive(), Some(Message::Notification(note)) if note.method == "output") {}
    test.cancel(build);
    assert_eq!(test.wait::<method::Build>(build).error().kind(), ErrorKind::Cancelled);
}

#[test]
fn missing_and_relative_tools_are_missing() {
    for tool in ["surely-there-is-no-such-tool", "./sh", "bin/sh", ""] {
        let mut test = PluginTest::start(ScriptPlugin);
        let settings = json!({"tool": tool});
        let params = CheckParams::new().with_settings(settings.as_object().unwrap().clone());
        let result = test.call::<method::Check>(&params).answer();
        assert_eq!((only_status(&result), result.ok), (ToolStatus::Missing, false), "{tool}");
    }
}
