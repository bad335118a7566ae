//! Passes a request on to another, and its answer back.

use std::io;

use actix_web::body::{BodyStream, SizedStream};
use actix_web::http::{Method, StatusCode, header};
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use tokio::io::AsyncWriteExt as _;
use tokio::sync::mpsc;

use super::super::site::inject;
use super::body::Body;
use super::connection::Connection;
use super::head::{self, Answer};
use super::{Upstream, upload, websocket};

/// The largest page that gets our script, in bytes.
const LARGEST_PAGE: usize = 16 << 20;

/// The parts of a body that wait for a slow client.
const MOST_WAITING: usize = 8;

/// The answer of another to `request`. One that has none is shown as such.
pub(in crate::server) async fn forward(
    request: &HttpRequest,
    payload: web::Payload,
    upstream: Upstream,
) -> Result<HttpResponse, actix_web::Error> {
    if websocket::is_asked_for(request) {
        return Ok(match websocket::forward(request, payload, upstream.clone()).await {
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

/// Passes on an answer of which the head has come, and `begun` of the body.
pub(super) async fn pass_on(
    method: &Method,
    answer: &Answer,
    begun: Vec<u8>,
    connection: Connection,
    upstream: Upstream,
) -> io::Result<HttpResponse> {
    let mut response = response(answer);
    let length = answer.length.filter(|_| !answer.is_chunked);
    if matches!(answer.status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
        return Ok(response.finish());
    }
    let script = upstream.script().filter(|_| is_page(answer)).map(str::to_owned);
    if *method == Method::HEAD {
        // The length that the answer to `GET` would have.
        let added = script.map_or(0, |script| script.len() as u64);
        return Ok(match length {
            Some(length) => response.body(SizedStream::new(length + added, Parts::none())),
            None => response.body(BodyStream::new(Parts::none())),
        });
    }
    let mut body = Body::new(connection, begun, answer);
    let Some(script) = script else {
        let parts = stream_of(body, Vec::new(), upstream);
        // What the other leaves open, such as the type, stays open.
        return Ok(match length {
            Some(length) => response.body(SizedStream::new(length, parts)),
            None => response.body(BodyStream::new(parts)),
        });
    };
    Ok(match body.collect(LARGEST_PAGE).await? {
        Ok(page) => response.body(inject(&page, &script)),
        Err(begun) => response.streaming(stream_of(body, begun, upstream)),
    })
}

/// An answer with the status and the headers of the other's.
pub(super) fn response(answer: &Answer) -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::build(answer.status);
    for (name, value) in &answer.headers {
        response.append_header((name.clone(), value.clone()));
    }
    response
}

fn is_page(answer: &Answer) -> bool {
    let headers = &answer.headers;
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media_type.is_some_and(|text| text.trim_start().to_ascii_lowercase().starts_with("text/html"))
        && !headers.contains_key(header::CONTENT_ENCODING)
}

/// The rest of a body, behind what was read of it. A program is kept until its end.
fn stream_of(mut body: Body<Connection>, begun: Vec<u8>, upstream: Upstream) -> Parts {
    let (sender, parts) = mpsc::channel(MOST_WAITING);
    actix_web::rt::spawn(async move {
        if !begun.is_empty() && sender.send(Ok(Bytes::from(begun))).await.is_err() {
            return;
        }
        loop {
            let part = match body.next().await {
                Ok(None) => break,
                Ok(Some(part)) => Ok(part),
                Err(error) => Err(error),
            };
            let is_last = part.is_err();
            // The client may have gone.
            if sender.send(part).await.is_err() || is_last {
                break;
            }
        }
        drop(upstream);
    });
    Parts(parts)
}

/// The parts of a body as they come.
pub(super) struct Parts(pub(super) mpsc::Receiver<io::Result<Bytes>>);

impl Parts {
    /// A body of which nothing comes.
    fn none() -> Self {
        Self(mpsc::channel(1).1)
    }
}

impl futures_core::Stream for Parts {
    type Item = io::Result<Bytes>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}
