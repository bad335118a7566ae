//! `--base`: a web app that lives below a path.

use crate::http::{Answer, request_to};
use crate::page::Page;
use crate::server::Server;
use crate::site::App;

fn get(server: &Server, path: &str) -> Answer {
    let own = server.app_authority();
    request_to(own, &format!("GET {path}"), &[("Host", own), ("Accept", "text/html")])
}

#[test]
fn the_app_is_below_its_path_and_nowhere_else() {
    let app = App::new();
    app.write("sub/index.html", "<p>sub");
    let server = app.serve_with(&["--base", "/some/where"]);
    assert!(server.app_url().ends_with("/some/where/"), "{}", server.app_url());
    for path in ["/some/where/", "/some/where/index.html", "/some/where/users/7"] {
        let answer = get(&server, path);
        assert!(answer.status == 200 && answer.body.contains("first"), "{path}: {answer:?}");
    }
    for path in ["/", "/some/where"] {
        let answer = get(&server, path);
        assert_eq!(answer.status, 302, "{path}");
        assert!(answer.head.contains("location: /some/where/\r\n"), "{}", answer.head);
    }
    let folder = get(&server, "/some/where/sub");
    assert!(folder.head.contains("location: /some/where/sub/\r\n"), "{}", folder.head);
    for path in ["/index.html", "/some/style.css", "/some/wherever/", "/some/where/../style.css"] {
        assert_eq!(get(&server, path).status, 404, "{path}");
    }
    let own = server.app_authority();
    let session = request_to(own, "GET /__wasmrun/app/session", &[("Host", own)]);
    assert_eq!(session.status, 200);
}

#[test]
fn pages_below_a_path_are_kept_up_to_date() {
    let app = App::new();
    let server = app.serve_with(&["--base", "/below/"]);
    let Some(page) = Page::open("base", server.app_url()) else { return };
    let coloured = |colour: &str| {
        format!("getComputedStyle(document.querySelector('#text')).color === {colour:?}")
    };
    page.wait_until("the style sheet", &coloured("rgb(1, 2, 3)"));
    page.mark();
    app.write("style.css", "#text { color: rgb(4, 5, 6) }");
    page.wait_until("the other style sheet", &coloured("rgb(4, 5, 6)"));
    assert!(page.is_marked(), "no reload for a style sheet");
    app.say("second");
    page.wait_to_see("the other page", "document.querySelector('#text')?.textContent === 'second'");
}

const ROUTED: &str = "<!doctype html><html><head><base href=\"/shop/\"><link rel=\"stylesheet\" href=\"style.css\"></head>\
    <body><a href=\"users/7\">user</a><p id=\"text\">first</p><p id=\"view\"></p>\
    <script type=\"module\" src=\"router.mjs\"></script></body></html>";

/// Shows the part of the address that is the app's own, and follows its link without loading a page.
const ROUTER: &str = "const show = () => {
    document.querySelector('#view').textContent = location.href.slice(document.baseURI.length) || 'home';
};
addEventListener('popstate', show);
document.querySelector('a').onclick = (event) => {
    event.preventDefault();
    history.pushState(null, '', event.target.href);
    show();
};
show();";

#[test]
fn an_app_with_a_router_is_the_same_at_each_of_its_addresses() {
    let app = App::new();
    app.write("index.html", ROUTED);
    app.write("router.mjs", ROUTER);
    let server = app.serve_with(&["--base", "/shop/"]);
    let Some(page) = Page::open("routes", server.app_url()) else { return };
    let shows = |view: &str, text: &str| {
        format!(
            "document.querySelector('#view')?.textContent === {view:?} &&
                document.querySelector('#text').textContent === {text:?} &&
                getComputedStyle(document.querySelector('#text')).color === 'rgb(1, 2, 3)'"
        )
    };
    page.wait_until("the first page", &shows("home", "first"));
    page.mark();
    page.value("document.querySelector('a').click()");
    page.wait_until("another view", &shows("users/7", "first"));
    assert!(page.is_marked(), "no page was loaded");
    app.write("index.html", ROUTED.replace("first", "second"));
    page.wait_to_see("the same view of the next build", &shows("users/7", "second"));
    let deep = format!("{}users/8", server.app_url());
    let Some(page) = Page::open("a deep link", &deep) else { return };
    page.wait_until("its view", &shows("users/8", "second"));
}
