//! A back end of the user's, which answers what is passed on to it and tells what it was asked.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

/// A server that answers every request with what it was asked for, and echoes on web sockets.
pub(crate) struct BackEnd {
    address: SocketAddr,
    requests: Receiver<String>,
}

impl BackEnd {
    /// Listens on a port of its own.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("its address");
        let (sender, requests) = mpsc::channel();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let sender = sender.clone();
                thread::spawn(move || answer(stream, &sender));
            }
        });
        Self { address, requests }
    }

    /// Host and port.
    pub(crate) fn authority(&self) -> String {
        self.address.to_string()
    }

    /// The next request that came: its head in lower case, and its body.
    pub(crate) fn next_request(&self) -> String {
        self.requests.recv_timeout(Duration::from_mins(1)).expect("a request")
    }

    /// Whether nothing came since the last look.
    pub(crate) fn is_untouched(&self) -> bool {
        self.requests.try_recv().is_err()
    }
}

fn answer(mut stream: TcpStream, requests: &Sender<String>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if stream.read_exact(&mut byte).is_err() {
            return;
        }
        head.extend(byte);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let lower = head.to_ascii_lowercase();
    let length = lower.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    if stream.read_exact(&mut body).is_err() {
        return;
    }
    let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
    // The test may be over.
    let _ = requests.send(format!("{lower}{}", String::from_utf8_lossy(&body)));
    if lower.contains("upgrade: websocket") {
        return echo(stream);
    }
    let body = format!("<html><head></head><body>asked for {target}</body></html>");
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nX-Own: yes\r\n\r\n{body}",
        body.len()
    );
    let _ = stream.write_all(answer.as_bytes());
}

fn echo(mut stream: TcpStream) {
    let accepted =
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
        Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    let mut part = [0; 4096];
    let mut count = stream.write_all(accepted).map(|()| 0);
    while count.is_ok() {
        match stream.read(&mut part) {
            Ok(0) | Err(_) => return,
            Ok(length) => count = stream.write_all(&part[..length]).map(|()| length),
        }
    }
}
