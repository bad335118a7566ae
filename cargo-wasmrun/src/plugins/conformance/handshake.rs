//! Level 1: the handshake, unknown things and wrong things.

use semver::Version;
use serde_json::{Value, json};
use wasmrun_protocol::{
    ErrorKind, InitializeResult, Message, Method as _, RequestId, RpcError, is_acceptable, limits,
    method, protocol_version,
};

use super::kit::Kit;
use super::peer::{Peer, Reply};
use super::report::{Outcome, Report, failed};

/// Holds the plugin against level 1.
pub(super) fn examine(kit: &Kit<'_>, report: &mut Report) {
    report.judge("S01", before_initialize(kit));
    report.judge("S02", unknown_fields(kit));
    report.judge("S03", second_initialize(kit));
    report.judge("S04", unknown_method(kit));
    report.judge("S05", malformed_line(kit));
    report.judge("S06", unknown_notification(kit));
    report.judge("S07", foreign_version(kit));
    report.judge("S08", wrong_parameters(kit));
    report.judge("S12", later_host(kit));
}

fn before_initialize(kit: &Kit<'_>) -> Result<(), Outcome> {
    let mut peer = kit.start()?;
    let reply = detect(kit, &mut peer)?;
    refused(reply, ErrorKind::NotInitialized).map(drop)
}

fn unknown_fields(kit: &Kit<'_>) -> Result<(), Outcome> {
    let mut peer = kit.greet()?;
    let params = json!({"project_path": kit.folder("empty")?, "novel": {"any": ["thing"]}});
    peer.ask_with(method::Detect::NAME, &params, "\n", &json!({"novel": 1}));
    answered(peer.reply(limits::DETECT_TIMEOUT)?).map(drop)
}

fn second_initialize(kit: &Kit<'_>) -> Result<(), Outcome> {
    let mut peer = kit.greet()?;
    let params = kit.hello(&[protocol_version().to_string()]);
    let reply = peer.call(method::Initialize::NAME, &params, limits::INITIALIZE_TIMEOUT)?;
    refused(reply, ErrorKind::InvalidRequest).map(drop)
}

fn unknown_method(kit: &Kit<'_>) -> Result<(), Outcome> {
    let mut peer = kit.greet()?;
    let reply = peer.call("frobnicate", &json!({}), limits::DETECT_TIMEOUT)?;
    refused(reply, ErrorKind::MethodNotFound).map(drop)
}

fn malformed_line(kit: &Kit<'_>) -> Result<(), Outcome> {
    let mut peer = kit.greet()?;
    peer.send(b"{\"jsonrpc\":\"2.0\",\"id\":\n");
    match peer.next(limits::DETECT_TIMEOUT)? {
        Some(Message::Response(response)) => match response.outcome {
            Err(error) => expect(&error, ErrorKind::ParseError)?,
            Ok(_) => return failed("it answered with a result"),
        },
        Some(_) => return failed("it answered with something else"),
        None => return failed("it did not answer"),
    }
    let mut peer = kit.again(peer)?;
    answered(detect(kit, &mut peer)?).map(drop)
}

fn unknown_notification(kit: &Kit<'_>) -> Result<(), Outcome> {
    let mut peer = kit.greet()?;
    peer.send(b"{\"jsonrpc\":\"2.0\",\"method\":\"weather\",\"params\":{\"sun\":true}}\n");
    peer.cancel(RequestId::new(9_999));
    answered(detect(kit, &mut peer)?).map(drop)
}

fn foreign_version(kit: &Kit<'_>) -> Result<(), Outcome> {
    let mut peer = kit.start()?;
    // Another major version may have changed everything but this.
    let params = json!({"protocol_versions": ["99.0.0"]});
    let reply = peer.call(method::Initialize::NAME, &params, limits::INITIALIZE_TIMEOUT)?;
    let error = refused(reply, ErrorKind::UnsupportedProtocolVersion)?;
    if error.data.is_none_or(|data| data.supported_versions.is_empty()) {
        return failed("the error has no `supported_versions`");
    }
    Ok(())
}

fn wrong_parameters(kit: &Kit<'_>) -> Result<(), Outcome> {
    let mut peer = kit.greet()?;
    for params in [json!({"project_path": 7}), json!({}), json!({"project_path": "relative"})] {
        let reply = peer.call(method::Detect::NAME, &params, limits::DETECT_TIMEOUT)?;
        refused(reply, ErrorKind::InvalidParams)
            .map_err(|outcome| with(outcome, &format!(", asked `detect` with {params}")))?;
        peer = kit.again(peer)?;
    }
    Ok(())
}

fn later_host(kit: &Kit<'_>) -> Result<(), Outcome> {
    let Version { major, minor, .. } = protocol_version();
    let later = Version::new(major, minor + 1, 0);
    let mut params = kit.hello(&[later.to_string()]);
    params["novel"] = json!({"any": ["thing"]});
    params["host"]["mood"] = json!("fine");
    let mut peer = kit.start()?;
    let reply = peer.call(method::Initialize::NAME, &params, limits::INITIALIZE_TIMEOUT)?;
    let answer = serde_json::from_value::<InitializeResult>(answered(reply)?)
        .or_else(|error| failed(error.to_string()))?;
    if !is_acceptable(std::slice::from_ref(&later), &answer.protocol_version) {
        return failed(format!("it was offered {later} and answered {}", answer.protocol_version));
    }
    Ok(())
}

fn detect(kit: &Kit<'_>, peer: &mut Peer) -> Result<Reply, Outcome> {
    let params = json!({"project_path": kit.folder("empty")?});
    peer.call(method::Detect::NAME, &params, limits::DETECT_TIMEOUT)
}

/// The result, which there must be.
pub(super) fn answered(reply: Reply) -> Result<Value, Outcome> {
    reply.outcome.or_else(|error| {
        failed(format!("it refused: {} ({}, `{}`)", error.message, error.code, error.kind()))
    })
}

/// The error, which there must be, and of this kind.
pub(super) fn refused(reply: Reply, kind: ErrorKind) -> Result<RpcError, Outcome> {
    match reply.outcome {
        Err(error) => expect(&error, kind).map(|()| error),
        Ok(_) => failed(format!("it answered with a result instead of error {}", kind.code())),
    }
}

fn expect(error: &RpcError, kind: ErrorKind) -> Result<(), Outcome> {
    if error.kind() == kind && error.code == kind.code() {
        return Ok(());
    }
    let (code, theirs) = (error.code, error.kind());
    failed(format!("it answered with error {code}, `{theirs}`, not {}, `{kind}`", kind.code()))
}

/// A failure with more about it.
fn with(outcome: Outcome, more: &str) -> Outcome {
    match outcome {
        Outcome::Failed(reason) => Outcome::Failed(reason + more),
        other => other,
    }
}
