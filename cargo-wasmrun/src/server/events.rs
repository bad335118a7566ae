//! The WebSocket that pushes the state of the build, and to our page what the app does.

use std::time::Duration;

use actix_web::http::header;
use actix_web::rt::time;
use actix_web::{HttpRequest, HttpResponse, web};
use actix_ws::{CloseCode, Message, MessageStream, Session};
use serde_json::json;
use tokio::sync::OwnedSemaphorePermit;

use super::activity::{ConsoleNote, Event};
use super::guard::is_same_origin;
use super::heartbeat::Heartbeat;
use super::routes::plain;
use super::shared::{Origin, Shared};
use super::token::Token;

/// The subprotocol that is spoken.
pub(super) const SUBPROTOCOL: &str = "wasmrun.v1";

/// What the subprotocol that carries the token begins with. A token in the address would show up
/// in logs and histories.
const TOKEN_PREFIX: &str = "wasmrun.token.";

/// The most bytes of a frame: our page has nothing to say, the app's pages send console messages.
const LARGEST_FRAME: usize = 64 << 10;

/// How long to wait between two messages on what the app does.
const PAUSE: Duration = Duration::from_millis(30);

/// Opens the WebSocket for pages of this origin, and for nobody else.
pub(super) async fn events(
    request: HttpRequest,
    body: web::Payload,
    shared: web::Data<Shared>,
) -> Result<HttpResponse, actix_web::Error> {
    if let Some(refusal) = refusal(&request, &shared) {
        return Ok(refusal);
    }
    let Ok(permit) = shared.sockets.clone().try_acquire_owned() else {
        return Ok(plain(HttpResponse::ServiceUnavailable(), "too many pages are open\n"));
    };
    let (response, session, stream) =
        actix_ws::handle_with_protocols(&request, body, &[SUBPROTOCOL])?;
    let stream = stream.max_frame_size(LARGEST_FRAME);
    actix_web::rt::spawn(push(session, stream, shared, permit));
    Ok(response)
}

/// What to answer whoever is not a page of this origin that knows the token.
pub(super) fn refusal(request: &HttpRequest, shared: &Shared) -> Option<HttpResponse> {
    if !is_same_origin(request) {
        return Some(plain(HttpResponse::Forbidden(), "this page is of another origin\n"));
    }
    if !knows_token(request, &shared.token) {
        let text = "the token is missing or of another run\n";
        return Some(plain(HttpResponse::Forbidden(), text));
    }
    None
}

fn knows_token(request: &HttpRequest, token: &Token) -> bool {
    request
        .headers()
        .get_all(header::SEC_WEBSOCKET_PROTOCOL)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|offered| offered.split(','))
        .filter_map(|offered| offered.trim().strip_prefix(TOKEN_PREFIX))
        .any(|candidate| token.is(candidate))
}

/// Sends the state and every change of it until either side ends.
async fn push(
    mut session: Session,
    mut stream: MessageStream,
    shared: web::Data<Shared>,
    _permit: OwnedSemaphorePermit,
) {
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
                if !heartbeat.beat(&mut session).await {
                    break CloseCode::Away;
                }
            }
        }
    };
    // The other side may be gone already.
    let _ = session.close(Some(reason.into())).await;
}
