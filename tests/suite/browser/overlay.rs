//! What the page makes of a compiler's diagnostics, without a compiler.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::path::Path;
use std::time::Duration;

use cargo_wasmrun::server::{
    Address, AppOptions, Options, Program, Progress, Publisher, Report, Server,
};
use wasmrun_protocol::{Diagnostic, Position, Severity, Span};

use crate::page::Page;
use crate::project::writes;

const SOURCE: &str = "#include <stdio.h>\n\nint main(void) {\n\tint grün = 1\n\treturn grün;\n}\n";

pub(crate) fn serve() -> (Server, Publisher) {
    let address = Address { ip: Ipv4Addr::LOCALHOST.into(), port: 0, strict: false };
    let options = Options {
        address,
        allowed_hosts: Vec::new(),
        project: "hello".to_owned(),
        app: Some(AppOptions::default()),
        editor: "editor://open/{file}:{line}:{column}".to_owned(),
        tls: None,
    };
    Server::start(&options).expect("a server")
}

fn hello() -> Program {
    let wasm = wat::parse_str(writes("hello\n")).expect("a module");
    Program::new("hello.wasm".to_owned(), wasm, vec!["hello".to_owned()], BTreeMap::new())
}

fn diagnostics(root: &Path) -> Vec<Diagnostic> {
    let file = root.join("main.c");
    let span = Span::new(&file, Position::new(4, 7)).with_end(Position::new(4, 11));
    let error = Diagnostic::new(Severity::Error, "expected `;` at the end of <declaration>")
        .with_span(span.with_label("this one"))
        .with_related(vec![Span::new(&file, Position::new(3, 1)).with_label("in this function")])
        .with_hints(["put a `;` there"]);
    let outside = Span::new("/usr/include/secret/stdio.h", Position::new(9, 2));
    vec![error, Diagnostic::new(Severity::Warning, "unused").with_span(outside)]
}

pub(crate) fn report(succeeded: bool, root: &Path) -> Report {
    Report::new(succeeded, Duration::from_millis(120), &diagnostics(root), "", root)
}

fn text(page: &Page, selector: &str) -> String {
    let value = page.value(&format!("document.querySelector({selector:?}).textContent"));
    value.as_str().expect("text").to_owned()
}

#[test]
fn a_diagnostic_is_shown_with_its_place_and_its_source() {
    let root = tempfile::tempdir().expect("a folder");
    fs_err::write(root.path().join("main.c"), SOURCE).expect("a source");
    let (server, mut publisher) = serve();
    let Some(page) = Page::open("overlay", &server.locations().page()) else { return };
    page.wait_until("the connection", "document.querySelector('[data-status=building]') !== null");
    publisher.building();
    let message = "Downloading a toolchain".to_owned();
    publisher.progress(Progress { message, current: Some(30), total: Some(60) });
    let shown =
        "document.querySelector('.status').textContent === 'Downloading a toolchain (50 %)'";
    page.wait_until("the progress", shown);
    publisher.failed(report(false, root.path()));
    page.wait_until("the overlay", "document.querySelector('.failure') !== null");

    assert_eq!(text(&page, ".failure h2"), "Build failed: 1 error");
    let error = text(&page, ".diagnostic.error");
    assert!(error.contains("expected `;` at the end of <declaration>"), "{error}");
    assert!(error.contains("put a `;` there"), "{error}");
    assert_eq!(text(&page, ".diagnostic.error .place"), "main.c:4:7");
    assert_eq!(text(&page, ".diagnostic.error .related .place"), "main.c:3:1");
    let link = page.value("document.querySelector('.diagnostic.error .place a').href");
    assert_eq!(link, "editor://open/main.c:4:7", "a click opens the editor");
    let outside = page.value("document.querySelector('.diagnostic.warning .place a')");
    assert_eq!(outside, serde_json::Value::Null, "what is outside of the project has no address");
    assert_eq!(text(&page, ".excerpt .here"), "4\tint grün = 1\n");
    assert_eq!(text(&page, ".excerpt .marker"), "\t     ^^^^", "four characters, not five bytes");
    assert_eq!(text(&page, ".diagnostic.warning .place"), "stdio.h:9:2");
    assert_eq!(page.value("document.body.innerText.includes('secret')"), false);
}

#[test]
fn the_overlay_stays_during_the_next_build_and_goes_with_its_success() {
    let root = tempfile::tempdir().expect("a folder");
    let (server, mut publisher) = serve();
    publisher.failed(report(false, root.path()));
    let Some(page) = Page::open("recovery", &server.locations().page()) else { return };
    page.wait_until("the overlay", "document.querySelector('.failure') !== null");
    publisher.building();
    page.wait_until("the next build", "document.querySelector('[data-status=building]') !== null");
    page.wait_until("the overlay", "document.querySelector('.failure') !== null");
    publisher.succeeded(report(true, root.path()), hello());
    page.wait_for_output("hello");
    page.wait_until("no overlay", "document.querySelector('.failure') === null");
    assert_eq!(text(&page, ".status"), "Built in 120 ms, 1 warning");
}

#[test]
fn a_program_that_is_built_again_without_change_goes_on() {
    let root = tempfile::tempdir().expect("a folder");
    let (server, mut publisher) = serve();
    publisher.succeeded(report(true, root.path()), hello());
    let Some(page) = Page::open("no change", &server.locations().page()) else { return };
    page.wait_until("its end", "document.querySelector('[data-exit=\"0\"]') !== null");
    page.value("document.querySelector('.terminal').firstChild.marked = true");
    publisher.building();
    publisher.failed(report(false, root.path()));
    publisher.succeeded(report(true, root.path()), hello());
    publisher.failed(report(false, root.path()));
    page.wait_until("the last message", "document.querySelector('.failure') !== null");
    assert_eq!(page.value("document.querySelector('.terminal').firstChild.marked"), true);
}
