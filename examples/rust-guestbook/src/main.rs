//! A guest book: its pages are rendered here, on the server, and taken over by the client in the browser.
//!
//! Runs under `cargo wasmrun run --server --dir static`: descriptor 3 is a socket that listens.

mod view;

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::FromRawFd;

/// The module for the browser, which `build.rs` builds.
const CLIENT: &[u8] = include_bytes!(env!("CLIENT"));

/// The most bytes of what a guest writes.
const LONGEST_BODY: usize = 4 << 10;

fn main() -> io::Result<()> {
    // SAFETY: whoever started us gave us this descriptor, and nobody else uses it.
    let listener = unsafe { TcpListener::from_raw_fd(3) };
    let mut entries = vec!["Welcome!".to_owned()];
    loop {
        let (stream, _) = listener.accept()?;
        // A guest who leaves early is no reason to close the book.
        if let Err(error) = converse(stream, &mut entries) {
            eprintln!("a request was lost: {error}");
        }
    }
}

/// Answers one request.
fn converse(stream: TcpStream, entries: &mut Vec<String>) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split(' ');
    let (method, path) = (words.next().unwrap_or(""), words.next().unwrap_or("/"));
    let headers = headers(&mut reader)?;
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length.min(LONGEST_BODY)];
    reader.read_exact(&mut body)?;
    let mut stream = reader.into_inner();
    match (method, path.split('?').next().unwrap_or("/")) {
        ("GET", "/") => answer(&mut stream, "200 OK", "text/html; charset=utf-8", page(entries).as_bytes()),
        ("GET", "/client.wasm") => answer(&mut stream, "200 OK", "application/wasm", CLIENT),
        ("GET", path) => file(&mut stream, path),
        ("POST", "/entries") => {
            let body = String::from_utf8_lossy(&body).into_owned();
            entries.extend(body.strip_prefix("text=").map(decoded));
            // A browser without scripts goes back to the page.
            let is_page = headers.get("accept").is_some_and(|accept| accept.contains("text/html"));
            let head: &[u8] = if is_page {
                b"HTTP/1.1 303 See Other\r\nLocation: /\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            } else {
                b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
            };
            stream.write_all(head)
        }
        _ => answer(&mut stream, "404 Not Found", "text/plain", b"not found\n"),
    }
}

/// The header lines, names in lower case.
fn headers(reader: &mut impl BufRead) -> io::Result<HashMap<String, String>> {
    let mut headers = HashMap::new();
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        if let Some((name, value)) = line.split_once(':') {
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
        line.clear();
    }
    Ok(headers)
}

fn page(entries: &[String]) -> String {
    let entries: String = entries.iter().map(|text| view::entry(text)).collect();
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Guest book</title>\
         <link rel=\"stylesheet\" href=\"/static/style.css\">\
         <script type=\"module\" src=\"/static/client.js\"></script></head>\
         <body><h1>Guest book</h1><ul>{entries}</ul>\
         <form method=\"post\" action=\"/entries\"><input name=\"text\" required> <button>Write</button></form>\
         </body></html>"
    )
}

/// A file of the folder `static`, which the program was given.
fn file(stream: &mut TcpStream, path: &str) -> io::Result<()> {
    let name = path.strip_prefix("/static/").filter(|name| !name.contains('/'));
    let media_type = match name.and_then(|name| name.rsplit_once('.')) {
        Some((_, "css")) => "text/css; charset=utf-8",
        Some((_, "js")) => "text/javascript; charset=utf-8",
        _ => return answer(stream, "404 Not Found", "text/plain", b"not found\n"),
    };
    match std::fs::read(format!("static/{}", name.unwrap_or_default())) {
        Ok(content) => answer(stream, "200 OK", media_type, &content),
        Err(_) => answer(stream, "404 Not Found", "text/plain", b"not found\n"),
    }
}

fn answer(stream: &mut TcpStream, status: &str, media_type: &str, body: &[u8]) -> io::Result<()> {
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )?;
    stream.write_all(body)
}

/// A value of a form as the guest wrote it.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [rest.next(), rest.next()].map(|digit| digit.map_or('0', char::from));
                u8::from_str_radix(&String::from_iter(digits), 16).unwrap_or(b'?')
            }
            byte => byte,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
