//! Lines are messages, or are refused for the right reason.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use wasmrun_protocol::{
    BuildResult, CancelParams, ErrorKind, Message, Notification, ParseError, ProjectParams,
    Request, RequestId, Response, RpcError, method,
};

#[track_caller]
fn refusal(line: impl AsRef<[u8]>) -> (Option<u64>, ErrorKind) {
    let response = Message::parse(line.as_ref()).unwrap_err().to_response();
    (response.id.map(RequestId::get), response.outcome.unwrap_err().kind())
}

#[test]
fn bad_lines_are_refused() {
    let invalid = ErrorKind::InvalidRequest;
    assert_eq!(refusal(""), (None, ErrorKind::ParseError));
    assert_eq!(refusal("{"), (None, ErrorKind::ParseError));
    assert_eq!(refusal(b"{\"jsonrpc\":\"\xc3\"}"), (None, ErrorKind::ParseError));
    assert_eq!(refusal("[".repeat(1_000_000)), (None, ErrorKind::ParseError));
    assert_eq!(refusal("7"), (None, invalid));
    assert_eq!(refusal("[{}]"), (None, invalid));
    assert_eq!(refusal(r#"{"id":1,"method":"m"}"#), (Some(1), invalid));
    assert_eq!(refusal(r#"{"jsonrpc":2.0,"id":1,"method":"m"}"#), (Some(1), invalid));
    assert_eq!(refusal(r#"{"jsonrpc":"2.0","id":1}"#), (Some(1), invalid));
    assert_eq!(refusal(r#"{"jsonrpc":"2.0","id":-1,"method":"m"}"#), (None, invalid));
    assert_eq!(refusal(r#"{"jsonrpc":"2.0","id":1.5,"method":"m"}"#), (None, invalid));
    assert_eq!(refusal(r#"{"jsonrpc":"2.0","id":null,"method":"m"}"#), (None, invalid));
    assert_eq!(refusal(r#"{"jsonrpc":"2.0","id":1,"method":null}"#), (Some(1), invalid));
    assert_eq!(refusal(r#"{"jsonrpc":"2.0","result":{}}"#), (None, invalid));
    let both = r#"{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":"m"}}"#;
    assert_eq!(refusal(both), (Some(1), invalid));
    assert_eq!(refusal(r#"{"jsonrpc":"2.0","id":1,"error":"oh"}"#), (Some(1), invalid));
}

#[test]
fn the_first_bad_byte_is_named() {
    let error = Message::parse(b"{\"a\":\"\xff\"}").unwrap_err();
    assert_eq!(error, ParseError::NotUtf8 { valid_up_to: 6 });
}

#[test]
fn messages_survive_their_line() {
    let params = ProjectParams::new("/a \u{e4} \" \n b");
    let messages = [
        Message::Request(Request::new::<method::Detect>(RequestId::new(7), &params).unwrap()),
        Message::Notification(Notification::new(&CancelParams::new(RequestId::new(7))).unwrap()),
        Message::Response(
            Response::success::<method::Build>(RequestId::new(7), &BuildResult::failed()).unwrap(),
        ),
        Message::Response(Response::failure(None, RpcError::new(ErrorKind::Io, "no"))),
    ];
    for message in messages {
        let line = message.to_line();
        assert_eq!(line.matches('\n').count(), 1);
        assert!(line.ends_with('\n'));
        assert_eq!(Message::parse(line.as_bytes()).unwrap(), message);
        let with_carriage_return = line.replace('\n', "\r\n");
        assert_eq!(Message::parse(with_carriage_return.as_bytes()).unwrap(), message);
    }
}

#[test]
fn parameters_must_be_an_object_that_fits() {
    let decode = |line: &str| match Message::parse(line.as_bytes()).unwrap() {
        Message::Request(request) => request.decode::<method::Detect>(),
        other => panic!("expected a request, found {other:?}"),
    };
    let request = |params| format!(r#"{{"jsonrpc":"2.0","id":1,"method":"detect"{params}}}"#);
    assert!(decode(&request(r#","params":{"project_path":"/x"}"#)).is_ok());
    for params in
        ["", r#","params":null"#, r#","params":["/x"]"#, r#","params":{"project_path":1}"#]
    {
        let error = RpcError::from(decode(&request(params)).unwrap_err());
        assert_eq!(error.kind(), ErrorKind::InvalidParams);
        assert!(error.message.starts_with("bad parameters of `detect`: "), "{}", error.message);
    }
}

proptest! {
    #[test]
    fn any_bytes_are_a_message_or_are_refused(line in vec(any::<u8>(), 0..64)) {
        survives(&line)?;
    }

    #[test]
    fn any_object_is_a_message_or_is_refused(fields in vec((field(), value()), 0..6)) {
        let fields: Vec<_> = fields.iter().map(|(name, value)| format!("{name:?}:{value}")).collect();
        survives(format!("{{{}}}", fields.join(",")).as_bytes())?;
    }
}

/// A message can be written and read again; what is none has an answer that can.
fn survives(line: &[u8]) -> Result<(), TestCaseError> {
    let message =
        Message::parse(line).unwrap_or_else(|error| Message::Response(error.to_response()));
    prop_assert_eq!(Message::parse(message.to_line().as_bytes()).unwrap(), message);
    Ok(())
}

fn field() -> impl Strategy<Value = &'static str> {
    select(vec!["jsonrpc", "jsonrpc", "id", "method", "params", "result", "error", "other"])
}

fn value() -> impl Strategy<Value = &'static str> {
    select(vec!["\"2.0\"", "1", "-1", "null", "{}", "[]", "true", "{\"code\":1,\"message\":\"m\"}"])
}

#[cfg(unix)]
#[test]
fn a_path_that_is_not_utf8_cannot_travel() {
    use std::os::unix::ffi::OsStrExt;

    let path = std::ffi::OsStr::from_bytes(b"/\xff");
    let error =
        Request::new::<method::Detect>(RequestId::new(1), &ProjectParams::new(path)).unwrap_err();
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(cause, "path contains invalid UTF-8 characters");
}
