//! Passes an answer of another on, as it comes; a page gets our script.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodyStream, SizedStream};
use actix_web::http::{Method, StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, HttpResponseBuilder};
use futures_core::Stream;
use tokio::sync::mpsc;

use super::super::site::{inject, is_place_certain};
use super::Upstream;
use super::body::Body;
use super::connection::Connection;
use super::head::Answer;

/// A page gets our script somewhere in its first so many bytes.
const LONGEST_BEGINNING: usize = 64 << 10;

/// The parts of a body that wait for a slow client.
const MOST_WAITING: usize = 8;

/// What names a page, or lets a browser ask for a part of it: with our script it is another, with each build.
const OF_CONTENT: [header::HeaderName; 3] =
    [header::ETAG, header::LAST_MODIFIED, header::ACCEPT_RANGES];

/// Passes on an answer of which the head has come, and `begun` of the body.
pub(super) async fn pass_on(
    method: &Method,
    answer: &Answer,
    begun: Vec<u8>,
    connection: Connection,
    upstream: Upstream,
) -> io::Result<HttpResponse> {
    let script = upstream.script().filter(|_| is_page(answer)).unwrap_or_default().to_owned();
    let mut response = response(answer, !script.is_empty());
    let length = answer.length.filter(|_| !answer.is_chunked);
    if matches!(answer.status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
        return Ok(response.finish());
    }
    let length = length.map(|length| length + script.len() as u64);
    if *method == Method::HEAD {
        // The length that the answer to `GET` would have.
        return Ok(finish(response, length, Parts::none()));
    }
    let mut body = Body::new(connection, begun, answer);
    if script.is_empty() {
        return Ok(finish(response, length, stream_of(body, Vec::new(), upstream)));
    }
    let is_enough = |begun: &[u8]| begun.len() > LONGEST_BEGINNING || is_place_certain(begun);
    let page = inject(&body.beginning(is_enough).await?, &script);
    Ok(finish(response, length, stream_of(body, page, upstream)))
}

/// An answer with the status and the headers of the other's. One whose content is changed has lost its names.
pub(super) fn response(answer: &Answer, is_changed: bool) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(answer.status);
    let headers = answer.headers.iter();
    for (name, value) in headers.filter(|(name, _)| !is_changed || !OF_CONTENT.contains(name)) {
        response.append_header((name.clone(), value.clone()));
    }
    response
}

/// The answer with its body. What the other leaves open, such as the type, stays open.
fn finish(mut response: HttpResponseBuilder, length: Option<u64>, parts: Parts) -> HttpResponse {
    match length {
        Some(length) => response.body(SizedStream::new(length, parts)),
        None => response.body(BodyStream::new(parts)),
    }
}

fn is_page(answer: &Answer) -> bool {
    let headers = &answer.headers;
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media_type.is_some_and(|text| text.trim_start().to_ascii_lowercase().starts_with("text/html"))
        && !headers.contains_key(header::CONTENT_ENCODING)
        && answer.status != StatusCode::PARTIAL_CONTENT
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

impl Stream for Parts {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}
