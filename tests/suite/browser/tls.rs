//! `--tls`: both origins over TLS, with a certificate of our own making or the user's.

use std::io::{BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection, StreamOwned,
};

use crate::back_end::BackEnd;
use crate::http::{one_answer, request_to};
use crate::server::{Server, command};
use crate::site::App;

/// Serves an app with a home of its own.
pub(crate) fn serve(app: &App, home: &Path, arguments: &[&str]) -> Server {
    let mut command = command(&app.path(), ["--port", "0"].iter().chain(arguments));
    command.env("WASMRUN_HOME", home);
    let mut server = Server::spawn(command);
    server.wait("built");
    server
}

/// The certificates that the server has made.
pub(crate) fn made(home: &Path) -> Vec<PathBuf> {
    let folder = fs_err::read_dir(home.join("certificates")).expect("the folder of certificates");
    folder.map(|entry| entry.expect("an entry").path()).collect()
}

/// What the server at `url`, whose certificate must be the one in `pem`, says to `request`.
pub(crate) fn ask(url: &str, pem: &Path, request: &str) -> Result<String, rustls::Error> {
    let authority = url.strip_prefix("https://").expect("an address over TLS");
    let (host, _) = authority.split_once(':').expect("a port");
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(pem).expect("a certificate")).expect("a root");
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).expect("a name");
    let connection = ClientConnection::new(Arc::new(config), name).expect("a connection");
    let stream = TcpStream::connect(authority.trim_end_matches('/')).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a watchdog");
    let mut stream = StreamOwned::new(connection, stream);
    if let Err(error) = stream.write_all(request.as_bytes()) {
        return Err(error.downcast().expect("an error of TLS"));
    }
    Ok(one_answer(BufReader::new(stream)))
}

fn get(url: &str, pem: &Path, path: &str, more: &str) -> String {
    let host = url.strip_prefix("https://").expect("an address over TLS");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n");
    ask(url, pem, &request).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn both_origins_speak_tls_with_a_certificate_that_is_kept() {
    let (app, home) = (App::new(), tempfile::tempdir().expect("a folder"));
    let back_end = BackEnd::start();
    let proxy = format!("/api=http://{}", back_end.authority());
    let arguments = ["--tls", "--proxy", &proxy];
    let server = serve(&app, home.path(), &arguments);
    let pem = made(home.path()).pop().expect("a certificate");
    assert!(get(server.url(), &pem, "/", "").starts_with("HTTP/1.1 200"));
    assert!(get(server.app_url(), &pem, "/", "").contains("first"));
    assert!(get(server.app_url(), &pem, "/api/x", "").contains("asked for /api/x"));
    assert!(back_end.next_request().contains("x-forwarded-proto: https\r\n"));

    let plain = TcpStream::connect(server.url().trim_start_matches("https://"));
    let mut plain = plain.expect("a connection");
    plain.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("it is sent");
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP/"), "{}", String::from_utf8_lossy(&answer));

    drop(server);
    let again = serve(&app, home.path(), &arguments);
    assert!(get(again.url(), &pem, "/", "").starts_with("HTTP/1.1 200"), "the same certificate");
    assert_eq!(made(home.path()), [pem]);
}

#[test]
fn only_pages_over_tls_open_the_websocket() {
    let (app, home) = (App::new(), tempfile::tempdir().expect("a folder"));
    let server = serve(&app, home.path(), &["--tls"]);
    let pem = made(home.path()).pop().expect("a certificate");
    let session = get(server.url(), &pem, "/__wasmrun/v1/session", "");
    let session = session.split_once("\r\n\r\n").expect("a body").1;
    let session: serde_json::Value = serde_json::from_str(session).expect("JSON");
    let token = session["token"].as_str().expect("a token");
    let host = server.url().trim_start_matches("https://");
    let upgrade = |origin: &str| {
        let request = format!(
            "GET /__wasmrun/v1/events HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\n\
             Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             Sec-WebSocket-Protocol: wasmrun.v1, wasmrun.token.{token}\r\n\r\n"
        );
        ask(server.url(), &pem, &request).expect("an answer")[9..12].to_owned()
    };
    assert_eq!(upgrade(&format!("https://{host}")), "101");
    assert_eq!(upgrade(&format!("http://{host}")), "403");
}

#[test]
fn a_back_end_over_tls_must_be_one_that_the_machine_trusts() {
    let (app, home) = (App::new(), tempfile::tempdir().expect("a folder"));
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let pem = home.path().join("trusted.pem");
    fs_err::write(&pem, made.cert.pem()).expect("a file");
    let key = PrivateKeyDer::from_pem_slice(made.signing_key.serialize_pem().as_bytes());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.expect("a key"))
        .expect("a configuration");
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("its address").port();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let connection = ServerConnection::new(config.clone()).expect("a connection");
            let mut stream = StreamOwned::new(connection, stream);
            // Whoever does not trust us goes away.
            if stream.read(&mut [0; 4096]).is_ok() {
                let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret";
                stream.write_all(answer).expect("the answer is sent");
            }
        }
    });
    let proxy = format!("/api=https://localhost:{port}");
    let own = |server: &Server| {
        let own = server.app_authority();
        request_to(own, "GET /api", &[("Host", own)])
    };
    let mut trusting = command(&app.path(), ["--port", "0", "--proxy", &proxy]);
    trusting.env("SSL_CERT_FILE", &pem);
    assert_eq!(own(&Server::spawn(trusting)).body, "secret");
    let server = app.serve_with(&["--proxy", &proxy]);
    let refused = own(&server);
    assert_eq!(refused.status, 502, "{refused:?}");
    assert!(refused.body.contains("certificate"), "{}", refused.body);
}

#[test]
fn the_users_own_certificate_is_used() {
    let (app, home) = (App::new(), tempfile::tempdir().expect("a folder"));
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
    let (pem, key) = (home.path().join("own.pem"), home.path().join("own.key"));
    fs_err::write(&pem, made.cert.pem()).expect("a file");
    fs_err::write(&key, made.signing_key.serialize_pem()).expect("a file");
    let (pem_flag, key_flag) = (pem.display().to_string(), key.display().to_string());
    let arguments = ["--tls-cert-path", &pem_flag, "--tls-key-path", &key_flag];
    let server = serve(&app, home.path(), &arguments);
    assert!(get(server.url(), &pem, "/", "").starts_with("HTTP/1.1 200"));
    assert!(!home.path().join("certificates").exists());

    let other = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("another");
    let other_pem = home.path().join("other.pem");
    fs_err::write(&other_pem, other.cert.pem()).expect("a file");
    let refused = ask(server.url(), &other_pem, "GET / HTTP/1.1\r\n\r\n");
    assert!(refused.is_err() || refused.is_ok_and(|answer| answer.is_empty()));
}
