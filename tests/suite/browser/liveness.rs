//! Connections whose other end has gone without a word: a machine that sleeps, a network that is lost.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use cargo_wasmrun::server::Options;

use crate::http::{frame, open_socket, request_to};
use crate::overlay::{hello, options, report};
use crate::page::Page;
use crate::project::{Module, program};
use crate::server::Server;

/// As short as can be, so that nobody waits.
const HEARTBEAT: Duration = Duration::from_millis(200);

fn quick() -> Options {
    Options { heartbeat: HEARTBEAT, ..options() }
}

fn token(authority: &str, path: &str) -> String {
    let answer = request_to(authority, &format!("GET {path}"), &[("Host", authority)]);
    let session: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    session["token"].as_str().expect("a token").to_owned()
}

#[test]
fn clients_that_answer_no_ping_are_let_go() {
    let root = tempfile::tempdir().expect("a folder");
    let (server, mut publisher) = cargo_wasmrun::server::Server::start(&quick()).expect("a server");
    publisher.succeeded(report(true, root.path()), hello());
    let page = server.locations().page().replace("http://", "");
    let app = server.locations().app().expect("an app").replace("http://", "");
    for (authority, prefix) in [(page, "/__wasmrun/v1"), (app, "/__wasmrun/app")] {
        let token = token(&authority, &format!("{prefix}/session"));
        let mut socket = open_socket(&authority, &format!("{prefix}/events"), &token);
        let mut heard = Vec::new();
        socket.read_to_end(&mut heard).expect("the server ends it");
        let alive = br#"{"type":"alive"}"#;
        assert!(heard.windows(alive.len()).any(|part| part == alive), "{prefix}: a sign of life");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_program_that_runs_here_ends_with_a_connection_that_died() {
    let module = Module::new(&program("(loop (br 0))", "x"));
    // Three of these must leave the program time to be seen.
    let server = Server::start_with(&module.path(), ["--port", "0", "--heartbeat", "1000"]);
    let own = server.authority();
    let path = crate::http::program_url(&server).replace(".wasm", "/run");
    let mut socket = open_socket(own, &path, &crate::http::token(&server));
    let start = frame(r#"{"type":"start","args":[],"env":{}}"#);
    socket.get_mut().write_all(&start).expect("the order is sent");
    crate::host_runs::wait_for_processes(&server, 1);
    crate::host_runs::wait_for_processes(&server, 0);
}

/// Passes all on to `server`, until it is told to hold everything back.
fn frozen_at_will(server: String) -> (String, Arc<AtomicBool>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let own = listener.local_addr().expect("its address").to_string();
    let frozen = Arc::new(AtomicBool::new(false));
    let held = frozen.clone();
    thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let Ok(server) = TcpStream::connect(&server) else { return };
            let both =
                || (client.try_clone().expect("a stream"), server.try_clone().expect("a stream"));
            for (from, to) in [both(), {
                let (one, other) = both();
                (other, one)
            }] {
                let held = held.clone();
                thread::spawn(move || pass_on(from, to, &held));
            }
        }
    });
    (own, frozen)
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, held: &AtomicBool) {
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        while held.load(Ordering::Relaxed) {
            thread::yield_now();
        }
        if to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    // The end of one side is that of the other.
    let _ = to.shutdown(std::net::Shutdown::Both);
}

#[test]
fn a_page_notices_a_connection_that_died_and_comes_back_as_it_was() {
    let root = tempfile::tempdir().expect("a folder");
    let (server, mut publisher) = cargo_wasmrun::server::Server::start(&quick()).expect("a server");
    publisher.succeeded(report(true, root.path()), hello());
    let (proxy, frozen) = frozen_at_will(server.locations().page().replace("http://", ""));
    let Some(page) = Page::open("liveness", &format!("http://{proxy}")) else { return };
    page.wait_for_output("hello");
    page.wait_until("it is connected", "document.querySelector('[data-status=ready]') !== null");
    page.mark();
    page.value("document.querySelector('.terminal').firstChild.marked = true");
    frozen.store(true, Ordering::Relaxed);
    page.wait_until("it knows", "document.querySelector('[data-status=away]') !== null");
    frozen.store(false, Ordering::Relaxed);
    page.wait_until("it is back", "document.querySelector('[data-status=ready]') !== null");
    assert!(page.is_marked(), "the page was not loaded anew");
    assert_eq!(page.value("document.querySelector('.terminal').firstChild.marked"), true);
}
