//! `compile --format web`: a folder that any static host can serve, also below a path.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;

use crate::page::Page;
use crate::site::App;

/// A project that greets whoever is named on its standard input.
const SOURCE: &str = r#"#include <stdio.h>

int main(void) {
    char name[80] = "nobody";
    printf("who is there?\n");
    fflush(stdout);
    scanf("%79s", name);
    printf("hello, %s!\n", name);
    return 3;
}
"#;

/// Builds the project, and gives the folder.
fn build(project: &Path) -> PathBuf {
    fs_err::write(project.join("main.c"), SOURCE).expect("a source");
    let mut command = integration::cargo_wasmrun(env!("CARGO_BIN_EXE_cargo-wasmrun-tested"));
    let output = command
        .args(["--yes", "compile", "--format", "web", "--optimization", "size"])
        .arg(project)
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{output:?}");
    PathBuf::from(String::from_utf8_lossy(&output.stdout).trim_end())
}

/// What `compile --format web` of an app that nobody builds puts into the folder `dist` inside it.
fn site_of(app: &App) -> BTreeMap<String, String> {
    let mut command = integration::cargo_wasmrun(env!("CARGO_BIN_EXE_cargo-wasmrun-tested"));
    let dist = app.path().join("dist");
    let output = command
        .args(["compile", "--format", "web"])
        .args([app.path(), "--output".into(), dist.clone()])
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{output:?}");
    let entries = fs_err::read_dir(dist).expect("the folder").map(|entry| entry.expect("an entry"));
    entries
        .map(|entry| {
            let content = fs_err::read_to_string(entry.path()).expect("a text");
            (entry.file_name().to_string_lossy().into_owned(), content)
        })
        .collect()
}

#[test]
fn an_app_that_nobody_builds_is_a_site_as_it_is() {
    let app = App::new();
    app.write(".env", "secret");
    app.write("wasmrun.toml", "");
    let first = site_of(&app);
    assert_eq!(first.keys().collect::<Vec<_>>(), ["index.html", "main.mjs", "style.css"]);
    let page = fs_err::read_to_string(app.path().join("index.html")).expect("a page");
    assert_eq!(first["index.html"], page, "with nothing of ours");
    fs_err::remove_file(app.path().join("main.mjs")).expect("a file");
    app.say("second");
    let second = site_of(&app);
    assert_eq!(second.keys().collect::<Vec<_>>(), ["index.html", "style.css"], "and not itself");
    assert!(second["index.html"].contains("second"));
    let ignored = fs_err::read_to_string(app.path().join(".wasmrun/.gitignore")).expect("a file");
    assert_eq!(ignored, "*\n");

    let mut command = integration::cargo_wasmrun(env!("CARGO_BIN_EXE_cargo-wasmrun-tested"));
    command.args(["compile", "--format", "web", "--output", "."]).current_dir(app.path());
    let onto_itself = command.output().expect("it runs");
    assert_eq!(onto_itself.status.code(), Some(125), "{onto_itself:?}");
}

/// Serves a folder below `/some/where/` as the simplest of hosts does, with no header but the type of each file.
fn host(folder: PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("its address");
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            // A browser opens connections ahead, and says nothing on them.
            let folder = folder.clone();
            thread::spawn(move || answer(stream, &folder));
        }
    });
    format!("http://{address}/some/where/")
}

fn answer(stream: TcpStream, folder: &Path) {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    if reader.read_line(&mut line).is_err() {
        return;
    }
    let path = line.split(' ').nth(1).unwrap_or_default();
    let file = path.strip_prefix("/some/where/").map(|file| match file {
        "" => folder.join("index.html"),
        file => folder.join(file),
    });
    let content = file.as_ref().and_then(|file| fs_err::read(file).ok());
    let extension = file.as_ref().and_then(|file| file.extension()?.to_str());
    let media_type = match extension {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        _ => "application/octet-stream",
    };
    let (status, body) = content.map_or(("404 Not Found", Vec::new()), |body| ("200 OK", body));
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let mut stream = reader.into_inner();
    // The browser may have gone.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
    let _ = stream.read(&mut [0; 4096]);
}

#[test]
fn a_program_runs_from_a_static_host_below_a_path() {
    let project = tempfile::tempdir().expect("a folder");
    let folder = build(project.path());
    for entry in fs_err::read_dir(&folder).expect("the folder") {
        let content = fs_err::read(entry.expect("an entry").path()).expect("a file");
        let text = String::from_utf8_lossy(&content);
        assert!(!text.contains("__wasmrun") && !text.contains("WebSocket"), "nothing of ours");
    }
    let wasi = fs_err::read_to_string(folder.join("wasi.js")).expect("a script");
    assert!(wasi.contains("fd_write") && wasi.contains("fd_read") && !wasi.contains("path_rename"));

    let url = host(folder);
    let Some(page) = Page::open("static host", &url) else { return };
    let shows =
        |text: &str| format!("document.querySelector('#output').textContent.includes({text:?})");
    page.wait_until("its question", &shows("who is there?"));
    page.wait_until("a field", "!document.querySelector('#input').hidden");
    page.value(
        "(document.querySelector('textarea').value = 'Ada', document.querySelector('form').requestSubmit(), 1)",
    );
    page.wait_until("its answer", &shows("hello, Ada!"));
    page.wait_until(
        "its status",
        "document.querySelector('#status').textContent === 'Exit status 3'",
    );
}
