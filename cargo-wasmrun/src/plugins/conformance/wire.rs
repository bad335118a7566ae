//! Level 0: lines and processes.

use serde_json::json;
use wasmrun_protocol::{Method as _, executable, limits, method, protocol_version};

use super::super::process::living;
use super::kit::Kit;
use super::peer::Peer;
use super::report::{Outcome, Report, failed};

/// Holds the plugin against level 0, as far as each line is not looked at anyway.
pub(super) fn examine(kit: &Kit<'_>, report: &mut Report) {
    report.judge("W04", end_of_input(kit));
    report.judge("W05", nothing_left(kit));
    report.judge("W06", by_hand(kit));
    report.judge("W07", line_ends(kit));
}

fn end_of_input(kit: &Kit<'_>) -> Result<(), Outcome> {
    let mut peer = kit.greet()?;
    match peer.end(limits::EXIT_GRACE) {
        Some(status) if status.success() => Ok(()),
        Some(status) => failed(format!("it ended with {status}")),
        None => failed(format!("it still ran after {} s", limits::EXIT_GRACE.as_secs())),
    }
}

fn nothing_left(kit: &Kit<'_>) -> Result<(), Outcome> {
    let mut peer = kit.greet()?;
    peer.end(limits::EXIT_GRACE);
    group_is_gone(&peer)
}

/// Fails if a process of an ended plugin's group lives on.
pub(super) fn group_is_gone(peer: &Peer) -> Result<(), Outcome> {
    let left = living(peer.group(), std::time::Duration::from_secs(1));
    if left.is_empty() {
        return Ok(());
    }
    failed(format!("these processes were left behind: {}", left.join(", ")))
}

fn by_hand(kit: &Kit<'_>) -> Result<(), Outcome> {
    const USAGE: i32 = 2;
    let mut launch = kit.launch();
    launch.args.retain(|argument| argument != executable::FLAG);
    let mut peer = Peer::start(&launch, &kit.observer)?;
    let status = peer.status_by_hand(limits::EXIT_GRACE);
    let warn = |reason: String| Err(Outcome::Warned(reason));
    match status {
        None => warn(format!("it did not end without `{}`", executable::FLAG)),
        Some(status) if status.code() != Some(USAGE) => warn(format!("it ended with {status}")),
        Some(_) if peer.stderr_is_empty() => warn("it said nothing on standard error".to_owned()),
        Some(_) => Ok(()),
    }
}

fn line_ends(kit: &Kit<'_>) -> Result<(), Outcome> {
    let mut peer = kit.start()?;
    peer.send(b"\n\r\n  \n");
    let params = kit.hello(&[protocol_version().to_string()]);
    peer.ask_with(method::Initialize::NAME, &params, "\r\n", &json!({}));
    match peer.reply(limits::INITIALIZE_TIMEOUT)?.outcome {
        Ok(_) => Ok(()),
        Err(error) => failed(format!("it answered: {}", error.message)),
    }
}
