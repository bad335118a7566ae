//! HTTP by hand, since no client library would send what an attacker does.

use std::io::{BufRead, BufReader, Read, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::server::Server;

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

/// Sends `bytes` as they are. `None` if the server closes the connection without a word.
pub(crate) fn send(server: &Server, bytes: &[u8]) -> Option<Answer> {
    send_to(server.authority(), bytes)
}

/// Sends `bytes` as they are to the server at this host and port.
pub(crate) fn send_to(authority: &str, bytes: &[u8]) -> Option<Answer> {
    let mut stream = TcpStream::connect(authority).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a watchdog");
    stream.write_all(bytes).expect("the request is sent");
    let mut answer = Vec::new();
    let mut buffer = [0; 4096];
    // An answer of 101 does not end; its head is all that is asked for.
    while !answer.starts_with(b"HTTP/1.1 101") || !answer.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(count) => answer.extend_from_slice(&buffer[..count]),
        }
    }
    let text = String::from_utf8_lossy(&answer);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, head: head.to_ascii_lowercase(), body: body.to_owned() })
}

/// One answer, its head and its body, of a connection that may go on after it.
pub(crate) fn one_answer(mut reader: impl BufRead) -> String {
    let mut answer = String::new();
    while !answer.ends_with("\r\n\r\n") {
        let count = reader.read_line(&mut answer).expect("a line");
        assert_ne!(count, 0, "the head is cut off: {answer}");
    }
    let length = answer.lines().find_map(|line| {
        line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok()
    });
    let mut body = vec![0; length.unwrap_or(0)];
    match length {
        Some(_) => reader.read_exact(&mut body).expect("a whole body"),
        None if answer.starts_with("HTTP/1.1 101") => {}
        // Over TLS, the end may come without a word.
        None => drop(reader.read_to_end(&mut body)),
    }
    answer + &String::from_utf8_lossy(&body)
}

/// Sends a request with these header lines.
pub(crate) fn request(server: &Server, line: &str, headers: &[(&str, &str)]) -> Answer {
    request_to(server.authority(), line, headers)
}

/// Sends a request with these header lines to the server at this host and port.
pub(crate) fn request_to(authority: &str, line: &str, headers: &[(&str, &str)]) -> Answer {
    let headers: Vec<String> =
        headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let text = format!("{line} HTTP/1.1\r\nConnection: close\r\n{}\r\n", headers.concat());
    send_to(authority, text.as_bytes()).unwrap_or_else(|| panic!("no answer to {line} {headers:?}"))
}

/// Reads a path as the page does.
pub(crate) fn get(server: &Server, path: &str) -> Answer {
    request(server, &format!("GET {path}"), &[("Host", server.authority())])
}

/// The token of this run, as the page learns it.
pub(crate) fn token(server: &Server) -> String {
    let session: serde_json::Value =
        serde_json::from_str(&get(server, "/__wasmrun/v1/session").body).expect("JSON");
    session["token"].as_str().expect("a token").to_owned()
}

/// The path of the current program's module, once it is built.
pub(crate) fn program_url(server: &Server) -> String {
    let begin = Instant::now();
    loop {
        let state: serde_json::Value =
            serde_json::from_str(&get(server, "/__wasmrun/v1/state").body).expect("JSON");
        if let Some(url) = state["program"]["url"].as_str() {
            return url.to_owned();
        }
        assert!(begin.elapsed() < Duration::from_mins(1), "never a program: {state}");
    }
}

/// Tries to open our page's WebSocket and answers with the status.
pub(crate) fn upgrade(
    server: &Server,
    host: &str,
    origin: Option<&str>,
    token: Option<&str>,
) -> u16 {
    upgrade_at(server.authority(), "/__wasmrun/v1/events", host, origin, token)
}

/// Tries to open a WebSocket at this host and port, and answers with the status.
pub(crate) fn upgrade_at(
    authority: &str,
    path: &str,
    host: &str,
    origin: Option<&str>,
    token: Option<&str>,
) -> u16 {
    let mut stream = ask_for_socket(authority, path, host, origin, token);
    let mut head = [0; 12];
    stream.read_exact(&mut head).expect("a status line");
    String::from_utf8_lossy(&head[9..]).parse().expect("a status")
}

/// Asks for a WebSocket at this host and port as its own pages do, and takes the head of the answer.
pub(crate) fn open_socket(authority: &str, path: &str, token: &str) -> BufReader<TcpStream> {
    let origin = format!("http://{authority}");
    let stream = ask_for_socket(authority, path, authority, Some(&origin), Some(token));
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).expect("a status line");
    assert!(line.starts_with("HTTP/1.1 101"), "{line}");
    while line != "\r\n" {
        line.clear();
        reader.read_line(&mut line).expect("the head");
    }
    reader
}

fn ask_for_socket(
    authority: &str,
    path: &str,
    host: &str,
    origin: Option<&str>,
    token: Option<&str>,
) -> TcpStream {
    let protocols = token.map_or_else(
        || "wasmrun.v1".to_owned(),
        |token| format!("wasmrun.v1, wasmrun.token.{token}"),
    );
    let origin = origin.map(|origin| format!("Origin: {origin}\r\n")).unwrap_or_default();
    let text = format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         Sec-WebSocket-Protocol: {protocols}\r\n{origin}\r\n"
    );
    let mut stream = TcpStream::connect(authority).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a watchdog");
    stream.write_all(text.as_bytes()).expect("the request is sent");
    stream
}

/// The content of the next frame.
pub(crate) fn message(reader: &mut impl Read) -> Option<Vec<u8>> {
    let mut head = [0; 2];
    reader.read_exact(&mut head).ok()?;
    let length = match head[1] {
        126 => {
            let mut length = [0; 2];
            reader.read_exact(&mut length).ok()?;
            usize::from(u16::from_be_bytes(length))
        }
        127 => {
            let mut length = [0; 8];
            reader.read_exact(&mut length).ok()?;
            usize::try_from(u64::from_be_bytes(length)).ok()?
        }
        length => usize::from(length),
    };
    let mut content = vec![0; length];
    reader.read_exact(&mut content).ok()?;
    Some(content)
}

/// A text in a frame, masked by zeros, as clients send it.
pub(crate) fn frame(text: &str) -> Vec<u8> {
    let length = (text.len() as u64).to_be_bytes();
    [&[0x81, 0x80 | 127][..], &length, &[0; 4], text.as_bytes()].concat()
}
