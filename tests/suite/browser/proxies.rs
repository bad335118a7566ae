//! `--proxy`: paths of the app that a back end answers, and what the tab next door may try with it.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use crate::back_end::BackEnd;
use crate::http::{Answer, request_to, send_to, upgrade_at};
use crate::server::Server;
use crate::site::App;

/// An app whose `/api` a back end answers.
fn served(back_end: &BackEnd) -> (Server, App) {
    let app = App::new();
    let server = app.serve_with(&["--proxy", &format!("/api=http://{}", back_end.authority())]);
    (server, app)
}

fn ask(server: &Server, line: &str, headers: &[(&str, &str)]) -> Answer {
    let own = [("Host", server.app_authority())];
    let headers: Vec<(&str, &str)> = own.iter().chain(headers).copied().collect();
    request_to(server.app_authority(), line, &headers)
}

#[test]
fn a_back_end_answers_its_paths_and_no_others() {
    let back_end = BackEnd::start();
    let (server, _app) = served(&back_end);
    let answer = ask(&server, "GET /api/users?page=2", &[("Accept-Encoding", "br")]);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, "<html><head></head><body>asked for /api/users?page=2</body></html>");
    assert!(answer.head.contains("x-own: yes"), "{}", answer.head);
    let request = back_end.next_request();
    assert!(request.starts_with("get /api/users?page=2 http/1.1\r\n"), "{request}");
    for line in [
        format!("host: {}", back_end.authority()),
        format!("x-forwarded-host: {}", server.app_authority()),
        "x-forwarded-for: 127.0.0.1".to_owned(),
        "x-forwarded-proto: http".to_owned(),
        "accept-encoding: br".to_owned(),
    ] {
        assert!(request.contains(&format!("\r\n{line}\r\n")), "{line}: {request}");
    }
    assert!(ask(&server, "GET /style.css", &[]).body.contains("#text"));
    assert_eq!(ask(&server, "GET /apis", &[]).status, 404);
    assert!(back_end.is_untouched());
}

#[test]
fn an_address_with_a_path_takes_the_place_of_the_prefix() {
    let back_end = BackEnd::start();
    let (root, deep) = (format!("/api=http://{}/", back_end.authority()), back_end.authority());
    let deep = format!("/api/deep=http://{deep}/v1");
    let server = App::new().serve_with(&["--proxy", &root, "--proxy", &deep]);
    assert!(ask(&server, "GET /api/users", &[]).body.contains("asked for /users<"));
    assert!(ask(&server, "GET /api/deep/x?y", &[]).body.contains("asked for /v1/x?y<"));
}

#[test]
fn bodies_and_heads_are_passed_on() {
    let back_end = BackEnd::start();
    let (server, _app) = served(&back_end);
    let own = server.app_authority();
    let chunked = format!(
        "POST /api HTTP/1.1\r\nHost: {own}\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n\
         3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    );
    assert_eq!(send_to(own, chunked.as_bytes()).expect("an answer").status, 200);
    let request = back_end.next_request();
    assert!(request.ends_with("\r\n\r\nabcde"), "{request}");
    assert!(request.contains("content-length: 5\r\n"), "{request}");
    assert!(!request.contains("transfer-encoding"), "{request}");

    let head = ask(&server, "HEAD /api/x", &[]);
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    let length = "<html><head></head><body>asked for /api/x</body></html>".len();
    assert!(head.head.contains(&format!("content-length: {length}\r\n")), "{}", head.head);
}

#[test]
fn web_sockets_go_both_ways() {
    let back_end = BackEnd::start();
    let (server, _app) = served(&back_end);
    let own = server.app_authority();
    let mut stream = TcpStream::connect(own).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a watchdog");
    let request = format!(
        "GET /api/chat HTTP/1.1\r\nHost: {own}\r\nOrigin: http://{own}\r\nConnection: Upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).expect("the request is sent");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).expect("a head");
        head.extend(byte);
    }
    assert!(head.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&head));
    let sent = vec![7; 100_000];
    let mut writer = stream.try_clone().expect("a descriptor");
    let copy = sent.clone();
    let writing = std::thread::spawn(move || writer.write_all(&copy).expect("it is sent"));
    let mut echo = vec![0; sent.len()];
    stream.read_exact(&mut echo).expect("the echo");
    writing.join().expect("all is sent");
    assert!(echo == sent);
    assert!(back_end.next_request().contains(&format!("origin: http://{own}\r\n")));
}

#[test]
fn other_origins_do_nothing_through_us() {
    let back_end = BackEnd::start();
    let (server, _app) = served(&back_end);
    let own = server.app_authority();
    let foreign = ["https://evil.example", "null", server.url(), &format!("https://{own}")];
    for origin in foreign {
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
            let headers = [("Origin", origin), ("Content-Length", "0")];
            let answer = ask(&server, &format!("{method} /api/users"), &headers);
            assert_eq!(answer.status, 403, "{method} {origin}");
            assert!(!answer.head.contains("access-control-"), "{}", answer.head);
        }
        assert_eq!(upgrade_at(own, "/api/chat", own, Some(origin), None), 403, "{origin}");
    }
    assert_eq!(ask(&server, "GET /api", &[("Host", "evil.example")]).status, 400, "two hosts");
    let rebound = request_to(own, "GET /api", &[("Host", "evil.example")]);
    assert_eq!(rebound.status, 421);
    assert!(back_end.is_untouched());
    let headers = [("Origin", &*format!("http://{own}")), ("Content-Length", "0")];
    assert_eq!(ask(&server, "POST /api/users", &headers).status, 200);
}

#[test]
fn no_path_leads_out_of_the_prefix() {
    let back_end = BackEnd::start();
    let (server, _app) = served(&back_end);
    for path in [
        "/api/../admin",
        "/api/%2e%2e/admin",
        "/api/.%2E/admin",
        "/api/x%2f..%2f..%2fadmin",
        "/api/..\\admin",
        "/api/%5c..%5cadmin",
        "/api/./x",
    ] {
        assert_eq!(ask(&server, &format!("GET {path}"), &[]).status, 400, "{path}");
    }
    assert_eq!(ask(&server, "GET //api/x", &[]).status, 404);
    assert!(back_end.is_untouched());
}

#[test]
fn nothing_is_smuggled_past_us() {
    let back_end = BackEnd::start();
    let (server, _app) = served(&back_end);
    let own = server.app_authority();
    let inner = "GET /admin HTTP/1.1\r\nHost: x\r\n\r\n";
    let length = inner.len();
    for framing in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked".to_owned(),
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity".to_owned(),
        "Transfer-Encoding: xchunked".to_owned(),
        "Transfer-Encoding : chunked".to_owned(),
        format!("Content-Length: 0\r\nContent-Length: {length}"),
        "Content-Length: +5".to_owned(),
        "Content-Length: 0x5".to_owned(),
    ] {
        let text = format!(
            "POST /api HTTP/1.1\r\nHost: {own}\r\nConnection: close\r\n{framing}\r\n\r\n0\r\n\r\n{inner}"
        );
        if let Some(answer) = send_to(own, text.as_bytes()) {
            assert!(answer.status >= 400, "{framing}: {answer:?}");
        }
        assert!(back_end.is_untouched(), "{framing}");
    }
    // What a client says of itself or of its connection is not passed on as if we had said it.
    let headers = [
        ("X-Forwarded-For", "10.0.0.1"),
        ("X-Forwarded-Host", "evil.example"),
        ("Forwarded", "for=10.0.0.1"),
        ("Connection", "x-secret, close"),
        ("X-Secret", "hop"),
        ("Keep-Alive", "timeout=5"),
        ("Proxy-Authorization", "Basic eA=="),
        ("TE", "trailers"),
    ];
    assert_eq!(ask(&server, "GET /api", &headers).status, 200);
    let request = back_end.next_request();
    for hidden in ["10.0.0.1", "evil.example", "x-secret", "keep-alive", "basic", "trailers"] {
        assert!(!request.contains(hidden), "{hidden}: {request}");
    }
    assert_eq!(request.matches("\r\nconnection: ").count(), 1, "{request}");
}

#[test]
fn a_back_end_that_is_away_is_told_of() {
    let away = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address");
    let server = App::new().serve_with(&["--proxy", &format!("/api=http://{away}")]);
    let answer = ask(&server, "GET /api", &[]);
    assert_eq!(answer.status, 502);
    assert!(answer.body.contains("The back end does not answer"), "{}", answer.body);
    assert!(answer.body.contains(&away.to_string()), "{}", answer.body);
}
