//! Many clients at once while builds are under way: nothing is lost, and the server's memory stays flat.
//!
//! `tests/load` runs a longer form of it.

use std::io::{BufReader, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::http::{message, one_answer, open_socket, request_to};
use crate::server::Server;
use crate::site::App;

/// Pages that are told of builds.
const PAGES: usize = 200;

/// Clients that ask for files, each again and again over one connection.
const CLIENTS: usize = 6;

/// Builds of the short form, after as many to warm up.
const BUILDS: usize = 10;

/// Requests that are answered meanwhile, at least.
const REQUESTS: usize = 3_000;

/// What the server may hold more at the end than after it has warmed up, in bytes: allocators keep some of what
/// came at once, but not of each build or request.
const GROWTH: u64 = 24 << 20;

/// How many times as long the test is to be.
#[expect(clippy::disallowed_methods, reason = "`tests/load` says how long the test is to be")]
fn scale() -> usize {
    std::env::var("WASMRUN_LOAD").ok().and_then(|text| text.parse().ok()).unwrap_or(1)
}

#[test]
fn many_clients_lose_nothing_while_builds_are_under_way() {
    let app = App::new();
    app.write("big.js", "// the same line again\n".repeat(20_000));
    let mut server = app.serve();
    let own = server.app_authority().to_owned();
    let (sender, heard) = mpsc::channel();
    let token = token(&own);
    for page in 0..PAGES {
        follow(&own, &token, page, sender.clone());
    }
    let (done, answered) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (own, done, answered) = (&own, &done, &answered);
            scope.spawn(move || ask_again_and_again(own, client, done, answered));
        }
        build(&app, &mut server, 0..BUILDS);
        let warm = server.resident_memory();
        let last = BUILDS * (1 + scale());
        build(&app, &mut server, BUILDS..last);
        while answered.load(Ordering::Relaxed) < REQUESTS * scale() {
            thread::yield_now();
        }
        done.store(true, Ordering::Relaxed);
        let full = server.resident_memory();
        eprintln!(
            "{} requests, {last} builds, {warm} then {full} bytes",
            answered.load(Ordering::Relaxed)
        );
        assert!(full < warm + GROWTH, "{warm} bytes became {full}");
    });
    all_know(&heard, &id_of_app(&server));
}

/// Changes the app so many times, each time when the last build has ended.
fn build(app: &App, server: &mut Server, rounds: std::ops::Range<usize>) {
    for round in rounds {
        app.say(&format!("round {round}"));
        assert_eq!(server.wait("built")["succeeded"], true);
    }
}

fn token(own: &str) -> String {
    let answer = request_to(own, "GET /__wasmrun/app/session", &[("Host", own)]);
    let session: Value = serde_json::from_str(&answer.body).expect("JSON");
    session["token"].as_str().expect("a token").to_owned()
}

fn id_of_app(server: &Server) -> String {
    let own = server.authority();
    let state = request_to(own, "GET /__wasmrun/v1/state", &[("Host", own)]);
    let state: Value = serde_json::from_str(&state.body).expect("JSON");
    state["app"]["id"].as_str().expect("an app").to_owned()
}

/// Asks for all files in turn; every answer must be whole.
fn ask_again_and_again(own: &str, client: usize, done: &AtomicBool, answered: &AtomicUsize) {
    let stream = TcpStream::connect(own).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a watchdog");
    let mut writer = stream.try_clone().expect("a descriptor");
    let mut reader = BufReader::new(stream);
    let files = [("/", "round"), ("/style.css", "#text"), ("/big.js", "the same line")];
    for (path, content) in files.iter().cycle().skip(client) {
        if done.load(Ordering::Relaxed) {
            return;
        }
        let request = format!("GET {path} HTTP/1.1\r\nHost: {own}\r\n\r\n");
        writer.write_all(request.as_bytes()).expect("the request is sent");
        let answer = one_answer(&mut reader);
        let is_whole = answer.contains(content) || answer.contains("first");
        assert!(answer.starts_with("HTTP/1.1 200") && is_whole, "{path}: {answer}");
        answered.fetch_add(1, Ordering::Relaxed);
    }
}

/// A page that tells each name of the app that it hears of.
fn follow(own: &str, token: &str, page: usize, heard: Sender<(usize, String)>) {
    let mut reader = open_socket(own, "/__wasmrun/app/events", token);
    thread::spawn(move || {
        let mut last = 0;
        // The end of the test is that of the connection.
        while let Some(message) = message(&mut reader) {
            let Ok(state) = serde_json::from_slice::<Value>(&message) else { continue };
            if state["type"] == "alive" {
                continue;
            }
            let sequence = state["sequence"].as_u64().expect("a number");
            assert!(sequence > last, "page {page}: {sequence} after {last}");
            last = sequence;
            let id = state["app"]["id"].as_str().unwrap_or_default().to_owned();
            if heard.send((page, id)).is_err() {
                return;
            }
        }
    });
}

/// Waits until every page has heard of the app of this name last.
fn all_know(heard: &Receiver<(usize, String)>, id: &str) {
    let mut known = vec![String::new(); PAGES];
    while known.iter().any(|known| known != id) {
        let Ok((page, id)) = heard.recv_timeout(Duration::from_mins(1)) else {
            let behind = known.iter().filter(|known| *known != id).count();
            panic!("{behind} of {PAGES} pages do not know of the last build");
        };
        known[page] = id;
    }
}
