//! Programs that serve: what the app's address is asked is theirs to answer.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::guest::serves;
use crate::http::{Answer, get as get_page, request_to};
use crate::page::Page;
use crate::project::{Module, program};
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
        while new.load(Ordering::Relaxed) == 0 {
            thread::yield_now();
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(get(&server, "/").body.contains("round 4"));
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

/// The head and the content of an answer in chunks, as far as it has come when `wanted` is in it.
fn read_until(stream: &mut TcpStream, wanted: &str) -> String {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    while !unchunked(&text).contains(wanted) {
        let count = stream.read(&mut buffer).expect("more of the answer");
        assert_ne!(count, 0, "it ends before `{wanted}`: {text}");
        text.push_str(&String::from_utf8_lossy(&buffer[..count]));
    }
    unchunked(&text)
}

/// An answer without what stands between its chunks.
fn unchunked(answer: &str) -> String {
    let (head, mut rest) = answer.split_once("\r\n\r\n").unwrap_or_default();
    let mut content = format!("{head}\r\n\r\n");
    while let Some((size, chunk)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).expect("the size of a chunk");
        content.push_str(chunk.get(..size).unwrap_or(chunk));
        rest = chunk.get(size + 2..).unwrap_or_default();
    }
    content
}

/// A client that has asked for `/`.
fn ask(server: &Server) -> TcpStream {
    let own = server.app_authority();
    let mut stream = TcpStream::connect(own).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a watchdog");
    let request = format!("GET / HTTP/1.1\r\nHost: {own}\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("the request is sent");
    stream
}

#[test]
fn what_comes_bit_by_bit_is_passed_on_so() {
    let cases = [
        ("text/event-stream", "data: one\n\n", "data: one"),
        ("text/html", "<!doctype html><html><head><title>x", "</script><title>x"),
        ("text/html", "<!-- <p> --><p>begun", "</script><!-- <p> --><p>begun"),
    ];
    for (media_type, begun, expected) in cases {
        let answer =
            format!("HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nETag: \"1\"\r\n\r\n{begun}");
        // The rest never comes: the program waits for more of the request.
        let module = Module::new(&serves(&answer, "(drop (call $receive (local.get $client)))"));
        let server = serve(&module);
        let text = read_until(&mut ask(&server), expected);
        let is_page = media_type == "text/html";
        assert_eq!(text.contains("/__wasmrun/app/client.js"), is_page, "{text}");
        assert_ne!(text.to_ascii_lowercase().contains("\netag:"), is_page, "{text}");
    }
}

#[test]
fn a_page_in_chunks_gets_the_client_and_none_is_asked_for_compressed() {
    let answer = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n\
        8\r\n<html><h\r\n10\r\nead><title>x</ti\r\n3\r\ntle\r\n1\r\n>\r\n0\r\n\r\n";
    let module = Module::new(&serves(answer, ""));
    let server = serve(&module);
    let answer = get(&server, "/");
    assert!(answer.body.contains("<html><head><script src="), "{answer:?}");
    let echo = Module::new(&serves(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n",
        "(call $send (local.get $client) (i32.const 8192) (local.get $length))",
    ));
    let server = serve(&echo);
    let own = server.app_authority();
    let headers = [("Host", own), ("Accept-Encoding", "gzip, br")];
    let text = request_to(own, "GET /", &headers).body;
    assert!(text.contains("x-forwarded-proto") && !text.contains("accept-encoding"), "{text}");
}

#[test]
fn a_program_that_ends_at_once_is_told_of() {
    let module = Module::new("(module (func (export \"_start\")))");
    let server = serve(&module);
    loop {
        let answer = get(&server, "/");
        assert_eq!(answer.status, 502, "{answer:?}");
        if answer.body.contains("`program.wat` ended, and serves no more") {
            break;
        }
    }
}

#[test]
fn a_program_that_takes_no_connection_is_told_of_and_can_be_replaced() {
    let module = Module::new("(module (func (export \"_start\") (loop $ever (br $ever))))");
    let mut server = serve(&module);
    let waiting = ask(&server);
    let Some(panels) = Page::open("silent program", server.url()) else { return };
    panels.press("Console");
    let note = "document.querySelector('.message.warn')?.textContent.includes('descriptor 3')";
    panels.wait_until("a note", note);
    module.replace(&says("at last"));
    server.wait("built");
    assert!(get(&server, "/").body.contains("at last"));
    drop(waiting);
}

#[cfg(target_os = "linux")]
#[test]
fn a_program_that_writes_without_end_waits_until_that_is_shown() {
    let write = "(loop $ever (call $print (i32.const 1024) (i32.const 6)) (br $ever))";
    let module = Module::new(&program(write, "again\n"));
    let mut server = serve(&module);
    for _ in 0..20_000 {
        server.wait("output");
    }
    let early = server.resident_memory();
    for _ in 0..100_000 {
        server.wait("output");
    }
    let late = server.resident_memory();
    assert!(late < early + (16 << 20), "{early} bytes became {late}");
    assert_eq!(get_page(&server, "/").status, 200);
}
