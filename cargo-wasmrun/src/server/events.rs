//! The WebSocket that pushes the state of the build, and to our page what the app does.

use std::time::Duration;

use actix_web::rt::time;
use actix_web::{HttpRequest, HttpResponse, web};
use actix_ws::{CloseCode, Message};
use serde_json::json;

use super::activity::{ConsoleNote, Event};
use super::heartbeat::Heartbeat;
use super::origin::Origin;
use super::shared::Shared;
use super::socket::{self, Socket};

/// How long to wait between two messages on what the app does.
const PAUSE: Duration = Duration::from_millis(30);

/// Opens the WebSocket for pages of this origin: ours has nothing to say, the app's send console messages.
pub(super) async fn events(
    request: HttpRequest,
    body: web::Payload,
    shared: web::Data<Shared>,
) -> Result<HttpResponse, actix_web::Error> {
    let (response, socket) = socket::open(&request, body, &shared, &shared.sockets)?;
    actix_web::rt::spawn(push(socket, shared));
    Ok(response)
}

/// Sends the state and every change of it until either side ends.
async fn push(mut socket: Socket, shared: web::Data<Shared>) {
    let Socket { session, stream, .. } = &mut socket;
    let mut snapshots = shared.snapshots.clone();
    snapshots.mark_changed();
    let mut activity = shared.activity.subscribe();
    let mut told = 0;
    if shared.origin == Origin::Page {
        activity.mark_changed();
    }
    let mut heartbeat = Heartbeat::new(shared.heartbeat);
    let reason = loop {
        tokio::select! {
            change = snapshots.changed() => {
                if change.is_err() {
                    break CloseCode::Away;
                }
                let json = snapshots.borrow_and_update().json_for(shared.origin);
                if !heartbeat.sent(session.text(&*json)).await {
                    return;
                }
            }
            Ok(()) = activity.changed(), if shared.origin == Origin::Page => {
                activity.mark_unchanged();
                let entries = shared.activity.since(told);
                let Some(last) = entries.last() else { continue };
                told = last.number;
                let message = json!({"type": "activity", "entries": entries}).to_string();
                if !heartbeat.sent(session.text(message)).await {
                    return;
                }
                // What happens meanwhile is sent in one message.
                time::sleep(PAUSE).await;
            }
            message = stream.recv() => match message {
                Some(Ok(Message::Ping(bytes))) => {
                    heartbeat.heard();
                    if !heartbeat.sent(session.pong(&bytes)).await {
                        return;
                    }
                }
                Some(Ok(Message::Pong(_) | Message::Nop)) => heartbeat.heard(),
                Some(Ok(Message::Close(_))) => break CloseCode::Normal,
                Some(Ok(Message::Text(text))) if shared.origin.is_app() => {
                    let Ok(note) = serde_json::from_str::<ConsoleNote>(&text) else {
                        break CloseCode::Policy;
                    };
                    heartbeat.heard();
                    shared.activity.note(Event::Console(note));
                }
                Some(Ok(_)) => break CloseCode::Policy,
                Some(Err(_)) => break CloseCode::Protocol,
                None => return,
            },
            () = heartbeat.due() => {
                if !heartbeat.beat(session).await {
                    break CloseCode::Away;
                }
            }
        }
    };
    // The other side may be gone already.
    let _ = socket.session.close(Some(reason.into())).await;
}
