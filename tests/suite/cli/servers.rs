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
    let mut command = wasmrun_at(home);
    command.args(["run", "--no-watch", "--message-format", "json", "-P", "0"]);
    command.arg(guest("exit.wat")).stdout(Stdio::piped()).stderr(Stdio::null());
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
