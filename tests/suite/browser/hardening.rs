//! What holds however an app is served: as files, below a path, with a back end, by a program, and over TLS.

use std::io::{BufReader, ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::back_end::BackEnd;
use crate::guest::serves;
use crate::http::{one_answer, request_to};
use crate::project::Module;
use crate::server::Server;
use crate::site::App;
use crate::tls;

/// Requests that no page of ours sends, with what is answered: `OWN` is the server's host and port.
const ATTACKS: [(&str, &[&str]); 8] = [
    ("GET PATH HTTP/1.1\r\nHost: evil.example", &["421"]),
    ("GET PATH HTTP/1.1\r\nHost: OWN.evil.example", &["421"]),
    ("GET PATH HTTP/1.1\r\nHost: OWN, evil.example", &["421"]),
    ("GET PATH HTTP/1.1\r\nHost: OWN\r\nHost: evil.example", &["400"]),
    ("GET PATH HTTP/1.0", &["421"]),
    ("GET http://evil.examplePATH HTTP/1.1\r\nHost: OWN", &["421"]),
    ("GET http://OWNPATH HTTP/1.1\r\nHost: evil.example", &["421"]),
    ("CONNECT evil.example:80 HTTP/1.1\r\nHost: OWN", &["400", "421"]),
];

/// Tries everything on the app at `own`, where `ask` sends a request.
#[track_caller]
fn attack(own: &str, ask: &dyn Fn(&str) -> String) {
    for path in ["/", "/api/x", "/some/where/", "/__wasmrun/app/session", "/__wasmrun/app/events"] {
        for (head, statuses) in ATTACKS {
            let head = head.replace("OWN", own).replace("PATH", path);
            let answer = ask(&format!("{head}\r\nConnection: close\r\n\r\n"));
            let status = answer.split(' ').nth(1).unwrap_or_default();
            assert!(statuses.contains(&status), "{head}: {answer}");
        }
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {own}\r\nOrigin: https://evil.example\r\n\
             X-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n"
        );
        let answer = ask(&request).to_ascii_lowercase();
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        assert!(!head.contains("access-control-"), "{path}: {head}");
        for line in ["x-content-type-options: nosniff", "cross-origin-resource-policy: same-origin"]
        {
            assert!(head.contains(line), "{path} without {line}: {head}");
        }
        assert!(!head.contains("evil.example") && !body.contains("evil.example"), "{answer}");
    }
    let request = format!(
        "GET /__wasmrun/app/events HTTP/1.1\r\nHost: {own}\r\nOrigin: https://evil.example\r\n\
         Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: wasmrun.v1\r\n\r\n"
    );
    assert!(ask(&request).to_ascii_lowercase().starts_with("http/1.1 403"));
}

#[track_caller]
fn attack_plain(server: &Server) {
    let own = server.app_authority();
    attack(own, &|request| {
        let mut stream = TcpStream::connect(own).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a watchdog");
        stream.write_all(request.as_bytes()).expect("the request is sent");
        one_answer(BufReader::new(stream))
    });
}

#[test]
fn files_with_a_back_end_and_below_a_path() {
    let (app, back_end) = (App::new(), BackEnd::start());
    let proxy = format!("/api=http://{}", back_end.authority());
    attack_plain(&app.serve_with(&["--proxy", &proxy]));
    attack_plain(&app.serve_with(&["--base", "/some/where/"]));
}

#[test]
fn a_program() {
    let module = Module::new(&serves("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nplain", ""));
    let mut server = Server::start_with(&module.path(), ["--port", "0", "--server"]);
    server.wait("built");
    attack_plain(&server);
}

#[test]
fn over_tls() {
    let (app, home) = (App::new(), tempfile::tempdir().expect("a folder"));
    let server = tls::serve(&app, home.path(), &["--tls"]);
    let pem = tls::made(home.path()).pop().expect("a certificate");
    let url = server.app_url();
    let own = url.strip_prefix("https://").expect("an address over TLS");
    attack(own, &|request| tls::ask(url, &pem, request).expect("an answer"));
}

#[test]
fn no_path_leads_out_of_an_app_below_a_path() {
    let app = App::new();
    app.write(".env", "secret");
    let server = app.serve_with(&["--base", "/some/where"]);
    let own = server.app_authority();
    for path in [
        "/some/where/../../secret.txt",
        "/some/where/..%2f..%2fsecret.txt",
        "/some/where/%2e%2e/secret.txt",
        "/some/where/..%5csecret.txt",
        "/some/where/..\\secret.txt",
        "/some/where//etc/passwd",
        "/some/where/.env",
        "/some/where/%2eenv",
        "/some%2fwhere/.env",
        "/some/where/../where/.env",
        "/some/where/style.css%00.html",
        "/some/where/%2fetc%2fpasswd",
        "/.env",
    ] {
        let answer = request_to(own, &format!("GET {path}"), &[("Host", own), ("Accept", "*/*")]);
        assert!(matches!(answer.status, 400 | 404), "{path}: {answer:?}");
        assert!(!answer.body.contains("secret") && !answer.body.contains("root:"), "{answer:?}");
    }
}

#[test]
fn a_client_that_takes_its_time_for_a_request_is_let_go() {
    let app = App::new();
    let server = app.serve();
    let slow = [server.authority(), server.app_authority()].map(|own| {
        let mut slow = TcpStream::connect(own).expect("a connection");
        slow.set_read_timeout(Some(Duration::from_mins(1))).expect("a watchdog");
        slow.write_all(b"GET / HTTP/1.1\r\nX-Slow: ").expect("it is sent");
        slow
    });
    for mut slow in slow {
        let mut rest = Vec::new();
        let ended = slow.read_to_end(&mut rest);
        let is_reset = ended.is_err_and(|error| error.kind() == ErrorKind::ConnectionReset);
        assert!(is_reset || rest.is_empty() || rest.starts_with(b"HTTP/1.1 408"), "{rest:?}");
    }
}
