//! Every line gets the answer it deserves, and the plugin lives on.

use std::collections::HashSet;

use wasmrun_plugin_sdk::testing::PluginTest;
use wasmrun_plugin_sdk::{
    CheckParams, ErrorKind, Message, ProjectParams, RequestId, Response, RpcError, limits, method,
    protocol_version,
};

use crate::plugin::{ScriptPlugin, script};

/// Sends a line and checks the error that answers it, and that the plugin still works.
#[track_caller]
fn check_error(line: impl AsRef<[u8]>, id: Option<u64>, kind: ErrorKind) -> RpcError {
    let mut test = PluginTest::start(ScriptPlugin);
    test.send(line.as_ref());
    test.send(b"\n");
    let error = error(test.receive(), id);
    assert_eq!(error.kind(), kind, "{error:?}");
    assert_eq!(error.code, kind.code());
    let project = ProjectParams::new(test.directory());
    assert!(test.call::<method::Detect>(&project).answer().matches);
    assert_eq!(test.finish(), []);
    error
}

#[track_caller]
fn error(message: Option<Message>, expected: Option<u64>) -> RpcError {
    match message {
        Some(Message::Response(Response { id, outcome: Err(error), .. })) => {
            assert_eq!(id, expected.map(RequestId::new));
            error
        }
        other => panic!("expected an error, found {other:?}"),
    }
}

#[test]
fn malformed_lines_are_parse_errors() {
    check_error("{\"jsonrpc\":", None, ErrorKind::ParseError);
    check_error(b"{\"jsonrpc\":\"\xff\"}", None, ErrorKind::ParseError);
    check_error("[".repeat(100_000), None, ErrorKind::ParseError);
    check_error("x".repeat(limits::MAX_MESSAGE_BYTES + 1), None, ErrorKind::ParseError);
}

#[test]
fn json_that_is_no_message_is_an_invalid_request() {
    check_error("[]", None, ErrorKind::InvalidRequest);
    check_error("{}", None, ErrorKind::InvalidRequest);
    check_error(r#"{"jsonrpc":"1.0","id":90,"method":"x"}"#, Some(90), ErrorKind::InvalidRequest);
    check_error(r#"{"jsonrpc":"2.0","id":"a","method":"x"}"#, None, ErrorKind::InvalidRequest);
    check_error(r#"{"jsonrpc":"2.0","id":90,"method":7}"#, Some(90), ErrorKind::InvalidRequest);
}

#[test]
fn methods_and_parameters_are_checked() {
    let request = |method: &str, params: &str| {
        format!(r#"{{"jsonrpc":"2.0","id":90,"method":"{method}","params":{params}}}"#)
    };
    let check = |line: String, kind| check_error(line, Some(90), kind);
    check(request("frobnicate", "{}"), ErrorKind::MethodNotFound);
    check(request("setup", "{}"), ErrorKind::MethodNotFound);
    check(request("detect", "{}"), ErrorKind::InvalidParams);
    check(request("detect", "7"), ErrorKind::InvalidParams);
    check(request("detect", r#"["/tmp"]"#), ErrorKind::InvalidParams);
    check(request("detect", r#"{"project_path":7}"#), ErrorKind::InvalidParams);
    let error = check(request("detect", r#"{"project_path":"here"}"#), ErrorKind::InvalidParams);
    assert_eq!(error.message, "the path `here` is not absolute");
    check(request("initialize", "{}"), ErrorKind::InvalidRequest);
}

#[test]
fn line_ends_blank_lines_and_unknown_fields_do_not_matter() {
    let mut test = PluginTest::start(ScriptPlugin);
    test.send(b"\r\n\n  \n");
    test.send(b"{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"detect\",\"novel\":1,");
    test.send(b"\"params\":{\"project_path\":\"/\",\"novel\":[]}}\r\n");
    assert!(test.wait::<method::Detect>(RequestId::new(9)).answer().matches);
}

#[test]
fn the_longest_line_is_read() {
    let mut test = PluginTest::start(ScriptPlugin);
    let mut line = b"{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"detect\",".to_vec();
    let end = b"\"params\":{\"project_path\":\"/\"}}";
    line.resize(limits::MAX_MESSAGE_BYTES - end.len(), b' ');
    line.extend_from_slice(end);
    line.extend_from_slice(b"\r\n");
    test.send(&line);
    assert!(test.wait::<method::Detect>(RequestId::new(9)).answer().matches);
}

#[test]
fn a_flood_of_requests_is_answered_one_by_one() {
    let mut test = PluginTest::start(ScriptPlugin);
    let build = test.request::<method::Build>(&script(&test, "exec sleep 600"));
    let requests: Vec<_> =
        (0..200).map(|_| test.request::<method::Check>(&CheckParams::new())).collect();
    for &request in requests.iter().chain([&build]) {
        test.cancel(request);
    }
    let mut expected: HashSet<_> = requests.into_iter().chain([build]).collect();
    while !expected.is_empty() {
        match test.receive().unwrap() {
            Message::Response(Response { id: Some(id), .. }) => {
                assert!(expected.remove(&id), "{id}");
            }
            Message::Notification(_) => {}
            other => panic!("unexpected {other:?}"),
        }
    }
    assert_eq!(test.finish(), []);
}

#[test]
fn unknown_notifications_and_stale_cancels_are_ignored() {
    let mut test = PluginTest::start(ScriptPlugin);
    test.send(b"{\"jsonrpc\":\"2.0\",\"method\":\"weather\",\"params\":{\"sun\":true}}\n");
    test.send(b"{\"jsonrpc\":\"2.0\",\"method\":\"cancel\",\"params\":{\"request\":true}}\n");
    test.cancel(RequestId::new(0));
    test.cancel(RequestId::new(77));
    let project = ProjectParams::new(test.directory());
    assert!(test.call::<method::Detect>(&project).answer().matches);
    assert_eq!(test.finish(), []);
}

#[test]
fn initialize_comes_first() {
    let mut test = PluginTest::start_silent(ScriptPlugin);
    let project = ProjectParams::new(test.directory());
    let error = test.call::<method::Detect>(&project).error();
    assert_eq!((error.code, error.kind()), (-32002, ErrorKind::NotInitialized));

    let params = test.initialize_params();
    let answer = test.call::<method::Initialize>(&params).answer();
    assert_eq!(answer.protocol_version, protocol_version());
    assert_eq!((&*answer.info.name, answer.capabilities.clean), ("script", true));
    assert!(test.call::<method::Detect>(&project).answer().matches);
}

#[test]
fn a_foreign_major_is_refused_before_the_rest_is_read() {
    let mut test = PluginTest::start_silent(ScriptPlugin);
    test.send(
        b"{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"initialize\",\
          \"params\":{\"protocol_versions\":[\"99.0.0\"],\"host\":\"another shape\"}}\n",
    );
    let error = error(test.receive(), Some(5));
    assert_eq!((error.code, error.kind()), (-32001, ErrorKind::UnsupportedProtocolVersion));
    assert_eq!(error.data.unwrap().supported_versions, [protocol_version()]);
}

#[test]
fn the_version_of_a_newer_host_is_brought_down() {
    let mut test = PluginTest::start_silent(ScriptPlugin);
    let mut params = test.initialize_params();
    params.protocol_versions[0].patch += 7;
    let answer = test.call::<method::Initialize>(&params).answer();
    assert_eq!(answer.protocol_version, protocol_version());
}

#[test]
fn a_panic_fails_one_request_only() {
    let mut test = PluginTest::start(ScriptPlugin);
    let error = test.call::<method::Detect>(&ProjectParams::new("/panic")).error();
    assert_eq!(error.kind(), ErrorKind::InternalError);
    assert_eq!(error.message, "the plugin panicked: no such luck");
    assert!(test.call::<method::Detect>(&ProjectParams::new("/")).answer().matches);
}

#[test]
fn an_answer_over_the_limit_of_the_host_is_an_error() {
    let mut test = PluginTest::start_silent(ScriptPlugin);
    let mut params = test.initialize_params();
    params.limits.max_message_bytes = 1_000;
    test.call::<method::Initialize>(&params).answer();
    let error = test.call::<method::Detect>(&ProjectParams::new("/")).error();
    assert_eq!(error.kind(), ErrorKind::InternalError);
}

#[test]
fn a_note_over_the_limit_of_the_host_is_dropped() {
    let mut test = PluginTest::start_silent(ScriptPlugin);
    let mut params = test.initialize_params();
    params.limits.max_message_bytes = 1_000;
    test.call::<method::Initialize>(&params).answer();
    let text = "head -c 2000 /dev/zero | tr '\\0' x";
    let reply = test.call::<method::Build>(&script(&test, text));
    assert_eq!(reply.output(), "");
    assert!(reply.answer().is_success());
}

#[test]
fn an_identifier_in_use_is_refused() {
    let mut test = PluginTest::start(ScriptPlugin);
    let build = test.request::<method::Build>(&script(&test, "echo started; exec sleep 600"));
    let started = |message: &Message| format!("{message:?}").contains("started\"");
    while !started(&test.receive().unwrap()) {}
    let line =
        format!("{{\"jsonrpc\":\"2.0\",\"id\":{build},\"method\":\"check\",\"params\":{{}}}}\n");
    test.send(line.as_bytes());
    assert_eq!(error(test.receive(), None).kind(), ErrorKind::InvalidRequest);
    test.cancel(build);
    assert_eq!(test.wait::<method::Build>(build).error().kind(), ErrorKind::Cancelled);
}
