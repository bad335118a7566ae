//! The panels Console and Requests of a web app.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use crate::guest::serves;
use crate::http::frame;
use crate::page::Page;
use crate::project::Module;
use crate::server::Server;
use crate::site::App;

/// Writes in every way, fails in every way, and asks for what is there and for what is not.
const SCRIPT: &str = r#"
console.debug("a detail");
console.warn("%cstyled%c, %d of %s", "color: red", "", 2, "three");
console.error("an error", new RangeError("out of range"), { key: [1, 2] });
console.log("x".repeat(100_000) + "the end");
const ring = {};
ring.ring = ring;
console.info(ring, null, undefined, 10n, Symbol("sign"));
setTimeout(() => { throw new TypeError("thrown later"); });
Promise.reject(new Error("nobody listens"));
await fetch("missing.json");
await fetch("style.css", { method: "POST" });
await (await fetch("large.bin")).arrayBuffer();
console.log("<b>all was asked for</b>");
"#;

/// A row of the list of requests that shows all of this.
fn row(parts: &[&str]) -> String {
    let parts = serde_json::json!(parts);
    format!(
        "[...document.querySelectorAll('.activity tbody tr')].find((row) => {{
            const cells = [...row.cells].map((cell) => cell.textContent);
            return {parts}.every((part) => cells.includes(part));
        }})"
    )
}

#[test]
fn what_an_app_writes_and_how_it_fails_is_in_its_console() {
    let app = App::new();
    app.write("main.mjs", SCRIPT);
    app.write("large.bin", vec![7; 5 << 20]);
    let server = app.serve();
    let Some(panels) = Page::open("console", server.url()) else { return };
    panels.press("Console");
    let Some(_page) = Page::open("app", server.app_url()) else { return };
    let messages = "[...document.querySelectorAll('.message')]";
    let last =
        format!("{messages}.some((one) => one.textContent.includes('<b>all was asked for</b>'))");
    panels.wait_until("the last message, as text", &last);
    for (level, text) in [
        ("debug", "a detail"),
        ("warn", "styled, 2 of three"),
        ("error", "an error RangeError: out of range"),
        ("error", r#"{"key":[1,2]}"#),
        ("info", "[object Object] null undefined 10 Symbol(sign)"),
        ("error", "TypeError: thrown later"),
        ("error", "unhandled rejection: Error: nobody listens"),
    ] {
        let seen = format!(
            "{messages}.some((one) => one.matches('.{level}') && one.textContent.includes({text:?}))"
        );
        panels.wait_until(&format!("{level}: {text}"), &seen);
    }
    assert_eq!(
        panels.value(&format!("{messages}.every((one) => one.textContent.length < 9_000)")),
        true
    );
    panels.wait_until(
        "the number of errors",
        "document.querySelector('.tab-note')?.textContent.trim() === '3'",
    );
    panels.fill(".activity [type=search]", &["LATER"]);
    panels.wait_until("one that fits", &format!("{messages}.length === 1"));
    panels.press("Clear");
    panels.wait_until(
        "none",
        "document.querySelector('.list').textContent === 'Nothing was written yet.'",
    );

    panels.press("Requests");
    panels.wait_until(
        "a failure, marked",
        &format!("{}?.matches('.bad')", row(&["GET", "/missing.json", "404"])),
    );
    panels.wait_until(
        "a refusal",
        &format!("{}?.matches('.bad')", row(&["POST", "/style.css", "405"])),
    );
    panels.wait_until(
        "a large body",
        &format!("{} !== undefined", row(&["/large.bin", "200", "5.0 MiB"])),
    );
}

#[test]
fn a_web_socket_is_a_request_and_its_messages_are_listed() {
    let greets = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
        Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n\x01\x02wh\x80\x02o?\x82\x03\0\0\0";
    let module = Module::new(&serves(
        greets,
        "(loop $more (br_if $more (call $receive (local.get $client))))",
    ));
    let mut server = Server::start_with(&module.path(), ["--port", "0", "--server"]);
    server.wait("built");
    let Some(panels) = Page::open("sockets", server.url()) else { return };
    panels.press("Requests");
    let own = server.app_authority();
    let mut stream = TcpStream::connect(own).expect("a connection");
    let request = format!(
        "GET /chat HTTP/1.1\r\nHost: {own}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).expect("the request is sent");
    let mut status = [0; 12];
    stream.read_exact(&mut status).expect("a status line");
    panels.wait_until("the request", &format!("{} !== undefined", row(&["GET", "/chat", "101"])));
    let long = "a long word, ".repeat(1_000);
    stream.write_all(&frame("<b>me</b>")).expect("a message is sent");
    stream.write_all(&frame(&long)).expect("a long one is sent");
    for (direction, content, size) in [
        ("received", "/chatwho?", "4 B"),
        ("received", "/chatbinary", "3 B"),
        ("sent", "/chat<b>me</b>", "9 B"),
    ] {
        let listed = format!("{} !== undefined", row(&[direction, content, size]));
        panels.wait_until(content, &listed);
    }
    let text = "document.querySelector('details.long pre')?.textContent";
    let begins = &long[..4_096];
    panels.wait_until("the beginning of a long one", &format!("{text} === {begins:?} + '…'"));
}
