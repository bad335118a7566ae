//! The WebSocket of a program that runs on this machine for a page.
//!
//! The page says how to start it, then what it reads; it is told in binary messages what the program
//! writes, and at last how it ended. Output beyond what the page has shown waits, and then so does the
//! program. It is ended when the page goes or a build takes its place.

use std::collections::BTreeMap;

use actix_web::rt::time;
use actix_web::{HttpRequest, HttpResponse, web};
use actix_ws::{CloseCode, Message, MessageStream, Session};
use serde::Deserialize;
use serde_json::json;

use super::heartbeat::Heartbeat;
use super::plain_text::{outdated, plain};
use super::shared::Shared;
use super::socket::{self, Socket};
use crate::host_run::{Given, HostRun};

/// How much output may be under way to the page, in bytes.
const WINDOW: u64 = 256 << 10;

/// What a page says.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Order {
    /// Comes first, and once: the arguments without the program's name, and the environment.
    Start { args: Vec<String>, env: BTreeMap<String, String> },
    /// Ends the program's input.
    EndInput,
    /// So many more bytes of output are shown.
    Shown { bytes: u64 },
}

/// Opens the WebSocket for our pages, and for nobody else.
pub(super) async fn host_run(
    request: HttpRequest,
    body: web::Payload,
    shared: web::Data<Shared>,
) -> Result<HttpResponse, actix_web::Error> {
    let Some(program) = shared.program(&request) else { return Ok(outdated()) };
    let Some(given) = program.host() else {
        return Ok(plain(HttpResponse::NotFound(), "this program runs in a browser only\n"));
    };
    let (response, mut socket) = socket::open(&request, body, &shared, &shared.host_runs)?;
    let id = program.id().to_owned();
    actix_web::rt::spawn(async move {
        let reason = serve(&mut socket, &shared, &id, given).await;
        // The other side may be gone already.
        let _ = socket.session.close(Some(reason.into())).await;
    });
    Ok(response)
}

/// Runs the program until either side ends, and says why.
async fn serve(socket: &mut Socket, shared: &Shared, id: &str, given: Given) -> CloseCode {
    let Socket { session, stream, .. } = socket;
    let mut heartbeat = Heartbeat::new(shared.heartbeat);
    let first = time::timeout(heartbeat.silence(), first_order(stream)).await;
    let Ok(Some((args, env))) = first else { return CloseCode::Policy };
    let started = web::block(move || {
        let executable = std::env::current_exe()?;
        HostRun::start(&executable, given, args, env)
    });
    let mut run = match started.await {
        Ok(Ok(run)) => run,
        Ok(Err(error)) => return refuse(session, &error.to_string()).await,
        Err(_) => return CloseCode::Away,
    };
    let mut snapshots = shared.snapshots.clone();
    let mut under_way = 0;
    loop {
        tokio::select! {
            chunk = run.output(), if under_way < WINDOW => match chunk {
                Some(chunk) => {
                    under_way += chunk.bytes.len() as u64;
                    let mut message = vec![chunk.stream];
                    message.extend(chunk.bytes);
                    if !heartbeat.sent(session.binary(message)).await {
                        return CloseCode::Away;
                    }
                }
                None => return end(session, &mut run).await,
            },
            message = stream.recv() => {
                heartbeat.heard();
                match message {
                    Some(Ok(Message::Binary(bytes))) => run.input(bytes.to_vec()),
                    Some(Ok(Message::Text(text))) => match serde_json::from_str(&text) {
                        Ok(Order::EndInput) => run.end_input(),
                        Ok(Order::Shown { bytes }) => under_way = under_way.saturating_sub(bytes),
                        Ok(Order::Start { .. }) | Err(_) => return CloseCode::Policy,
                    },
                    Some(Ok(Message::Ping(bytes))) => {
                        if !heartbeat.sent(session.pong(&bytes)).await {
                            return CloseCode::Away;
                        }
                    }
                    Some(Ok(Message::Pong(_) | Message::Nop)) => {}
                    Some(Ok(Message::Close(_))) | None => return CloseCode::Normal,
                    Some(Ok(_)) => return CloseCode::Policy,
                    Some(Err(_)) => return CloseCode::Protocol,
                }
            }
            () = heartbeat.due() => {
                if !heartbeat.beat(session).await {
                    return CloseCode::Away;
                }
            }
            changed = snapshots.changed() => {
                let is_current = changed.is_ok()
                    && snapshots.borrow_and_update().program.as_ref().is_some_and(|one| one.id() == id);
                if !is_current {
                    return CloseCode::Away;
                }
            }
        }
    }
}

/// The arguments and the environment that the page begins with.
async fn first_order(
    stream: &mut MessageStream,
) -> Option<(Vec<String>, BTreeMap<String, String>)> {
    let Some(Ok(Message::Text(text))) = stream.recv().await else { return None };
    match serde_json::from_str(&text) {
        Ok(Order::Start { args, env }) => Some((args, env)),
        _ => None,
    }
}

/// Tells how the program ended.
async fn end(session: &mut Session, run: &mut HostRun) -> CloseCode {
    let Some(report) = run.report().await else { return CloseCode::Away };
    let mut message = json!(report);
    message["type"] = "ended".into();
    let _ = session.text(message.to_string()).await;
    CloseCode::Normal
}

async fn refuse(session: &mut Session, message: &str) -> CloseCode {
    let outcome = json!({"kind": "refused", "message": message});
    let message =
        json!({"type": "ended", "outcome": outcome, "milliseconds": 0, "memory_bytes": 0});
    let _ = session.text(message.to_string()).await;
    CloseCode::Normal
}
