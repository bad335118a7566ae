//! Limits of the server: bodies, open pages, connections.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::guest::serves;
use crate::http::{get, request, request_to, token};
use crate::project::{Module, writes};
use crate::server::Server;

/// The largest body of a request that is passed on, in bytes.
const LARGEST_BODY: usize = 64 << 20;

/// The most pages that are told of builds.
const MOST_SOCKETS: usize = 256;

/// The status that comes after `head` and then `part`, again and again, until the server has had enough.
fn status_of_upload(authority: &str, head: &str, part: &[u8], most: usize) -> u16 {
    let mut stream = TcpStream::connect(authority).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a watchdog");
    stream.set_write_timeout(Some(Duration::from_mins(1))).expect("a watchdog");
    stream.write_all(head.as_bytes()).expect("the head is sent");
    for _ in 0..most {
        // The server may refuse, and close, before it has got all.
        if stream.write_all(part).is_err() {
            break;
        }
    }
    let mut line = [0; 12];
    stream.read_exact(&mut line).expect("a status line");
    String::from_utf8_lossy(&line[9..]).parse().expect("a status")
}

fn serve_program() -> (Server, Module) {
    let answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfine\n";
    let module = Module::new(&serves(answer, ""));
    let mut server = Server::start_with(&module.path(), ["--port", "0", "--server"]);
    server.wait("built");
    (server, module)
}

#[test]
fn a_body_that_is_too_large_reaches_no_program() {
    let (server, _module) = serve_program();
    let own = server.app_authority();
    let head = |line: &str| format!("POST /upload HTTP/1.1\r\nHost: {own}\r\n{line}\r\n\r\n");
    // It is known from the head already: nothing of the body need come.
    for length in [LARGEST_BODY + 1, 1 << 50] {
        let head = head(&format!("Content-Length: {length}"));
        assert_eq!(status_of_upload(own, &head, b"", 0), 413, "{length}");
    }
    let chunk = [b"100000\r\n".as_slice(), &vec![b'x'; 1 << 20], b"\r\n"].concat();
    let head = head("Transfer-Encoding: chunked");
    assert_eq!(status_of_upload(own, &head, &chunk, LARGEST_BODY / (1 << 20) + 1), 413);
    assert_eq!(request_to(own, "GET /", &[("Host", own)]).body, "fine\n");
}

#[test]
fn a_body_that_nobody_asked_for_is_not_kept() {
    let module = Module::new(&writes("hello"));
    let mut server = Server::start(&module.path());
    server.wait("built");
    let own = server.authority();
    let headers = [("Host", own), ("Content-Length", "1125899906842624")];
    assert_eq!(request(&server, "POST /__wasmrun/v1/state", &headers).status, 405);
    assert_eq!(get(&server, "/").status, 200);
}

#[test]
fn so_many_pages_are_told_and_no_more() {
    let module = Module::new(&writes("hello"));
    let mut server = Server::start(&module.path());
    server.wait("built");
    let token = token(&server);
    let mut open: Vec<TcpStream> = Vec::new();
    for _ in 0..MOST_SOCKETS {
        let (status, stream) = listen(&server, &token);
        assert_eq!(status, 101);
        open.push(stream);
    }
    assert_eq!(listen(&server, &token).0, 503);
    assert_eq!(get(&server, "/").status, 200, "all else is answered");
    let mut last = open.pop().expect("one of them");
    last.write_all(b"\x88\x80\0\0\0\0").expect("it says that it closes");
    last.read_to_end(&mut Vec::new()).expect("it is closed");
    // The place is free once the server has noticed, which nobody is told.
    while listen(&server, &token).0 == 503 {}
}

/// Opens our page's WebSocket; the status and the connection.
fn listen(server: &Server, token: &str) -> (u16, TcpStream) {
    let own = server.authority();
    let text = format!(
        "GET /__wasmrun/v1/events HTTP/1.1\r\nHost: {own}\r\nConnection: Upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         Sec-WebSocket-Protocol: wasmrun.v1, wasmrun.token.{token}\r\nOrigin: {}\r\n\r\n",
        server.url()
    );
    let mut stream = TcpStream::connect(own).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a watchdog");
    stream.write_all(text.as_bytes()).expect("the request is sent");
    let mut line = [0; 12];
    stream.read_exact(&mut line).expect("a status line");
    (String::from_utf8_lossy(&line[9..]).parse().expect("a status"), stream)
}

#[test]
fn clients_that_say_nothing_keep_nobody_out_once_they_are_gone() {
    let module = Module::new(&writes("hello"));
    let mut server = Server::start(&module.path());
    server.wait("built");
    let silent: Vec<TcpStream> = (0..600)
        .map_while(|_| {
            let mut stream = TcpStream::connect(server.authority()).ok()?;
            stream.write_all(b"GET / HTTP/1.1\r\nHost: ").ok()?;
            Some(stream)
        })
        .collect();
    assert!(silent.len() > 200, "{}", silent.len());
    assert_eq!(get(&server, "/").status, 200);
    drop(silent);
    assert_eq!(get(&server, "/").status, 200);
}
