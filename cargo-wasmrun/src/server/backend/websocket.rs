//! Passes a WebSocket on: after the handshake bytes go both ways as they are, and what they say is noted.

use std::io;
use std::sync::Arc;

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, ReadHalf, WriteHalf, split};
use tokio::sync::mpsc;

use super::super::activity::{Activity, End, Event};
use super::answer::{Parts, pass_on, response};
use super::connection::Connection;
use super::messages::Messages;
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
    activity: &Arc<Activity>,
) -> io::Result<HttpResponse> {
    let mut connection = upstream.connect().await?;
    connection.write_all(&head::request(request, &upstream, None, true)).await?;
    let (answer, begun) = head::read(&mut connection).await?;
    if answer.status != StatusCode::SWITCHING_PROTOCOLS {
        return pass_on(request.method(), &answer, begun, connection, upstream).await;
    }
    let (incoming, outgoing) = split(connection);
    let (sender, parts) = mpsc::channel(MOST_WAITING);
    let from_page = Log::new(request, End::Page, activity);
    let from_server = Log::new(request, End::Server, activity);
    actix_web::rt::spawn(async move {
        actix_web::rt::spawn(send(payload, outgoing, from_page));
        receive(incoming, begun, &sender, from_server).await;
        drop(upstream);
    });
    Ok(response(&answer, false).upgrade("websocket").streaming(Parts(parts)))
}

/// Notes the messages of one direction.
struct Log {
    path: String,
    from: End,
    messages: Messages,
    activity: Arc<Activity>,
}

impl Log {
    fn new(request: &HttpRequest, from: End, activity: &Arc<Activity>) -> Self {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
        Self { path, from, messages: Messages::default(), activity: activity.clone() }
    }

    fn note(&mut self, part: &[u8]) {
        for message in self.messages.read(part) {
            self.activity.note(Event::Message {
                path: self.path.clone(),
                from: self.from,
                text: message.text,
                bytes: message.bytes,
            });
        }
    }
}

async fn send(mut payload: web::Payload, mut outgoing: WriteHalf<Connection>, mut log: Log) {
    while let Some(Ok(part)) = next(&mut payload).await {
        log.note(&part);
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
    mut log: Log,
) {
    let mut part = begun;
    loop {
        log.note(&part);
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
