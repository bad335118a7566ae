//! What the tab next door, a page that rebinds its name, and anyone with a socket may try.

use crate::http::{get, request, send, token, upgrade};
use crate::project::{Module, writes};
use crate::server::Server;

fn served() -> (Server, Module) {
    let module = Module::new(&writes("secret\n"));
    let mut server = Server::start(&module.path());
    server.wait("built");
    (server, module)
}

fn is_alive(server: &Server) -> bool {
    get(server, "/").status == 200
}

#[test]
fn foreign_host_names_are_refused_on_every_path() {
    let (server, _module) = served();
    let port = server.authority().rsplit(':').next().expect("a port").to_owned();
    let paths =
        ["/", "/__wasmrun/v1/session", "/__wasmrun/v1/state", "/__wasmrun/v1/events", "/no"];
    let hosts = [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        format!("127.0.0.1.evil.example:{port}"),
        format!("localhost.evil.example:{port}"),
        format!("192.168.0.7:{port}"),
        format!("[::1%25eth0]:{port}"),
        "evil.example@localhost".to_owned(),
        String::new(),
    ];
    for path in paths {
        for host in &hosts {
            let answer = request(&server, &format!("GET {path}"), &[("Host", host)]);
            assert!(matches!(answer.status, 400 | 421), "{path} {host}: {answer:?}");
            assert!(
                !answer.body.contains("token") && !answer.body.contains(host.as_str())
                    || host.is_empty()
            );
        }
    }
    for host in ["localhost", "app.localhost", "127.0.0.1", "[::1]"] {
        let answer = request(&server, "GET /", &[("Host", &format!("{host}:{port}"))]);
        assert_eq!(answer.status, 200, "{host}");
    }
}

#[test]
fn the_host_in_the_request_target_counts_too() {
    let (server, _module) = served();
    let own = server.authority();
    let foreign =
        request(&server, "GET http://evil.example/__wasmrun/v1/session", &[("Host", own)]);
    assert_eq!(foreign.status, 421);
    let two = request(&server, "GET /", &[("Host", own), ("Host", "evil.example")]);
    assert_eq!(two.status, 400);
    let none = send(&server, b"GET / HTTP/1.0\r\n\r\n").expect("an answer");
    assert_eq!(none.status, 421);
}

#[test]
fn the_websocket_takes_our_page_and_nobody_else() {
    let (server, _module) = served();
    let own = server.authority();
    let origin = server.url();
    let token = token(&server);
    let port = own.rsplit(':').next().expect("a port");
    assert_eq!(upgrade(&server, own, Some(origin), Some(&token)), 101);

    let stale = token.chars().rev().collect::<String>();
    for wrong in [None, Some(""), Some(stale.as_str()), Some(&token[..token.len() - 1])] {
        assert_eq!(upgrade(&server, own, Some(origin), wrong), 403, "{wrong:?}");
    }
    let other_port = format!("http://127.0.0.1:{}", port.parse::<u16>().expect("a port") ^ 1);
    let localhost = format!("http://localhost:{port}");
    let longer = format!("{origin}.evil.example");
    for foreign in [
        None,
        Some("null"),
        Some("https://evil.example"),
        Some("file://"),
        Some(other_port.as_str()),
        Some(localhost.as_str()),
        Some(longer.as_str()),
    ] {
        assert_eq!(upgrade(&server, own, foreign, Some(&token)), 403, "{foreign:?}");
    }
    let evil = format!("evil.example:{port}");
    let evil_origin = format!("http://{evil}");
    assert_eq!(upgrade(&server, &evil, Some(&evil_origin), Some(&token)), 421);
}

#[test]
fn every_answer_keeps_other_origins_out() {
    let (server, _module) = served();
    let program: serde_json::Value =
        serde_json::from_str(&get(&server, "/__wasmrun/v1/state").body).expect("JSON");
    let module = program["program"]["url"].as_str().expect("an address").to_owned();
    for path in ["/", "/__wasmrun/page/page.js", "/__wasmrun/v1/session", &module, "/no-such-path"]
    {
        let answer = request(
            &server,
            &format!("GET {path}"),
            &[("Host", server.authority()), ("Origin", "https://evil.example")],
        );
        let head = &answer.head;
        assert!(!head.contains("access-control-"), "{path}: {head}");
        for header in [
            "x-content-type-options: nosniff",
            "cross-origin-resource-policy: same-origin",
            "cross-origin-opener-policy: same-origin",
            "cross-origin-embedder-policy: require-corp",
            "frame-ancestors 'none'",
            "cache-control: no-store",
            "referrer-policy: no-referrer",
        ] {
            assert!(head.contains(header), "{path} without {header}: {head}");
        }
    }
    assert!(get(&server, &module).head.contains("content-type: application/wasm"));
}

#[test]
fn no_path_leads_outside() {
    let (server, module) = served();
    let absolute = module.path().display().to_string();
    let paths = [
        "/../../../../etc/passwd",
        "/..%2f..%2f..%2fetc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/__wasmrun/page/../../../etc/passwd",
        "/__wasmrun/page/..%5c..%5cetc%5cpasswd",
        "/__wasmrun/page//etc/passwd",
        "/__wasmrun/page/page.js%00.css",
        "/__wasmrun/v1/programs/..%2f..%2fprogram.wat.wasm",
        "/__wasmrun/v1/programs/.wasm",
        "//etc/passwd",
        "/@fs/etc/passwd",
        "/.git/config",
        "/program.wat",
        "/program.wat?raw??",
        absolute.as_str(),
    ];
    for path in paths {
        let answer = get(&server, path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {answer:?}");
        assert!(!answer.body.contains("root:") && !answer.body.contains("secret"), "{path}");
    }
}

#[test]
fn nothing_can_be_changed_by_a_request() {
    let (server, _module) = served();
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"] {
        let headers = [("Host", server.authority()), ("Content-Length", "0")];
        let answer = request(&server, &format!("{method} /__wasmrun/v1/state"), &headers);
        assert_eq!(answer.status, 405, "{method}: {answer:?}");
    }
    let head = request(&server, "HEAD /", &[("Host", server.authority())]);
    assert_eq!((head.status, head.body.as_str()), (200, ""));
}

#[test]
fn malformed_requests_harm_nobody() {
    let (server, _module) = served();
    let own = server.authority().to_owned();
    let huge = format!("GET /{} HTTP/1.1\r\nHost: {own}\r\n\r\n", "a".repeat(1 << 20));
    let many = format!("GET / HTTP/1.1\r\nHost: {own}\r\n{}\r\n", "x: y\r\n".repeat(5_000));
    let smuggled = format!(
        "POST / HTTP/1.1\r\nHost: {own}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    );
    let requests: [&[u8]; 10] = [
        b"\r\n\r\n",
        b"\0\0\0\0",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: [::1\r\nOrigin: [\r\nConnection: close\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        huge.as_bytes(),
        many.as_bytes(),
        smuggled.as_bytes(),
    ];
    for bytes in requests {
        if let Some(answer) = try_send(&server, bytes) {
            assert!(
                answer >= 400,
                "{answer} to {:?}",
                String::from_utf8_lossy(&bytes[..bytes.len().min(60)])
            );
        }
        assert!(is_alive(&server));
    }
}

/// The status that `bytes` earn; the server may close the connection while they are still sent.
fn try_send(server: &Server, bytes: &[u8]) -> Option<u16> {
    use std::io::{Read as _, Write as _};
    use std::net::{Shutdown, TcpStream};
    let mut stream = TcpStream::connect(server.authority()).expect("a connection");
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(Shutdown::Write);
    let mut head = [0; 12];
    stream.read_exact(&mut head).ok()?;
    String::from_utf8_lossy(&head[9..]).parse().ok()
}
