//! Passes a WebSocket on: after the handshake bytes go both ways as they are.

use std::io;

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, ReadHalf, WriteHalf, split};
use tokio::sync::mpsc;

use super::answer::{Parts, pass_on, response};
use super::connection::Connection;
use super::upload::next;
use super::{Upstream, head};

/// The parts that wait for a slow client.
const MOST_WAITING: usize = 8;

/// Whether `request` offers to go on as a WebSocket.
pub(super) fn is_asked_for(request: &HttpRequest) -> bool {
    let protocol = request.headers().get(header::UPGRADE).and_then(|value| value.to_str().ok());
    protocol.is_some_and(|protocol| protocol.eq_ignore_ascii_case("websocket"))
}

/// The answer to the offer, and all that follows it.
pub(super) async fn forward(
    request: &HttpRequest,
    payload: web::Payload,
    upstream: Upstream,
) -> io::Result<HttpResponse> {
    let mut connection = upstream.connect().await?;
    connection.write_all(&head::request(request, &upstream, None, true)).await?;
    let (answer, begun) = head::read(&mut connection).await?;
    if answer.status != StatusCode::SWITCHING_PROTOCOLS {
        return pass_on(request.method(), &answer, begun, connection, upstream).await;
    }
    let (incoming, outgoing) = split(connection);
    let (sender, parts) = mpsc::channel(MOST_WAITING);
    actix_web::rt::spawn(async move {
        actix_web::rt::spawn(send(payload, outgoing));
        receive(incoming, begun, &sender).await;
        drop(upstream);
    });
    Ok(response(&answer, false).upgrade("websocket").streaming(Parts(parts)))
}

async fn send(mut payload: web::Payload, mut outgoing: WriteHalf<Connection>) {
    while let Some(Ok(part)) = next(&mut payload).await {
        if outgoing.write_all(&part).await.is_err() {
            return;
        }
    }
    // The other side learns that the client has gone; it may be gone as well.
    let _ = outgoing.shutdown().await;
}

async fn receive(
    mut incoming: ReadHalf<Connection>,
    begun: Vec<u8>,
    sender: &mpsc::Sender<io::Result<Bytes>>,
) {
    let mut part = begun;
    loop {
        if !part.is_empty()
            && sender.send(Ok(Bytes::from(std::mem::take(&mut part)))).await.is_err()
        {
            return;
        }
        match incoming.read_buf(&mut part).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
    }
}
