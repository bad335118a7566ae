//! Builds reach the page, and only those that change something.

use std::io::Write as _;

use crate::page::Page;
use crate::project::{Module, program, writes};
use crate::server::Server;

#[test]
fn a_new_module_runs_without_touching_the_page() {
    let module = Module::new(&writes("first\n"));
    let server = Server::start(&module.path());
    let Some(page) = Page::open("reload", server.url()) else { return };
    page.wait_for_output("first");
    page.mark();
    module.write(&writes("second\n"));
    page.wait_for_output("second");
    module.replace(&writes("third\n"));
    page.wait_for_output("third");
    assert_eq!(page.output().trim_end(), "third", "nothing of the last program is left");
    assert!(page.is_marked(), "the page itself is not loaded anew");
}

#[test]
fn a_failed_build_covers_the_program_until_it_is_mended() {
    let module = Module::new(&writes("good\n"));
    let server = Server::start(&module.path());
    let Some(page) = Page::open("overlay", server.url()) else { return };
    page.wait_for_output("good");
    module.write("(module (func (export \"_start\") (i32.const)))");
    page.wait_until("the overlay", "document.querySelector('.failure .diagnostic') !== null");
    assert_eq!(page.output().trim_end(), "good", "the last good program stays");
    let reachable = |yes: bool| format!("document.querySelector('.panels').inert === {}", !yes);
    page.wait_until("a program out of reach of the keyboard", &reachable(false));
    page.press("Hide");
    page.wait_until("a folded overlay", "document.querySelector('.failure.folded') !== null");
    page.wait_until("a program in reach again", &reachable(true));
    let bottom = "document.querySelector('.failure').getBoundingClientRect().bottom";
    let top = "document.querySelector('.program').getBoundingClientRect().top";
    assert_eq!(page.value(&format!("{bottom} <= {top}")), true, "it hides nothing");
    module.write(&writes("mended\n"));
    page.wait_for_output("mended");
    page.wait_until("no overlay", "document.querySelector('.failure') === null");
}

#[test]
fn a_page_opened_late_learns_of_the_failure() {
    let module = Module::new(&writes("good\n"));
    let mut server = Server::start(&module.path());
    server.wait("built");
    module.write("(module");
    assert_eq!(server.wait("built")["succeeded"], false);
    let Some(page) = Page::open("late page", server.url()) else { return };
    page.wait_until("the overlay", "document.querySelector('.failure') !== null");
    page.wait_for_output("good");
}

#[test]
fn the_same_content_again_is_no_change() {
    let module = Module::new(&writes("once\n"));
    let mut server = Server::start(&module.path());
    let first = server.wait("built");
    // Without emptying the file first: who looks in between would see another content.
    let wat = writes("once\n");
    let mut file =
        fs_err::OpenOptions::new().write(true).open(module.path()).expect("the module is there");
    file.write_all(wat.as_bytes()).expect("the same again");
    module.replace(&writes("once\n"));
    fs_err::read(module.path()).expect("reading is allowed");
    // What comes after shows that nothing came between.
    module.replace(&writes("twice\n"));
    let second = server.wait("built");
    assert_ne!(first["program"], second["program"]);
    assert!(second["overhead_milliseconds"].is_number());
    assert_eq!(server.builds_so_far(), Vec::<serde_json::Value>::new());
}

#[test]
fn the_page_finds_a_server_that_was_started_anew() {
    let body = "(call $print (i32.const 1024) (i32.const 4)) (drop (call $line))";
    let module = Module::new(&program(body, "ask\n"));
    let server = Server::start(&module.path());
    let port = server.authority().rsplit(':').next().expect("a port").to_owned();
    let Some(page) = Page::open("reconnect", server.url()) else { return };
    page.wait_until("a waiting program", "document.querySelector('[data-phase=waiting]') !== null");
    page.value(
        "window.runs = 0; new MutationObserver((records) => {
            window.runs += records.filter(({ target }) => target.dataset.phase === 'loading').length;
        }).observe(document.querySelector('.program'), { attributes: true })",
    );
    drop(server);
    page.wait_until("the loss", "document.querySelector('[data-status=away]') !== null");
    let server = Server::start_with(&module.path(), ["--port", &port, "--strict-port"]);
    page.wait_until("the connection", "document.querySelector('[data-status=ready]') !== null");
    assert_eq!(page.value("window.runs"), 0, "the same program goes on");
    module.write(&writes("other\n"));
    page.wait_for_output("other");
    drop(server);
}
