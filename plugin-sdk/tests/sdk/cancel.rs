//! Cancelled requests are answered once, and their tools are gone.
#![cfg(unix)]

use std::path::Path;

use rustix::process::{Pid, test_kill_process};
use wasmrun_plugin_sdk::testing::PluginTest;
use wasmrun_plugin_sdk::{ErrorKind, Message, Note, OutputNote, RequestId, method};

use crate::plugin::{ScriptPlugin, script};

/// Says its number, then waits for ever, whatever it is asked.
const STUBBORN: &str =
    "trap '' TERM PIPE; mkfifo never; echo $$ > pid; echo started; read nothing < never";
const PATIENT: &str = "echo $$ > pid; echo started; exec sleep 600";

/// Starts a build and waits until its script says that it runs.
fn start(test: &mut PluginTest, text: &str) -> RequestId {
    let build = test.request::<method::Build>(&script(test, text));
    loop {
        if let Some(Message::Notification(note)) = test.receive()
            && note.method == OutputNote::NAME
        {
            assert_eq!(note.decode::<OutputNote>().unwrap().text, "started");
            return build;
        }
    }
}

#[track_caller]
fn assert_gone(directory: &Path) {
    let pid = fs_err::read_to_string(directory.join("pid")).unwrap();
    let pid = Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
    assert!(test_kill_process(pid).is_err(), "the tool is alive or not reaped");
}

#[test]
fn a_cancelled_build_ends_its_tool_and_the_next_one_works() {
    for text in [PATIENT, STUBBORN] {
        let mut test = PluginTest::start(ScriptPlugin);
        let build = start(&mut test, text);
        test.cancel(build);
        let error = test.wait::<method::Build>(build).error();
        assert_eq!((error.code, error.kind()), (-32800, ErrorKind::Cancelled));
        assert_gone(test.directory());

        let next = test.call::<method::Build>(&script(&test, "true"));
        assert!(next.answer().is_success());
        assert_eq!(test.finish(), []);
    }
}

#[test]
fn a_request_that_waits_for_its_turn_can_be_cancelled() {
    let mut test = PluginTest::start(ScriptPlugin);
    let first = start(&mut test, PATIENT);
    let second = test.request::<method::Build>(&script(&test, "touch second"));
    test.cancel(second);
    test.cancel(first);
    assert_eq!(test.wait::<method::Build>(first).error().kind(), ErrorKind::Cancelled);
    assert_eq!(test.wait::<method::Build>(second).error().kind(), ErrorKind::Cancelled);
    assert!(!test.directory().join("second").exists());
}

#[test]
fn the_end_of_input_ends_the_tool() {
    let mut test = PluginTest::start(ScriptPlugin);
    let directory = test.directory().to_owned();
    let keep = fs_err::canonicalize(&directory).unwrap();
    let build = start(&mut test, "echo $$ > pid; echo started; exec sleep 600");
    let pid = fs_err::read_to_string(keep.join("pid")).unwrap();
    let rest = test.finish();
    let Some(Message::Response(response)) = rest.last() else { panic!("no answer: {rest:?}") };
    assert_eq!(response.id, Some(build));
    let pid = Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
    assert!(test_kill_process(pid).is_err(), "the tool is alive or not reaped");
}
