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
