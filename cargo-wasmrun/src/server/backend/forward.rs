//! Passes a request on to the program, and its answer back.

use std::io;
use std::sync::Arc;

use actix_web::body::{BodyStream, SizedStream};
use actix_web::error::ErrorPayloadTooLarge;
use actix_web::http::header::{self, ContentType};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use super::super::site::inject;
use super::body::Body;
use super::head::{self, Answer};
use super::{Backend, websocket};

/// The largest body of a request, in bytes.
const LARGEST_REQUEST: usize = 64 << 20;

/// The largest page that gets our script, in bytes.
const LARGEST_PAGE: usize = 16 << 20;

/// The parts of a body that wait for a slow client.
const MOST_WAITING: usize = 8;

/// The program's answer to `request`; pages get `script`. A program that has no answer is shown as
/// such.
pub(in crate::server) async fn forward(
    request: &HttpRequest,
    payload: web::Payload,
    backend: Arc<Backend>,
    script: &str,
) -> Result<HttpResponse, actix_web::Error> {
    if websocket::is_asked_for(request) {
        return Ok(match websocket::forward(request, payload, backend.clone(), script).await {
            Ok(response) => response,
            Err(error) => failure(&backend, &error, script),
        });
    }
    let too_large = || ErrorPayloadTooLarge("the body of the request is too large\n");
    if announced_length(request).is_some_and(|length| length > LARGEST_REQUEST as u64) {
        return Err(too_large());
    }
    let body = payload.to_bytes_limited(LARGEST_REQUEST).await.map_err(|_| too_large())??;
    Ok(match exchange(request, &body, backend.clone(), script).await {
        Ok(response) => response,
        Err(error) => failure(&backend, &error, script),
    })
}

/// The length of the body as the head tells it.
fn announced_length(request: &HttpRequest) -> Option<u64> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn exchange(
    request: &HttpRequest,
    body: &Bytes,
    backend: Arc<Backend>,
    script: &str,
) -> io::Result<HttpResponse> {
    let mut stream = TcpStream::connect(backend.address()).await?;
    let has_body = !body.is_empty() || request.headers().contains_key(header::CONTENT_LENGTH);
    let head = head::request(request, has_body.then_some(body.len()), false);
    stream.write_all(&head).await?;
    stream.write_all(body).await?;
    let (answer, begun) = head::read(&mut stream).await?;
    pass_on(request.method(), &answer, begun, stream, backend, script).await
}

/// Passes on an answer of which the head has come, and `begun` of the body.
pub(super) async fn pass_on(
    method: &Method,
    answer: &Answer,
    begun: Vec<u8>,
    stream: TcpStream,
    backend: Arc<Backend>,
    script: &str,
) -> io::Result<HttpResponse> {
    let mut response = response(answer);
    if *method == Method::HEAD
        || matches!(answer.status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
    {
        return Ok(response.finish());
    }
    let mut body = Body::new(stream, begun, answer);
    if !is_page(answer) {
        let parts = stream_of(body, Vec::new(), backend);
        // What the program leaves open, such as the type, stays open.
        return Ok(match answer.length.filter(|_| !answer.is_chunked) {
            Some(length) => response.body(SizedStream::new(length, parts)),
            None => response.body(BodyStream::new(parts)),
        });
    }
    Ok(match body.collect(LARGEST_PAGE).await? {
        Ok(page) => response.body(inject(&page, script)),
        Err(begun) => response.streaming(stream_of(body, begun, backend)),
    })
}

/// An answer with the status and the headers of the program's.
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

/// The rest of a body, behind what was read of it. The program is kept until its end.
fn stream_of(mut body: Body<TcpStream>, begun: Vec<u8>, backend: Arc<Backend>) -> Parts {
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
        drop(backend);
    });
    Parts(parts)
}

/// The parts of a body as they come.
pub(super) struct Parts(pub(super) mpsc::Receiver<io::Result<Bytes>>);

impl futures_core::Stream for Parts {
    type Item = io::Result<Bytes>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}

/// What is shown when the program has no answer: how it ended, if it did.
fn failure(backend: &Backend, error: &io::Error, script: &str) -> HttpResponse {
    let (message, frames) = match backend.end() {
        Some(end) => (end.message, end.frames),
        None => (error.to_string(), Vec::new()),
    };
    HttpResponse::BadGateway()
        .content_type(ContentType::html())
        .body(head::page(&message, &frames, script))
}
