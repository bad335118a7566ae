//! Opens WebSockets: to pages of this origin that know its token, and not to too many at once.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use actix_ws::{MessageStream, Session};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::guard::is_same_origin;
use super::routes::plain;
use super::shared::Shared;
use super::token::Token;

/// The subprotocol that is spoken.
const SUBPROTOCOL: &str = "wasmrun.v1";

/// What the subprotocol that carries the token begins with. A token in the address would show up
/// in logs and histories.
const TOKEN_PREFIX: &str = "wasmrun.token.";

/// The most bytes of a frame from a page.
const LARGEST_FRAME: usize = 64 << 10;

/// An open WebSocket, which has a place among those of its kind until it is dropped.
pub(super) struct Socket {
    pub(super) session: Session,
    pub(super) stream: MessageStream,
    _place: OwnedSemaphorePermit,
}

/// Opens a WebSocket if there is one of `places` left. An error is the answer to who gets none.
pub(super) fn open(
    request: &HttpRequest,
    body: web::Payload,
    shared: &Shared,
    places: &Arc<Semaphore>,
) -> Result<(HttpResponse, Socket), HttpResponse> {
    if !is_same_origin(request) {
        return Err(plain(HttpResponse::Forbidden(), "this page is of another origin\n"));
    }
    if !knows_token(request, &shared.token) {
        let text = "the token is missing or of another run\n";
        return Err(plain(HttpResponse::Forbidden(), text));
    }
    let Ok(place) = places.clone().try_acquire_owned() else {
        return Err(plain(HttpResponse::ServiceUnavailable(), "too many of these are open\n"));
    };
    let (response, session, stream) =
        actix_ws::handle_with_protocols(request, body, &[SUBPROTOCOL])
            .map_err(HttpResponse::from_error)?;
    let stream = stream.max_frame_size(LARGEST_FRAME);
    Ok((response, Socket { session, stream, _place: place }))
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
