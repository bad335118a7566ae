//! Programs that serve: what the app's address is asked is theirs to answer.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use crate::guest::serves;
use crate::http::{Answer, get as get_page, request_to};
use crate::page::Page;
use crate::project::Module;
use crate::server::Server;

/// A server that answers every request with a page that says `text`, and traps at `/trap`.
fn says(text: &str) -> String {
    let body =
        format!("<!doctype html><html><head></head><body><p id=text>{text}</p></body></html>");
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Own: yes\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    serves(&answer, "")
}

fn serve(module: &Module) -> Server {
    let mut server = Server::start_with(&module.path(), ["--port", "0", "--server"]);
    server.wait("built");
    server
}

fn get(server: &Server, path: &str) -> Answer {
    let own = server.app_authority();
    request_to(own, &format!("GET {path}"), &[("Host", own)])
}

#[test]
fn answers_are_the_programs_own_and_pages_get_the_client() {
    let module = Module::new(&says("first"));
    let server = serve(&module);
    let answer = get(&server, "/any/path?x=1");
    assert_eq!(answer.status, 200);
    assert!(answer.head.contains("x-own: yes"), "{answer:?}");
    assert!(answer.body.contains("<head><script src=\"/__wasmrun/app/client.js?"), "{answer:?}");
    assert!(answer.body.contains("<p id=text>first</p></body></html>"), "{answer:?}");
    let own = server.app_authority();
    assert_eq!(request_to(own, "GET /", &[("Host", "evil.example")]).status, 421);
}

#[test]
fn a_build_takes_the_place_of_the_program_and_no_request_is_lost() {
    let module = Module::new(&says("old"));
    let mut server = serve(&module);
    let own = server.app_authority().to_owned();
    let done = AtomicBool::new(false);
    let (old, new) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let answer = request_to(&own, "GET /", &[("Host", &own)]);
                    assert_eq!(answer.status, 200, "{answer:?}");
                    let count = if answer.body.contains(">old<") { &old } else { &new };
                    count.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        while old.load(Ordering::Relaxed) == 0 {
            thread::yield_now();
        }
        for round in 0..5 {
            module.replace(&says(&format!("round {round}")));
            server.wait("built");
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(get(&server, "/").body.contains("round 4"));
    assert!(new.load(Ordering::Relaxed) > 0);
}

#[test]
fn a_trap_is_shown_where_it_is_looked_for_and_mended_by_the_next_build() {
    let module = Module::new(&says("alive"));
    let mut server = serve(&module);
    let Some(panels) = Page::open("server panels", server.url()) else { return };
    panels.press("Console");
    panels.wait_until(
        "the program's output",
        "document.querySelector('.message.stdout')?.textContent.includes('serving')",
    );
    let Some(page) = Page::open("server", server.app_url()) else { return };
    let shows = |text: &str| format!("document.querySelector('#text')?.textContent === {text:?}");
    page.wait_until("the page", &shows("alive"));
    let answer = get(&server, "/trap");
    assert_eq!(answer.status, 502, "{answer:?}");
    page.wait_until("the overlay", "document.querySelector('wasmrun-overlay') !== null");
    let state: serde_json::Value =
        serde_json::from_str(&get_page(&server, "/__wasmrun/v1/state").body).expect("JSON");
    let trap = state["build"]["diagnostics"][0].to_string();
    assert!(trap.contains("unreachable") && trap.contains("program.wat:"), "{trap}");
    let again = get(&server, "/");
    assert!(again.status == 502 && again.body.contains("unreachable"), "{again:?}");
    module.write(&says("mended"));
    server.wait("built");
    page.wait_to_see("the new page", &shows("mended"));
}

#[test]
fn a_program_that_is_not_ready_leaves_the_last_one_in_place() {
    let module = Module::new(&says("old"));
    let arguments = ["--port", "0", "--server", "--ready-path", "/health?x"];
    let mut server = Server::start_with(&module.path(), arguments);
    assert_eq!(server.wait("built")["succeeded"], true);
    // It ends before it listens to anybody.
    module
        .replace("(module (memory (export \"memory\") 1) (func (export \"_start\") unreachable))");
    let failed = server.wait("built");
    assert_eq!(failed["succeeded"], false);
    let state: serde_json::Value =
        serde_json::from_str(&get_page(&server, "/__wasmrun/v1/state").body).expect("JSON");
    let trap = state["build"]["diagnostics"][0].to_string();
    assert!(trap.contains("unreachable"), "{trap}");
    assert!(get(&server, "/").body.contains(">old<"));
    // It never answers well; the next build takes its turn at once.
    module.replace(&serves("HTTP/1.1 503 Not Yet\r\nContent-Length: 0\r\n\r\n", ""));
    server.wait("output");
    assert!(get(&server, "/").body.contains(">old<"));
    module.replace(&says("new"));
    while server.wait("built")["succeeded"] != true {}
    assert!(get(&server, "/").body.contains(">new<"));
}

#[test]
fn a_body_and_a_slow_client_are_passed_on() {
    let module = Module::new(&says("posted"));
    let server = serve(&module);
    let own = server.app_authority();
    let mut stream = TcpStream::connect(own).expect("a connection");
    let head = format!("POST /form HTTP/1.1\r\nHost: {own}\r\nContent-Length: 5\r\n\r\n");
    for part in [head.as_str(), "he", "llo"] {
        stream.write_all(part.as_bytes()).expect("it is sent");
    }
    stream.shutdown(std::net::Shutdown::Write).expect("it ends");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("posted"), "{answer}");
}

#[test]
fn an_answer_has_the_length_that_the_program_says_and_no_type_of_ours() {
    let module = Module::new(&serves("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nplain", ""));
    let server = serve(&module);
    let answer = get(&server, "/");
    assert_eq!(answer.body, "plain");
    assert!(answer.head.contains("content-length: 5"), "{answer:?}");
    assert!(!answer.head.contains("\ncontent-type:"), "{answer:?}");
}
