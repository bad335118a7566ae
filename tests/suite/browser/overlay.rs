//! What the page makes of a compiler's diagnostics, without a compiler.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::time::Duration;

use cargo_wasmrun::server::{
    Address, AppOptions, Options, Product, Program, Progress, Publisher, Report, Server, Site,
};
use wasmrun_protocol::{Diagnostic, Position, Severity, Span};

use crate::page::Page;
use crate::project::writes;
use crate::site::App;

const SOURCE: &str = "#include <stdio.h>\n\nint main(void) {\n\tint grün = 1\n\treturn grün;\n}\n";

pub(crate) fn serve() -> (Server, Publisher) {
    Server::start(&options()).expect("a server")
}

/// How it is served.
pub(crate) fn options() -> Options {
    let address = Address { ip: Ipv4Addr::LOCALHOST.into(), port: 0, strict: false };
    Options {
        address,
        allowed_hosts: Vec::new(),
        project: "hello".to_owned(),
        app: Some(AppOptions::default()),
        editor: "editor://open/{file}:{line}:{column}".to_owned(),
        tls: None,
        heartbeat: Options::HEARTBEAT,
    }
}

pub(crate) fn hello() -> Program {
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

/// Waits until a browser asks for something at `listener`, and says for what.
fn asked(listener: &TcpListener) -> String {
    let (stream, _) = listener.accept().expect("a browser");
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).expect("a request");
    line.split(' ').nth(1).expect("a path").to_owned()
}

#[test]
fn a_click_on_a_place_opens_the_editor() {
    let root = tempfile::tempdir().expect("a folder");
    fs_err::write(root.path().join("main.c"), SOURCE).expect("a source");
    // An editor that browsers can be seen to open.
    let editor = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = editor.local_addr().expect("its address");
    let template = format!("http://{address}/open/{{file}}?line={{line}}&column={{column}}");
    let options = Options { editor: template, ..options() };
    let (server, mut publisher) = Server::start(&options).expect("a server");
    let app = App::new();
    let site = Site::read(&app.path().join("index.html"), &[], None, None).expect("a site");
    publisher.succeeded(report(true, root.path()), Product::Site(site.into()));
    publisher.failed(report(false, root.path()));
    let locations = server.locations();
    for (url, overlay) in
        [(locations.app().expect("an app"), "wasmrun-overlay"), (locations.page(), ".failure")]
    {
        let Some(page) = Page::open("editor", &url) else { return };
        page.wait_until("the overlay", &format!("document.querySelector('{overlay}') !== null"));
        page.click_link("main.c:4:7");
        assert_eq!(asked(&editor), "/open/main.c?line=4&column=7", "{url}");
    }
}

#[test]
fn of_many_diagnostics_the_errors_are_shown_and_the_rest_counted() {
    let root = tempfile::tempdir().expect("a folder");
    fs_err::write(root.path().join("main.c"), SOURCE).expect("a source");
    let place = Span::new(root.path().join("main.c"), Position::new(4, 7));
    let warning = |index: i32| {
        Diagnostic::new(Severity::Warning, format!("warning {index}")).with_span(place.clone())
    };
    let mut many: Vec<_> = (0..499).map(warning).collect();
    many.push(Diagnostic::new(Severity::Error, "the one error"));
    let (server, mut publisher) = serve();
    publisher.failed(Report::new(false, Duration::from_secs(1), &many, "", root.path()));
    let Some(page) = Page::open("many diagnostics", &server.locations().page()) else { return };
    page.wait_until(
        "the failure",
        "document.querySelectorAll('.failure .diagnostic').length === 100",
    );
    assert!(text(&page, ".failure .diagnostic").contains("the one error"));
    assert!(text(&page, ".failure-body").ends_with("400 more diagnostics in the terminal."));
    page.press("Hide");
    page.press("Build");
    page.wait_until(
        "the same",
        "document.querySelectorAll('.build-panel .diagnostic').length === 100",
    );
}
