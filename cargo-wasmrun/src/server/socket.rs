//! Opens a WebSocket to a page of this origin that knows its token, if not too many are open.

use std::sync::Arc;

use actix_web::error::InternalError;
use actix_web::http::header;
use actix_web::{Error, HttpRequest, HttpResponse, HttpResponseBuilder, web};
use actix_ws::{MessageStream, Session};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::guard::is_same_origin;
use super::plain_text::plain;
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

/// Opens a WebSocket if there is one of `places` left. An error is the answer to whoever gets none.
pub(super) fn open(
    request: &HttpRequest,
    body: web::Payload,
    shared: &Shared,
    places: &Arc<Semaphore>,
) -> Result<(HttpResponse, Socket), Error> {
    if !is_same_origin(request) {
        return Err(refusal(HttpResponse::Forbidden(), "this page is of another origin\n"));
    }
    if !knows_token(request, &shared.token) {
        let text = "the token is missing or of another run\n";
        return Err(refusal(HttpResponse::Forbidden(), text));
    }
    let Ok(place) = places.clone().try_acquire_owned() else {
        return Err(refusal(HttpResponse::ServiceUnavailable(), "too many of these are open\n"));
    };
    let (response, session, stream) =
        actix_ws::handle_with_protocols(request, body, &[SUBPROTOCOL])?;
    let stream = stream.max_frame_size(LARGEST_FRAME);
    Ok((response, Socket { session, stream, _place: place }))
}

fn refusal(response: HttpResponseBuilder, text: &'static str) -> Error {
    InternalError::from_response(text, plain(response, text)).into()
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
