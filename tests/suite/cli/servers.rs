//! `ps` and `stop`: the running servers of this user.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::{guest, run_with, wasmrun};

/// A server that is killed however the test ends.
struct Serving {
    child: Child,
    port: u64,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn wasmrun_at(home: &Path) -> Command {
    let mut command = wasmrun();
    command.env("WASMRUN_HOME", home);
    command
}

/// Serves a module and waits until it is served.
fn serve(home: &Path) -> Serving {
    serve_path(home, &guest("exit.wat"))
}

/// Serves what is at `path` and waits until it is served.
fn serve_path(home: &Path, path: &Path) -> Serving {
    let mut command = wasmrun_at(home);
    command.args(["run", "--no-watch", "--message-format", "json", "-P", "0"]);
    command.arg(path).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.stdin(Stdio::null()).spawn().expect("cargo-wasmrun is built");
    let lines = BufReader::new(child.stdout.take().expect("a pipe was asked for")).lines();
    let mut events = lines.map(|line| -> Value {
        serde_json::from_str(&line.expect("a line of text")).expect("a line of JSON")
    });
    let serving = events.find(|event| event["reason"] == "serving").expect("it is served");
    let url = serving["url"].as_str().expect("an address").to_owned();
    // Whoever stops to read would end the server.
    std::thread::spawn(move || events.for_each(drop));
    let port = url.rsplit(':').next().expect("a port").parse().expect("a number");
    Serving { child, port }
}

/// The ports that `ps` lists.
fn ports(home: &Path) -> Vec<u64> {
    let ended = run_with(wasmrun_at(home).args(["ps", "--message-format", "json"]), b"").expect(0);
    let events = ended.stdout.lines().map(serde_json::from_str::<Value>);
    let events = events.map(|event| event.expect("a line of JSON"));
    events.filter_map(|event| event["port"].as_u64()).collect()
}

#[test]
fn servers_are_listed_and_ended() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let home = home.path();
    let stop = |arguments: &[&str]| run_with(wasmrun_at(home).arg("stop").args(arguments), b"");
    assert!(ports(home).is_empty());
    stop(&[]).expect(0).says("no server is running");
    let (mut first, mut second, mut third) = (serve(home), serve(home), serve(home));
    let mut all = [first.port, second.port, third.port];
    all.sort_unstable();
    let mut listed = ports(home);
    listed.sort_unstable();
    assert_eq!(listed, all);
    stop(&[]).expect(125).says("3 servers are running").says("stop --all");
    stop(&["1"]).expect(125).says("no server runs at `1`");
    stop(&[&first.port.to_string()]).expect(0).says("Stopped");
    assert_eq!(first.child.wait().expect("a child of ours").code(), Some(0));
    // A server that is killed cannot take itself off the list.
    second.child.kill().expect("a child of ours");
    second.child.wait().expect("a child of ours");
    assert_eq!(ports(home), [third.port]);
    stop(&["--all"]).expect(0);
    assert_eq!(third.child.wait().expect("a child of ours").code(), Some(0));
    assert!(ports(home).is_empty());
}

#[test]
fn a_web_app_is_listed_at_its_own_address_and_ended_by_its_folder() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let (home, folder) = (home.path(), tempfile::tempdir().expect("a temporary folder"));
    let app = folder.path().join("app");
    fs_err::create_dir(&app).expect("a folder");
    fs_err::write(app.join("index.html"), "<p>here").expect("a page");
    let (mut first, mut second, other) =
        (serve_path(home, &app), serve_path(home, &app), serve(home));
    let listed = run_with(wasmrun_at(home).args(["ps", "--message-format", "json"]), b"").expect(0);
    let events = listed.stdout.lines().map(serde_json::from_str::<Value>);
    let events: Vec<Value> = events.map(|event| event.expect("a line of JSON")).collect();
    let of = |port: u64| events.iter().find(|event| event["port"] == port).expect("it is listed");
    let address = of(first.port)["app"].as_str().expect("a web app");
    assert!(address.ends_with(&format!(":{}", of(first.port)["app_port"])), "{address}");
    assert_eq!(of(other.port)["app"], Value::Null);
    let lines = run_with(wasmrun_at(home).arg("ps"), b"").expect(0).stdout;
    let panels = format!(", panels at http://127.0.0.1:{}", first.port);
    let line = lines.lines().find(|line| line.ends_with(&panels)).expect("its line");
    assert!(line.starts_with(address), "{lines}");

    let stop = |arguments: &[&str]| {
        run_with(wasmrun_at(home).current_dir(folder.path()).arg("stop").args(arguments), b"")
    };
    stop(&["elsewhere"]).expect(125).says("no server runs at `elsewhere`").says("stop --all");
    stop(&["70000"]).expect(2).says("65535");
    stop(&["app"]).expect(0).says(&format!("Stopped {address}"));
    for server in [&mut first, &mut second] {
        assert_eq!(server.child.wait().expect("a child of ours").code(), Some(0));
    }
    assert_eq!(ports(home), [other.port]);
}
