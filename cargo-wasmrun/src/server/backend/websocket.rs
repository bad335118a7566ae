//! Passes a WebSocket on to the program: after the handshake bytes go both ways as they are.

use std::io;
use std::sync::Arc;

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc;

use super::forward::{Parts, pass_on, response};
use super::{Backend, head};

/// The parts that wait for a slow client.
const MOST_WAITING: usize = 8;

/// Whether `request` offers to go on as a WebSocket.
pub(super) fn is_asked_for(request: &HttpRequest) -> bool {
    let protocol = request.headers().get(header::UPGRADE).and_then(|value| value.to_str().ok());
    protocol.is_some_and(|protocol| protocol.eq_ignore_ascii_case("websocket"))
}

/// The program's answer to the offer, and all that follows it.
pub(super) async fn forward(
    request: &HttpRequest,
    payload: web::Payload,
    backend: Arc<Backend>,
    script: &str,
) -> io::Result<HttpResponse> {
    let mut stream = TcpStream::connect(backend.address()).await?;
    stream.write_all(&head::request(request, None, true)).await?;
    let (answer, begun) = head::read(&mut stream).await?;
    if answer.status != StatusCode::SWITCHING_PROTOCOLS {
        return pass_on(request.method(), &answer, begun, stream, backend, script).await;
    }
    let (from_program, to_program) = stream.into_split();
    let (sender, parts) = mpsc::channel(MOST_WAITING);
    actix_web::rt::spawn(async move {
        actix_web::rt::spawn(send(payload, to_program));
        receive(from_program, begun, &sender).await;
        drop(backend);
    });
    Ok(response(&answer).upgrade("websocket").streaming(Parts(parts)))
}

async fn send(mut payload: web::Payload, mut to_program: OwnedWriteHalf) {
    while let Some(Ok(part)) = std::future::poll_fn(|context| {
        futures_core::Stream::poll_next(std::pin::Pin::new(&mut payload), context)
    })
    .await
    {
        if to_program.write_all(&part).await.is_err() {
            return;
        }
    }
}

async fn receive(
    mut from_program: OwnedReadHalf,
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
        match from_program.read_buf(&mut part).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
    }
}
