//! Passes a request on to another, and its answer back.

use std::io;
use std::sync::Arc;

use actix_web::http::header;
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use tokio::io::AsyncWriteExt as _;

use super::super::activity::Activity;
use super::answer::pass_on;
use super::{Upstream, head, upload, websocket};

/// The answer of another to `request`. One that has none is shown as such. What passes through a WebSocket is noted.
pub(in crate::server) async fn forward(
    request: &HttpRequest,
    payload: web::Payload,
    upstream: Upstream,
    activity: &Arc<Activity>,
) -> Result<HttpResponse, actix_web::Error> {
    if websocket::is_asked_for(request) {
        return Ok(match websocket::forward(request, payload, upstream.clone(), activity).await {
            Ok(response) => response,
            Err(error) => upstream.failure(&error),
        });
    }
    if announced_length(request).is_some_and(|length| length > upload::LARGEST as u64) {
        return Err(upload::too_large());
    }
    let body = upload::collect(payload, upload::LARGEST, upload::PATIENCE).await?;
    Ok(match exchange(request, &body, upstream.clone()).await {
        Ok(response) => response,
        Err(error) => upstream.failure(&error),
    })
}

/// The length of the body as the head tells it.
fn announced_length(request: &HttpRequest) -> Option<u64> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn exchange(
    request: &HttpRequest,
    body: &Bytes,
    upstream: Upstream,
) -> io::Result<HttpResponse> {
    let mut connection = upstream.connect().await?;
    let has_body = !body.is_empty() || request.headers().contains_key(header::CONTENT_LENGTH);
    let head = head::request(request, &upstream, has_body.then_some(body.len()), false);
    connection.write_all(&head).await?;
    connection.write_all(body).await?;
    connection.flush().await?;
    let (answer, begun) = head::read(&mut connection).await?;
    pass_on(request.method(), &answer, begun, connection, upstream).await
}
