//! Web apps on an origin of their own: served as they are, but for reload and overlay.

use crate::http::{Answer, request_to};
use crate::overlay::{report, serve};
use crate::page::Page;
use crate::server::Server;
use crate::site::App;
use cargo_wasmrun::server::{Product, Site};

fn get(server: &Server, path: &str, headers: &[(&str, &str)]) -> Answer {
    let own = [("Host", server.app_authority())];
    let headers: Vec<(&str, &str)> = own.iter().chain(headers).copied().collect();
    request_to(server.app_authority(), &format!("GET {path}"), &headers)
}

/// The value of a header, in lower case.
fn header(answer: &Answer, name: &str) -> Option<String> {
    let line = answer.head.lines().find(|line| line.starts_with(&format!("{name}: ")))?;
    Some(line[name.len() + 2..].to_owned())
}

#[test]
fn files_have_their_types_and_pages_the_client() {
    let app = App::new();
    app.write("pkg/app.wasm", b"\0asm\x01\0\0\0");
    app.write("pkg/app.js.map", "{}");
    app.write("sub/index.html", "<p>sub");
    let server = app.serve();
    for (path, media_type) in [
        ("/", "text/html; charset=utf-8"),
        ("/style.css", "text/css; charset=utf-8"),
        ("/main.mjs?v=1", "text/javascript; charset=utf-8"),
        ("/pkg/app.wasm", "application/wasm"),
        ("/pkg/app.js.map", "application/json"),
        ("/sub/", "text/html; charset=utf-8"),
        ("/%73tyle.css", "text/css; charset=utf-8"),
    ] {
        let answer = get(&server, path, &[]);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(header(&answer, "content-type").as_deref(), Some(media_type), "{path}");
        let has_client = answer.body.contains("/__wasmrun/app/client.js");
        assert_eq!(has_client, media_type.starts_with("text/html"), "{path}");
    }
    let folder = get(&server, "/sub?x=1", &[]);
    assert_eq!((folder.status, header(&folder, "location")), (302, Some("/sub/?x=1".to_owned())));
}

#[test]
fn what_is_known_is_not_sent_again() {
    let app = App::new();
    let server = app.serve();
    for path in ["/", "/style.css"] {
        let tag = header(&get(&server, path, &[]), "etag").expect("a tag");
        let again = get(&server, path, &[("If-None-Match", &tag)]);
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{path}");
        let other = get(&server, path, &[("If-None-Match", "\"x\"")]);
        assert_eq!(other.status, 200, "{path}");
    }
}

#[test]
fn large_texts_are_compressed_and_parts_are_not() {
    let app = App::new();
    app.write("big.js", "// same again\n".repeat(2_000));
    let server = app.serve();
    let packed = get(&server, "/big.js", &[("Accept-Encoding", "br, gzip")]);
    assert_eq!(header(&packed, "content-encoding").as_deref(), Some("gzip"));
    let length: usize = header(&packed, "content-length").expect("a length").parse().expect("one");
    assert!(length < 1_000, "{length} bytes");
    let plain = get(&server, "/big.js", &[]);
    assert_eq!((header(&plain, "content-encoding"), plain.body.len()), (None, 28_000));
    assert_ne!(header(&plain, "etag"), header(&packed, "etag"));

    let part = get(&server, "/big.js", &[("Range", "bytes=3-6"), ("Accept-Encoding", "gzip")]);
    assert_eq!((part.status, part.body.as_str()), (206, "same"));
    assert_eq!(header(&part, "content-range").as_deref(), Some("bytes 3-6/28000"));
    let beyond = get(&server, "/big.js", &[("Range", "bytes=28000-")]);
    assert_eq!(beyond.status, 416);
    let outdated = get(&server, "/big.js", &[("Range", "bytes=3-6"), ("If-Range", "\"x\"")]);
    assert_eq!(outdated.status, 200);
    let own = server.app_authority();
    let head = request_to(own, "HEAD /big.js", &[("Host", own), ("Range", "bytes=3-6")]);
    assert_eq!((head.status, header(&head, "content-length").as_deref()), (200, Some("28000")));
}

#[test]
fn paths_that_the_app_makes_up_are_its_page() {
    let server = App::new().serve();
    let page = [("Accept", "text/html,*/*")];
    assert_eq!(get(&server, "/users/7", &page).status, 200);
    assert_eq!(get(&server, "/users/7", &[]).status, 404);
    assert_eq!(get(&server, "/users/7.js", &page).status, 404);
}

#[test]
fn headers_are_the_users_own() {
    let app = App::new();
    let server = app.serve_with(&[
        "--header",
        "X-Frame-Options: DENY",
        "--header",
        "Cache-Control: max-age=5",
        "--cross-origin-isolated",
    ]);
    let head = get(&server, "/", &[]).head;
    for line in [
        "x-frame-options: deny",
        "cache-control: max-age=5",
        "cross-origin-opener-policy: same-origin",
        "cross-origin-embedder-policy: require-corp",
    ] {
        assert!(head.contains(line), "{line}: {head}");
    }
    assert_eq!(head.matches("cache-control").count(), 1, "{head}");
}

#[test]
fn an_edit_loads_the_page_anew_and_a_style_sheet_does_not() {
    let app = App::new();
    let server = app.serve();
    let Some(page) = Page::open("web app", server.app_url()) else { return };
    let says = |text: &str| format!("document.querySelector('#text')?.textContent === {text:?}");
    let coloured = |colour: &str| {
        format!("getComputedStyle(document.querySelector('#text')).color === 'rgb({colour})'")
    };
    page.wait_until("the page", &says("first"));
    page.wait_to_see("its colour", &coloured("1, 2, 3"));
    page.mark();
    // Others whose addresses are none are in nobody's way.
    for address in ["odd%zz.css", ""] {
        page.value(&format!(
            "document.head.append(Object.assign(document.createElement('link'), {{ rel: 'stylesheet', href: {address:?} }}))"
        ));
    }
    app.write("style.css", "#text { color: rgb(4, 5, 6) }");
    page.wait_to_see("the new colour", &coloured("4, 5, 6"));
    assert!(page.is_marked(), "a style sheet is swapped without a reload");
    app.say("second");
    page.wait_to_see("the new page", &says("second"));
    assert!(!page.is_marked());
}

#[test]
fn a_failed_build_lies_above_the_app_until_it_is_mended() {
    let app = App::new();
    let root = tempfile::tempdir().expect("a folder");
    let (server, mut publisher) = serve();
    let site = || {
        let index = app.path().join("index.html");
        Product::Site(Site::read(&index, &[], None, None).expect("a site").into())
    };
    publisher.succeeded(report(true, root.path()), site());
    let Some(page) = Page::open("app overlay", &server.locations().app().expect("an app")) else {
        return;
    };
    page.wait_until("the page", "document.querySelector('#text') !== null");
    page.mark();
    let overlay = "document.querySelector('wasmrun-overlay')";
    publisher.failed(report(false, root.path()));
    page.wait_until("the overlay", &format!("{overlay} !== null"));
    publisher.building();
    publisher.succeeded(report(true, root.path()), site());
    page.wait_until("no overlay", &format!("{overlay} === null"));
    assert!(page.is_marked(), "the same app goes on");
}

#[test]
fn our_page_shows_what_the_app_writes_and_asks_for() {
    let app = App::new();
    let server = app.serve();
    let Some(panels) = Page::open("panels", server.url()) else { return };
    panels.press("Console");
    let Some(_page) = Page::open("app", server.app_url()) else { return };
    let written = "document.querySelector('.message.log')?.textContent.includes('hello from app')";
    panels.wait_until("the console", written);
    panels.press("Requests");
    panels.wait_until(
        "the requests",
        "[...document.querySelectorAll('td.path')].some((cell) => cell.textContent === '/main.mjs')",
    );
}
