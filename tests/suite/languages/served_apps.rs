//! What plugins build, as `cargo wasmrun run` serves it: apps in a browser, and a program that serves.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use crate::language::Language;
use crate::project::Project;
use crate::served::{Served, Server};

#[test]
fn an_assemblyscript_page_is_served() {
    let language = &crate::assemblyscript::ASSEMBLYSCRIPT;
    let Some(project) = language.project("a served page") else { return };
    let test = "languages: assemblyscript: a served page";
    let Some(served) = Served::start(test, &project) else { return };
    served.open();
    served.wait_until("document.querySelector('canvas') !== null");
}

#[test]
fn a_page_in_go_is_served_and_follows_its_source() {
    let Some(_) = crate::go::GO.project("a served page") else { return };
    let project = Project::empty("go", "page");
    project.run(&["init", "--template", "page"]).success();
    let Some(served) = Served::start("languages: go: a served page", &project) else { return };
    served.open();
    served.wait_until("document.querySelector('h1')?.textContent === 'Hello from page!'");
    project.edit("main.go", "Hello from", "Greetings from");
    served.wait_until("document.querySelector('h1')?.textContent === 'Greetings from page!'");
    project.edit("main.go", "select {}", "select {");
    served.wait_until("document.querySelector('wasmrun-overlay') !== null");
}

#[test]
fn the_guides_server_in_rust_answers() {
    let language = Language { example: "rust-http", ..crate::rust::RUST };
    let Some(project) = language.project("a server") else { return };
    // It takes the socket that it is given, or listens by itself at an address that is taken.
    let taken =
        TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address");
    let taken = taken.to_string();
    for guest in [&["serve", "1000000"][..], &["serve", &taken, "1000000"]] {
        let server = Server::start(&project, &["--server"], guest);
        for path in ["/", "/anything"] {
            let authority = server.url.strip_prefix("http://").expect("an address over http");
            let answer = ask(authority, path);
            let end = format!("Rust was asked for {path}\n");
            assert!(answer.ends_with(&end), "{guest:?} answers {path} with: {answer}");
        }
    }
}

#[test]
fn a_guest_book_is_rendered_here_and_taken_over_in_the_browser() {
    let language = Language { example: "rust-guestbook", ..crate::rust::RUST };
    let Some(project) = language.project("a guest book") else { return };
    let folder = format!("{}::static:ro", project.path("static").display());
    let flags = ["--server", "--dir", &folder];
    let test = "languages: rust: a guest book";
    let Some(served) = Served::start_with(test, &project, |command| {
        command.args(flags);
    }) else {
        return;
    };
    let authority = served.url().strip_prefix("http://").expect("an address over http").to_owned();
    assert!(ask(&authority, "/").contains("<ul><li>Welcome!</li></ul>"));
    served.open();
    served.wait_until("document.body.dataset.hydrated === 'yes'");
    let write = "window.before = true; document.querySelector('input').value = '<b>Ada</b> & Eve';\
        document.querySelector('form').requestSubmit();";
    served.tab.evaluate(write, false).expect("it is written");
    served.wait_until("document.querySelectorAll('li').length === 2");
    // Another page would not know.
    served.wait_until("window.before === true");
    let rendered = "<li>&lt;b&gt;Ada&lt;/b&gt; &amp; Eve</li>";
    served.wait_until(&format!("document.querySelector('ul').innerHTML.endsWith('{rendered}')"));
    assert!(ask(&authority, "/").contains(rendered), "both sides render alike");

    project.edit("static/style.css", "rgb(20, 80, 60)", "rgb(1, 2, 3)");
    let coloured = "getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)'";
    served.wait_until(coloured);
    // The program has begun anew, with an empty book; the page has not.
    assert!(!ask(&authority, "/").contains("Ada"));
    served.wait_until("document.querySelectorAll('li').length === 2");
}

/// The answer to a request, as it comes.
fn ask(authority: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(authority).expect("a connection");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("the request is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}
