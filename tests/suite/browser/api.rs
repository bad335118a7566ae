//! What is written about the server's API, held against the server.

use std::collections::BTreeSet;

use crate::http::{get, message, open_socket, program_url, request_to};
use crate::project::{Module, writes};
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
    let state: serde_json::Value =
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
    let session: serde_json::Value = serde_json::from_str(&of_app).expect("JSON");
    let token = session["token"].as_str().expect("a token");
    let mut socket = open_socket(own, "/__wasmrun/app/events", token);
    let mut told = next_message(&mut socket);
    while told["type"] != "state" {
        assert_eq!(told, serde_json::json!({"type": "alive"}));
        told = next_message(&mut socket);
    }
    let of_page: serde_json::Value =
        serde_json::from_str(&get(&server, "/__wasmrun/v1/session").body).expect("JSON");
    for object in [&session, &of_page, &told, &told["app"]] {
        for name in object.as_object().expect("an object").keys() {
            let described = [format!("\"{name}\":"), format!("`{name}`")];
            assert!(described.iter().any(|one| document.contains(one)), "{name}");
        }
    }
}

fn next_message(socket: &mut impl std::io::Read) -> serde_json::Value {
    loop {
        let content = message(socket).expect("a message");
        // A ping has none.
        if !content.is_empty() {
            return serde_json::from_slice(&content).expect("JSON");
        }
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
