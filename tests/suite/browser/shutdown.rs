//! How `run` begins and ends: errors, ports, Ctrl-C.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Output, Stdio};

use rustix::process::Signal;

use crate::http::get;
use crate::page::Page;
use crate::project::{Module, writes};
use crate::server::{Server, command};

fn failure(output: &Output) -> serde_json::Value {
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"))
        .find(|event| event["reason"] == "error")
        .unwrap_or_else(|| panic!("no error in {output:?}"))
}

#[test]
fn ctrl_c_ends_with_130_though_a_page_is_open() {
    let module = Module::new(&writes("here\n"));
    let server = Server::start(&module.path());
    let Some(page) = Page::open("Ctrl-C", server.url()) else { return };
    page.wait_for_output("here");
    let status = server.end(Signal::INT);
    assert_eq!((status.code(), status.signal()), (Some(130), None));
    page.wait_until("the loss", "document.querySelector('[data-status=away]') !== null");
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let module = Module::new(&writes("here\n"));
    let mut child = command(&module.path(), ["--port", "0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut reader = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut line = String::new();
    while !line.contains("\"built\"") {
        line.clear();
        assert_ne!(reader.read_line(&mut line).expect("a line"), 0, "it goes on");
    }
    drop(reader);
    let output = child.wait_with_output().expect("its end");
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn what_cannot_be_served_is_not_announced() {
    let folder = tempfile::tempdir().expect("a folder");
    let fake = folder.path().join("fake.wasm");
    fs_err::write(&fake, "#!/bin/sh\n").expect("a file");
    for path in [fake.as_path(), folder.path()] {
        let output =
            command(path, ["--port", "0"]).stdout(Stdio::piped()).output().expect("it runs");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains("\"error\"") && !text.to_lowercase().contains("serving"), "{text}");
    }
}

#[test]
fn a_port_in_use_is_told_or_passed_over() {
    let module = Module::new(&writes("here\n"));
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("its number").port();
    let strict = command(&module.path(), ["--port", &port.to_string(), "--strict-port"])
        .stdout(Stdio::piped())
        .output()
        .expect("it runs");
    assert_eq!(strict.status.code(), Some(125));
    let error = failure(&strict);
    assert_eq!(error["message"], format!("port `{port}` is in use"));
    assert!(error["hints"][0].as_str().expect("a hint").contains("--port"));
    if port < u16::MAX {
        let server = Server::start_with(&module.path(), ["--port", &port.to_string()]);
        assert_ne!(server.authority(), format!("127.0.0.1:{port}"));
        assert_eq!(get(&server, "/").status, 200);
    }
}

#[test]
fn a_file_that_is_no_module_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("fake.wasm");
    fs_err::write(&path, "#!/bin/sh\n").expect("a file");
    let output = command(&path, ["--port", "0"]).stdout(Stdio::piped()).output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    let error = failure(&output);
    assert!(error["message"].as_str().expect("text").contains("is not a WebAssembly module"));
}

#[test]
fn one_that_is_not_there_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = command(&folder.path().join("none"), ["--port", "0"])
        .stdout(Stdio::piped())
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(125));
    assert!(failure(&output)["hints"][0].is_string());
}
