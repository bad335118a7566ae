//! Errors of plugins, and what becomes of them on the wire.

use std::io;

use wasmrun_plugin_sdk::{Context, Error, ErrorKind, RpcError, Tool, ToolStatus};

#[test]
fn everything_reaches_the_wire() {
    let tool = Tool::new("cc", ToolStatus::Missing);
    let cause = io::Error::other("the disk is full");
    let error = Error::new(ErrorKind::ToolFailed, "`cc` failed")
        .with_hint("df -h")
        .with_cause(&cause)
        .with_tool(tool.clone());
    let wire = RpcError::from(error);
    assert_eq!(
        (wire.code, wire.kind(), &*wire.message),
        (-32000, ErrorKind::ToolFailed, "`cc` failed")
    );
    assert_eq!(wire.hints(), ["df -h"]);
    assert_eq!(wire.caused_by(), ["the disk is full"]);
    assert_eq!(wire.tools(), [tool]);
    let back = Error::from(wire.clone());
    assert_eq!(RpcError::from(back), wire);
}

#[test]
fn an_error_of_a_file_names_the_file_and_its_cause() {
    let error = Error::from(fs_err::read("/surely/not/there").unwrap_err());
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(error.to_string().contains("/surely/not/there"), "{error}");
    assert!(error.to_string().contains("os error 2"), "{error}");
}

#[test]
fn errors_are_small_and_contexts_can_be_shared() {
    fn shared<T: Send + Sync>() {}
    shared::<Error>();
    shared::<Context>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}
