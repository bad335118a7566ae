//! The heads of requests that are passed on and of their answers.

use std::fmt::Write as _;
use std::io;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::Upstream;

/// The longest head of an answer, in bytes.
const LONGEST: usize = 64 << 10;

/// The most header lines of an answer.
const MOST_LINES: usize = 128;

/// The headers that are about one connection and not about what it carries (RFC 9110, section 7.6.1).
const OF_CONNECTION: [HeaderName; 9] = [
    header::CONNECTION,
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
];

/// What is known of the client, which nobody but us may tell.
const OF_CLIENT: [HeaderName; 5] = [
    header::FORWARDED,
    HeaderName::from_static("x-forwarded-for"),
    HeaderName::from_static("x-forwarded-host"),
    HeaderName::from_static("x-forwarded-proto"),
    HeaderName::from_static("x-real-ip"),
];

/// The head that passes `request` on. `length` is that of its body; `upgrades` keeps the offer of
/// another protocol.
pub(super) fn request(
    request: &HttpRequest,
    upstream: &Upstream,
    length: Option<usize>,
    upgrades: bool,
) -> Vec<u8> {
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    let target = upstream.target(target);
    let mut head = format!("{} {target} HTTP/1.1\r\n", request.method()).into_bytes();
    let mut line = |name: &str, value: &[u8]| {
        head.extend_from_slice(name.as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value);
        head.extend_from_slice(b"\r\n");
    };
    if let Some(authority) = upstream.authority() {
        line("host", authority.as_bytes());
    }
    for (name, value) in request.headers() {
        if passes(request.headers(), name, upstream) {
            line(name.as_str(), value.as_bytes());
        }
    }
    if let Some(length) = length {
        line("content-length", length.to_string().as_bytes());
    }
    if let Some(peer) = request.peer_addr() {
        line("x-forwarded-for", peer.ip().to_string().as_bytes());
    }
    if let Some(host) = request.headers().get(header::HOST) {
        line("x-forwarded-host", host.as_bytes());
    }
    let scheme: &[u8] = if request.app_config().secure() { b"https" } else { b"http" };
    line("x-forwarded-proto", scheme);
    if let Some(protocol) = request.headers().get(header::UPGRADE).filter(|_| upgrades) {
        line("connection", b"upgrade");
        line("upgrade", protocol.as_bytes());
    } else {
        // A program that serves one connection at a time would wait for the next request on it.
        line("connection", b"close");
    }
    head.extend_from_slice(b"\r\n");
    head
}

/// Whether a header of a request is passed on as it is.
fn passes(headers: &HeaderMap, name: &HeaderName, upstream: &Upstream) -> bool {
    // Pages that get our script must come as they are, and so must messages that our page shows.
    let is_changed = (*name == header::ACCEPT_ENCODING && upstream.script().is_some())
        || (*name == header::HOST && upstream.authority().is_some())
        || [header::CONTENT_LENGTH, header::EXPECT, header::SEC_WEBSOCKET_EXTENSIONS]
            .contains(name);
    !is_changed
        && !OF_CONNECTION.contains(name)
        && !OF_CLIENT.contains(name)
        && !is_named_by_connection(headers, name)
}

/// Whether the client says that a header is about the connection.
fn is_named_by_connection(headers: &HeaderMap, name: &HeaderName) -> bool {
    headers
        .get_all(header::CONNECTION)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|named| named.trim().eq_ignore_ascii_case(name.as_str()))
}

/// The head of an answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    /// Without those that are about the connection.
    pub(super) headers: HeaderMap,
    pub(super) is_chunked: bool,
    pub(super) length: Option<u64>,
}

/// Reads the head of an answer, and what came of the body with it. Interim answers are passed over.
pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<(Answer, Vec<u8>)> {
    let mut bytes = Vec::new();
    loop {
        while let Some((answer, length)) = parse(&bytes)? {
            bytes.drain(..length);
            let is_interim = answer.status.is_informational()
                && answer.status != StatusCode::SWITCHING_PROTOCOLS;
            if !is_interim {
                return Ok((answer, bytes));
            }
        }
        if bytes.len() > LONGEST {
            return Err(io::Error::other("the head of its answer is too long"));
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

/// The head that `bytes` begin with, and its length; none if it has not all come.
fn parse(bytes: &[u8]) -> io::Result<Option<(Answer, usize)>> {
    let mut lines = [httparse::EMPTY_HEADER; MOST_LINES];
    let mut response = httparse::Response::new(&mut lines);
    let parsed = response
        .parse(bytes)
        .map_err(|error| io::Error::other(format!("its answer is not HTTP: {error}")))?;
    let httparse::Status::Complete(length) = parsed else { return Ok(None) };
    let status = response.code.and_then(|code| StatusCode::from_u16(code).ok());
    let status = status.ok_or_else(|| io::Error::other("its answer has no status"))?;
    let mut headers = HeaderMap::new();
    for line in response.headers.iter() {
        let name = HeaderName::from_bytes(line.name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(line.value)) {
            headers.append(name, value);
        }
    }
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let is_chunked = text(header::TRANSFER_ENCODING)
        .is_some_and(|encoding| encoding.to_ascii_lowercase().ends_with("chunked"));
    let length_of_body = text(header::CONTENT_LENGTH).and_then(|length| length.trim().parse().ok());
    for name in &OF_CONNECTION {
        headers.remove(name);
    }
    headers.remove(header::CONTENT_LENGTH);
    Ok(Some((Answer { status, headers, is_chunked, length: length_of_body }, length)))
}

/// What a page shows of one who does not answer.
pub(super) fn page(title: &str, message: &str, frames: &[String], script: &str) -> String {
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><head>{script}<meta charset=\"utf-8\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>No answer</title></head><body>\
         <h1>{title}</h1><p>{}</p>",
        escaped(message)
    );
    if !frames.is_empty() {
        let _ = write!(page, "<pre>{}</pre>", escaped(&frames.join("\n")));
    }
    page.push_str("</body></html>");
    page
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read_as_they_come() {
        assert!(parse(b"HTTP/1.1 200 OK\r\nContent-Le").unwrap().is_none());
        let (answer, length) = parse(
            b"HTTP/1.1 201 \r\nContent-Length: 5\r\nConnection: keep-alive\r\nX: y\r\n\r\nhello",
        )
        .unwrap()
        .unwrap();
        assert_eq!((answer.status.as_u16(), answer.length, length), (201, Some(5), 66));
        assert_eq!(answer.headers.len(), 1);
        for wrong in [&b"hello there\r\n\r\n"[..], b"\0", b"HTTP/1.1 9999 x\r\n\r\n"] {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn what_a_program_says_is_text_and_no_markup() {
        let page = page("Title", "<script>", &["<b>".to_owned()], "");
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script>"), "{page}");
    }
}
