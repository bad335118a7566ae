//! `--host`: the server on every interface, its addresses, and whom it answers there.

use std::process::Stdio;

use crate::http::{request_to, upgrade_at};
use crate::server::{Server, command};
use crate::site::App;

#[test]
fn addresses_of_the_network_are_told_and_answered() {
    let app = App::new();
    let mut server = Server::spawn(command(&app.path(), ["--port", "0", "--host"]));
    server.wait("built");
    let port = server.app_authority().rsplit(':').next().expect("a port").to_owned();
    assert_eq!(server.app_authority(), format!("127.0.0.1:{port}"));
    let local = server.app_authority();
    for host in ["192.168.1.77", "10.0.0.1", "127.0.0.1", "localhost", "[::1]"] {
        let answer = request_to(local, "GET /", &[("Host", &format!("{host}:{port}"))]);
        assert_eq!(answer.status, 200, "{host}");
    }
    for host in ["evil.example", "box.local", "192.168.1.77.evil.example", "0x7f000001"] {
        let answer = request_to(local, "GET /", &[("Host", &format!("{host}:{port}"))]);
        assert_eq!(answer.status, 421, "{host}");
    }
    let path = "/__wasmrun/app/events";
    let lan = format!("192.168.1.77:{port}");
    let session = request_to(local, "GET /__wasmrun/app/session", &[("Host", &lan)]);
    let session: serde_json::Value = serde_json::from_str(&session.body).expect("JSON");
    let token = session["token"].as_str().expect("a token");
    let opens = |origin: &str| upgrade_at(local, path, &lan, Some(origin), Some(token));
    assert_eq!(opens(&format!("http://{lan}")), 101);
    assert_eq!(opens("http://192.168.1.78"), 403);
    for url in server.network() {
        let authority = url.trim_start_matches("http://");
        assert_eq!(request_to(authority, "GET /", &[("Host", authority)]).status, 200, "{url}");
    }
}

#[test]
fn names_on_the_network_are_those_that_the_user_gives() {
    let app = App::new();
    let server = app.serve_with(&[
        "--host",
        "0.0.0.0",
        "--allowed-host",
        "box.local",
        "--allowed-host",
        ".lan",
    ]);
    let own = server.app_authority();
    for (host, status) in [
        ("box.local", 200),
        ("a.lan", 200),
        ("b.a.lan:80", 200),
        ("lan", 421),
        ("evil-lan", 421),
        ("x.box.local", 421),
    ] {
        assert_eq!(request_to(own, "GET /", &[("Host", host)]).status, status, "{host}");
    }
}

#[test]
fn what_is_wrong_on_the_command_line_is_said() {
    let app = App::new();
    for (arguments, said) in [
        (&["--host", "nowhere"][..], "IP address"),
        (&["--proxy", "/api"], "PATH=URL"),
        (&["--base", "/../x"], "such as `/app/`"),
        (&["--tls-cert-path", "x.pem"], "--tls-key-path"),
        (&["--header", "x"], "NAME: VALUE"),
        (&["--ready-path", "health"], "such as `/health`"),
    ] {
        let mut command = command(&app.path(), arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let output = command.output().expect("it runs");
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text);
        assert!(text.contains(said), "{arguments:?}: {text}");
    }
}
