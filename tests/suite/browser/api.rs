//! What is written about the server's API, held against the server.

use std::collections::BTreeSet;
use std::io::Write as _;

use serde_json::Value;

use crate::back_end::BackEnd;
use crate::guest::serves;
use crate::http::{frame, get, message, open_socket, program_url, request_to, token};
use crate::project::{Module, program, writes};
use crate::server::Server;
use crate::site::App;

const PREFIX: &str = "/__wasmrun/v1/";

fn read(path: &str) -> String {
    fs_err::read_to_string(integration::workspace().join(path)).expect("a file of the workspace")
}

/// The paths of the table in the document.
fn documented(document: &str) -> BTreeSet<String> {
    let rows = document.lines().filter_map(|line| line.strip_prefix("| `"));
    let paths = rows.filter_map(|row| row.split('`').next());
    paths.filter_map(|path| path.strip_prefix(PREFIX)).map(str::to_owned).collect()
}

/// The paths that the server declares.
fn declared(source: &str) -> BTreeSet<String> {
    let paths = source.split("at(\"").skip(1).filter_map(|rest| rest.split('"').next());
    paths.map(|path| path.replace("{id}", "ID").replace("{index}", "INDEX")).collect()
}

#[test]
fn every_path_is_in_the_table_and_no_other() {
    let document = read("docs/dev-server-api.md");
    let routes = read("cargo-wasmrun/src/server/routes.rs");
    let declared = declared(&routes);
    assert!(declared.len() > 8, "{declared:?}");
    assert_eq!(documented(&document), declared);
}

#[test]
fn every_field_of_the_state_is_described() {
    let document = read("docs/dev-server-api.md");
    let module = Module::new(&writes("x"));
    let server = Server::start(&module.path());
    program_url(&server);
    let state: Value =
        serde_json::from_str(&get(&server, "/__wasmrun/v1/state").body).expect("JSON");
    for object in [&state, &state["program"], &state["build"], &state["history"][0]] {
        for name in object.as_object().expect("an object").keys() {
            assert!(document.contains(&format!("\"{name}\"")), "{name}");
        }
    }
}

#[test]
fn every_field_of_the_sessions_and_of_what_pages_of_an_app_are_told_is_described() {
    let document = read("docs/dev-server-api.md");
    let server = App::new().serve();
    let own = server.app_authority();
    let of_app = request_to(own, "GET /__wasmrun/app/session", &[("Host", own)]).body;
    let session: Value = serde_json::from_str(&of_app).expect("JSON");
    let token = session["token"].as_str().expect("a token");
    let mut socket = open_socket(own, "/__wasmrun/app/events", token);
    let mut told = next_message(&mut socket);
    while told["type"] != "state" {
        assert_eq!(told, serde_json::json!({"type": "alive"}));
        told = next_message(&mut socket);
    }
    let of_page: Value =
        serde_json::from_str(&get(&server, "/__wasmrun/v1/session").body).expect("JSON");
    for object in [&session, &of_page, &told, &told["app"]] {
        for name in object.as_object().expect("an object").keys() {
            let described = [format!("\"{name}\":"), format!("`{name}`")];
            assert!(described.iter().any(|one| document.contains(one)), "{name}");
        }
    }
}

fn next_message(socket: &mut impl std::io::Read) -> Value {
    loop {
        let content = message(socket).expect("a message");
        // A ping has none.
        if !content.is_empty() {
            return serde_json::from_slice(&content).expect("JSON");
        }
    }
}

/// The names in the object of the document that begins so.
fn fields_of(document: &str, begin: &str) -> BTreeSet<String> {
    let at = document.find(&format!("`{begin}")).unwrap_or_else(|| panic!("no {begin}"));
    let object = document[at + 1..].split('`').next().unwrap_or_default();
    let names = object.split("\":").filter_map(|before| before.rsplit_once('"'));
    // What follows the last colon is a value.
    names.map(|(_, name)| name.to_owned()).take(object.matches("\":").count()).collect()
}

#[track_caller]
fn expect_documented(document: &str, begin: &str, object: &Value) {
    let names = object.as_object().expect("an object").keys().cloned().collect();
    assert_eq!(fields_of(document, begin), names, "{begin}: {object}");
}

#[test]
fn every_field_of_what_an_app_does_is_described_and_no_other() {
    let document = read("docs/dev-server-api.md");
    let back_end = BackEnd::start();
    let module = Module::new(&serves("HTTP/1.1 204 No Content\r\n\r\n", ""));
    let proxy = format!("/api=http://{}", back_end.authority());
    let arguments = ["--port", "0", "--server", "--proxy", &proxy];
    let mut server = Server::start_with(&module.path(), arguments);
    server.wait("built");
    let own = server.app_authority();
    let of_app = request_to(own, "GET /__wasmrun/app/session", &[("Host", own)]).body;
    let session: Value = serde_json::from_str(&of_app).expect("JSON");
    let mut app =
        open_socket(own, "/__wasmrun/app/events", session["token"].as_str().expect("a token"));
    let note = r#"{"level":"log","text":"a word","page":"/"}"#;
    app.get_mut().write_all(&frame(note)).expect("a note for the console");
    let mut chat = open_socket(own, "/api/chat", "of no use");
    chat.get_mut().write_all(&frame("hello")).expect("a message");

    let mut page = open_socket(server.authority(), "/__wasmrun/v1/events", &token(&server));
    let mut left = BTreeSet::from(["console", "message", "output", "request"]);
    while !left.is_empty() {
        let told = next_message(&mut page);
        if told["type"] != "activity" {
            continue;
        }
        expect_documented(&document, r#"{"type":"activity""#, &told);
        for mut entry in told["entries"].as_array().expect("a list").clone() {
            for common in ["number", "at"] {
                assert!(document.contains(&format!("`{common}`")), "{common}");
                assert!(entry.as_object_mut().and_then(|entry| entry.remove(common)).is_some());
            }
            let kind = entry["kind"].as_str().expect("a kind").to_owned();
            expect_documented(&document, &format!(r#"{{"kind":"{kind}""#), &entry);
            left.remove(kind.as_str());
        }
    }
}

#[test]
fn every_field_of_a_run_on_this_machine_is_described_and_no_other() {
    let document = read("docs/dev-server-api.md");
    for (body, kind) in [("(drop (call $line))", "exited"), ("unreachable", "trapped")] {
        let module = Module::new(&program(body, "x"));
        let server = Server::start(&module.path());
        let path = program_url(&server).replace(".wasm", "/run");
        let mut run = open_socket(server.authority(), &path, &token(&server));
        let mut start = Value::Null;
        for (name, value) in
            [("type", "start".into()), ("args", vec!["a"].into()), ("env", serde_json::json!({}))]
        {
            start[name] = value;
        }
        expect_documented(&document, r#"{"type":"start""#, &start);
        assert!(document.contains(r#"`{"type":"end_input"}`"#));
        for order in [start.to_string(), r#"{"type":"end_input"}"#.to_owned()] {
            run.get_mut().write_all(&frame(&order)).expect("an order");
        }
        let mut told = next_message(&mut run);
        while told["type"] != "ended" {
            assert_eq!(told, serde_json::json!({"type": "alive"}));
            told = next_message(&mut run);
        }
        expect_documented(&document, r#"{"type":"ended""#, &told);
        expect_documented(&document, &format!(r#"{{"kind":"{kind}""#), &told["outcome"]);
    }
}

#[test]
fn what_is_asked_for_a_program_is_answered_and_nothing_for_another() {
    let module = Module::new(&writes("x"));
    let server = Server::start(&module.path());
    let base = program_url(&server).replace(".wasm", "");
    let other = format!("{PREFIX}programs/00000000000000000000000000000000");
    for path in [".wasm", "/observed.wasm", "/shim.js", "/folders", "/module", "/functions/2"] {
        assert_eq!(get(&server, &format!("{base}{path}")).status, 200, "{path}");
        assert_eq!(get(&server, &format!("{other}{path}")).status, 404, "{path}");
    }
}
