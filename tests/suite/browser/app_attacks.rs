//! What the tab next door may try on the origin of a web app, and the app on our page.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpListener;

use crate::http::{frame, open_socket, request_to, token, upgrade_at};
use crate::project::{Module, writes};
use crate::server::Server;
use crate::site::App;

fn served() -> (Server, App) {
    let app = App::new();
    app.write(".env", "secret");
    app.write(".git/config", "secret");
    #[cfg(unix)]
    {
        use fs_err::os::unix::fs::symlink;
        symlink("../secret.txt", app.path().join("link.txt")).expect("a link");
        symlink("..", app.path().join("up")).expect("a link");
        symlink("/", app.path().join("root")).expect("a link");
    }
    let server = app.serve();
    (server, app)
}

fn app_token(server: &Server) -> String {
    let own = server.app_authority();
    let answer = request_to(own, "GET /__wasmrun/app/session", &[("Host", own)]);
    let session: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    session["token"].as_str().expect("a token").to_owned()
}

#[test]
fn no_path_leads_out_of_the_app() {
    let (server, app) = served();
    let own = server.app_authority();
    let absolute = app.path().join("style.css").display().to_string();
    let paths = [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/%252e%252e/secret.txt",
        "/.%2e/secret.txt",
        "/..%5csecret.txt",
        "/style.css/../../secret.txt",
        "/link.txt",
        "/up/secret.txt",
        "/up/app/style.css",
        "/root/etc/passwd",
        "//etc/passwd",
        "/.env",
        "/%2eenv",
        "/.env?raw??",
        "/.env/",
        "/.git/config",
        "/style.css%00.html",
        "/style.css/",
        "/@fs/etc/passwd",
        "/%",
        "/%zz",
        "/%ff",
        absolute.as_str(),
    ];
    for path in paths {
        for accept in ["*/*", "text/html"] {
            let answer =
                request_to(own, &format!("GET {path}"), &[("Host", own), ("Accept", accept)]);
            let body = &answer.body;
            assert!(!body.contains("secret") && !body.contains("root:"), "{path}: {answer:?}");
            if accept == "*/*" {
                assert!(matches!(answer.status, 400 | 404), "{path}: {answer:?}");
            }
        }
    }
}

#[test]
fn the_app_answers_to_our_names_only_and_shares_with_nobody() {
    let (server, _app) = served();
    let own = server.app_authority();
    for path in ["/", "/style.css", "/__wasmrun/app/session", "/__wasmrun/app/client.js", "/no"] {
        for host in ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example"] {
            let answer = request_to(own, &format!("GET {path}"), &[("Host", host)]);
            assert_eq!(answer.status, 421, "{path} {host}");
        }
        let headers = [("Host", own), ("Origin", "https://evil.example")];
        let head = request_to(own, &format!("GET {path}"), &headers).head;
        assert!(!head.contains("access-control-"), "{path}: {head}");
        for line in ["x-content-type-options: nosniff", "cross-origin-resource-policy: same-origin"]
        {
            assert!(head.contains(line), "{path} without {line}: {head}");
        }
    }
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        let headers = [("Host", own), ("Content-Length", "0")];
        assert_eq!(request_to(own, &format!("{method} /style.css"), &headers).status, 405);
    }
}

#[test]
fn the_apps_socket_takes_the_app_and_nobody_else() {
    let (server, _app) = served();
    let (own, origin) = (server.app_authority(), server.app_url());
    let path = "/__wasmrun/app/events";
    let token = app_token(&server);
    assert_eq!(upgrade_at(own, path, own, Some(origin), Some(&token)), 101);
    for foreign in [None, Some("null"), Some("https://evil.example"), Some(server.url())] {
        assert_eq!(upgrade_at(own, path, own, foreign, Some(&token)), 403, "{foreign:?}");
    }
    for wrong in [None, Some(""), Some("0")] {
        assert_eq!(upgrade_at(own, path, own, Some(origin), wrong), 403, "{wrong:?}");
    }
}

#[test]
fn what_the_app_knows_opens_nothing_of_our_page() {
    let (server, _app) = served();
    let (page, app) = (server.authority(), server.app_authority());
    let (of_app, of_page) = (app_token(&server), token(&server));
    assert_ne!(of_app, of_page);
    let path = "/__wasmrun/v1/events";
    assert_eq!(upgrade_at(page, path, page, Some(server.url()), Some(&of_app)), 403);
    assert_eq!(upgrade_at(page, path, page, Some(server.app_url()), Some(&of_page)), 403);
    for path in ["/__wasmrun/v1/session", "/__wasmrun/v1/state", "/__wasmrun/page/page.js"] {
        assert_eq!(request_to(app, &format!("GET {path}"), &[("Host", app)]).status, 404, "{path}");
    }
    for path in ["/index.html", "/style.css"] {
        assert_eq!(request_to(page, &format!("GET {path}"), &[("Host", page)]).status, 404);
    }
}

/// A browser keeps service workers and cached pages of an origin, whoever is at its port the next time.
#[test]
fn what_an_app_leaves_in_a_browser_never_meets_our_page() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let asked = taken.local_addr().expect("its address").port();
    let arguments = ["--port", &asked.to_string()];
    let app = App::new();
    let servers = [0, 1].map(|_| Server::start_with(&app.path(), arguments));
    let module = Module::new(&writes("no app"));
    let lone = Server::start_with(&module.path(), arguments);
    let distance = |authority: &str| {
        let port: u16 =
            authority.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
        port.abs_diff(asked)
    };
    for server in servers.iter().chain([&lone]) {
        assert!(distance(server.authority()).is_multiple_of(2), "{}", server.authority());
    }
    for server in &servers {
        assert!(!distance(server.app_authority()).is_multiple_of(2), "{}", server.app_authority());
    }
}

#[test]
fn a_flood_of_messages_is_kept_short_and_what_is_no_message_ends_the_connection() {
    let (server, _app) = served();
    let token = app_token(&server);
    let note = |text: &str| format!(r#"{{"level":"log","text":"{text}","page":"/"}}"#);
    let own = server.app_authority();
    let socket = || open_socket(own, "/__wasmrun/app/events", &token);
    let mut flooding = socket();
    let flood = frame(&note(&"x".repeat(1 << 10))).repeat(5_000);
    flooding.get_mut().write_all(&flood).expect("all is taken");
    assert_eq!(request_to(own, "GET /", &[("Host", own)]).status, 200);
    let wrong = [frame("{}"), frame("no JSON"), frame(&note(&"x".repeat(100 << 10)))];
    let wrong = wrong.map(|wrong| {
        let mut stream = socket();
        // The server may have closed the connection before it has got all.
        let _ = stream.get_mut().write_all(&wrong);
        stream
    });
    for mut stream in wrong {
        let mut rest = Vec::new();
        let ended = stream.read_to_end(&mut rest);
        assert!(
            ended.is_ok() || ended.is_err_and(|error| error.kind() == ErrorKind::ConnectionReset)
        );
    }
    assert_eq!(request_to(own, "GET /", &[("Host", own)]).status, 200);
}
