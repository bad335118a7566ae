//! Web sockets of a program that serves: passed on as they are, both ways.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use crate::guest::serves;
use crate::http::upgrade_at;
use crate::project::Module;
use crate::server::Server;

const ACCEPTS: &str = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
     Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nX-Own: yes\r\n\r\n";

/// A server that accepts every WebSocket and sends back what it gets, until it gets a frame that begins
/// with a zero byte.
fn echoes() -> String {
    serves(
        ACCEPTS,
        "(loop $more
           (local.set $length (call $receive (local.get $client)))
           (if (i32.eqz (local.get $length)) (then (return)))
           (if (i32.eqz (i32.load8_u (i32.const 8192))) (then (return)))
           (call $send (local.get $client) (i32.const 8192) (local.get $length))
           (br $more))",
    )
}

fn serve(module: &Module) -> Server {
    let mut server = Server::start_with(&module.path(), ["--port", "0", "--server"]);
    server.wait("built");
    server
}

/// A client that asks for a WebSocket, and has got this head of an answer.
fn connect(server: &Server) -> (TcpStream, String) {
    let own = server.app_authority();
    let mut stream = TcpStream::connect(own).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a watchdog");
    let request = format!(
        "GET /chat HTTP/1.1\r\nHost: {own}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).expect("the request is sent");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).expect("the head of an answer");
        head.extend(byte);
    }
    (stream, String::from_utf8(head).expect("text").to_ascii_lowercase())
}

#[track_caller]
fn expect_echo(stream: &mut TcpStream, bytes: &[u8]) {
    stream.write_all(bytes).expect("the bytes are sent");
    let mut echo = vec![0; bytes.len()];
    stream.read_exact(&mut echo).expect("the echo");
    assert!(echo == bytes, "another echo of {} bytes", bytes.len());
}

#[test]
fn bytes_go_both_ways_as_they_are() {
    let module = Module::new(&echoes());
    let server = serve(&module);
    let (mut stream, head) = connect(&server);
    assert!(head.starts_with("http/1.1 101"), "{head}");
    for line in
        ["upgrade: websocket", "connection: upgrade", "x-own: yes", "sec-websocket-accept: "]
    {
        assert!(head.contains(line), "{line}: {head}");
    }
    assert!(!head.contains("content-length") && !head.contains("transfer-encoding"), "{head}");
    expect_echo(&mut stream, b"\x81\x05hello");
    expect_echo(&mut stream, &vec![0x82; 100_000]);
}

#[test]
fn the_end_of_one_side_is_that_of_the_other() {
    let module = Module::new(&echoes());
    let server = serve(&module);
    let (mut stream, _) = connect(&server);
    stream.write_all(&[0]).expect("the byte is sent");
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).expect("the program's end is ours");
    assert_eq!(rest, b"");

    // The program serves one client at a time: the next is answered once it knows that the last has gone.
    for _ in 0..3 {
        let (mut stream, head) = connect(&server);
        assert!(head.starts_with("http/1.1 101"), "{head}");
        expect_echo(&mut stream, b"\x89\0");
        stream.shutdown(Shutdown::Both).expect("it ends");
    }
}

#[test]
fn a_build_leaves_open_sockets_to_the_program_that_took_them() {
    let module = Module::new(&echoes());
    let mut server = serve(&module);
    let (mut stream, _) = connect(&server);
    expect_echo(&mut stream, b"\x81\x03old");
    module.replace(&serves("HTTP/1.1 403 Forbidden\r\nContent-Length: 9\r\n\r\nnot today", ""));
    server.wait("built");
    expect_echo(&mut stream, b"\x81\x05still");
    let (mut refused, head) = connect(&server);
    assert!(head.starts_with("http/1.1 403"), "{head}");
    let mut body = String::new();
    refused.read_to_string(&mut body).expect("what the program says");
    assert!(body.contains("not today"), "{body}");
}

#[test]
fn a_program_that_traps_ends_its_sockets_and_is_shown() {
    let module = Module::new(&serves(ACCEPTS, "unreachable"));
    let server = serve(&module);
    let (mut stream, head) = connect(&server);
    assert!(head.starts_with("http/1.1 101"), "{head}");
    let mut rest = Vec::new();
    // The connection is closed or reset, as the program's own was.
    let _ = stream.read_to_end(&mut rest);
    assert_eq!(rest, b"");
    let (_, head) = connect(&server);
    assert!(head.starts_with("http/1.1 502"), "{head}");
}

#[test]
fn foreign_names_reach_no_program() {
    let module = Module::new(&echoes());
    let server = serve(&module);
    let own = server.app_authority();
    assert_eq!(upgrade_at(own, "/chat", "evil.example", Some("http://evil.example"), None), 421);
    let (mut stream, _) = connect(&server);
    expect_echo(&mut stream, b"\x81\x02ok");
}
