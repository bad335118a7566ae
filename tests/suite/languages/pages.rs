//! Pages that plugins build, in a real browser.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use integration::Missing;
use serde_json::{Value, json};

use crate::language::Language;
use crate::project::Project;

/// Builds the project as a page, over the protocol, and gives the page's folder.
#[track_caller]
fn build(language: &Language, project: &Project) -> PathBuf {
    let data = integration::home().join("plugins").join(language.plugin);
    let output = project.path(".wasmrun/page");
    let introduction = json!({
        "protocol_versions": [wasmrun_protocol::protocol_version()],
        "host": { "name": "test", "version": "0.0.0" },
        "dirs": { "data": data, "cache": project.path(".cache") },
    });
    let build = json!({
        "project_path": project.path(""), "output_dir": output, "target_format": "webapp",
    });
    let lines: String = [("initialize", introduction), ("build", build)]
        .iter()
        .enumerate()
        .map(|(id, (method, params))| {
            json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string()
                + "\n"
        })
        .collect();
    let answer = converse(language.plugin, &lines);
    assert_eq!(answer["result"]["status"], "succeeded", "{answer}");
    assert_eq!(answer["result"]["run"][0]["mode"], "browser", "{answer}");
    for artifact in answer["result"]["artifacts"].as_array().expect("artifacts") {
        assert!(output.join(artifact["url_path"].as_str().expect("an address")).is_file());
    }
    output
}

/// The answer to the second request.
#[expect(clippy::disallowed_methods, reason = "a test starts the plugin as the host would")]
fn converse(plugin: &str, lines: &str) -> Value {
    let plugin = integration::plugin(env!("CARGO_BIN_EXE_cargo-wasmrun-tested"), plugin);
    let mut child = Command::new(plugin)
        .arg("--wasmrun-plugin")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the plugin is built");
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(lines.as_bytes()).expect("the plugin reads");
    let output = BufReader::new(child.stdout.take().expect("a pipe"));
    let messages = output.lines().map_while(Result::ok);
    let answer = messages
        .filter_map(|line| serde_json::from_str::<Value>(&line).ok())
        .find(|message| message["id"] == 1)
        .expect("an answer");
    drop(input);
    child.wait().expect("the plugin ends");
    answer
}

/// Serves the files of a folder until the test's process ends; gives the address.
pub(crate) fn serve(folder: PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("the address");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let folder = folder.clone();
            thread::spawn(move || answer(stream, &folder));
        }
    });
    format!("http://{address}/")
}

fn answer(mut stream: TcpStream, folder: &Path) {
    let mut request = String::new();
    let _ = BufReader::new(&stream).take(4096).read_line(&mut request);
    let path = request.split(' ').nth(1).unwrap_or_default().trim_start_matches('/');
    let file = if path.is_empty() { "index.html" } else { path };
    let kind = match Path::new(file).extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    };
    let (status, body) = match fs_err::read(folder.join(file)) {
        Ok(body) => ("200 OK", body),
        Err(_) => ("404 Not Found", Vec::new()),
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
}

/// What the browser makes of the page, as HTML, some seconds of its own time later.
#[expect(clippy::disallowed_methods, reason = "a test starts the browser as a shell would")]
pub(crate) fn show(chromium: &Path, address: &str) -> String {
    let output = Command::new(chromium)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=10000"])
        .args(["--dump-dom", address])
        .output()
        .expect("the browser starts");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn chromium() -> Result<PathBuf, Missing> {
    let places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    let found = places.iter().map(PathBuf::from).find(|place| place.is_file());
    found.ok_or(Missing {
        what: "Chromium".to_owned(),
        bring: "apt-get install chromium".to_owned(),
    })
}

/// Builds the project as a page and expects a text in what the browser makes of it.
#[track_caller]
fn check(language: &Language, project: &Project, expected: &str) {
    let test = format!("languages: {}: the page", language.plugin);
    let Some(chromium) = integration::require(&test, chromium()) else { return };
    let page = show(&chromium, &serve(build(language, project)));
    assert!(page.contains(expected), "`{expected}` is not in the page:\n{page}");
}

#[test]
fn a_go_program_writes_into_its_page() {
    let Some(project) = crate::go::GO.project("the page") else { return };
    project.write(
        "main.go",
        "package main\n\nimport \"syscall/js\"\n\nfunc main() {\n\
         \tjs.Global().Get(\"document\").Get(\"body\").Set(\"textContent\", \"written by Go\")\n}\n",
    );
    check(&crate::go::GO, &project, ">written by Go<");
}

#[test]
fn the_game_of_life_goes_on_in_its_page() {
    let language = &crate::assemblyscript::ASSEMBLYSCRIPT;
    let Some(project) = language.project("the page") else { return };
    check(language, &project, "<canvas width=\"72\" height=\"40\">");
}
