//! A running `cargo-wasmrun run`.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// Long enough for a toolchain to be brought and for the first build of a project.
const PATIENCE: Duration = Duration::from_mins(10);

/// The server under test; dropping it ends it as Ctrl-C does.
pub(crate) struct Server {
    child: Child,
    events: Receiver<Value>,
    url: String,
    app: Option<String>,
    network: Vec<String>,
}

impl Server {
    /// Serves `path` on a free port.
    pub(crate) fn start(path: &Path) -> Self {
        Self::start_with(path, ["--port", "0"])
    }

    /// Serves `path`, with further arguments.
    pub(crate) fn start_with(
        path: &Path,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Self {
        Self::spawn(command(path, arguments))
    }

    /// Serves as `command` says.
    pub(crate) fn spawn(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("`cargo-wasmrun` starts");
        let output = child.stdout.take().expect("its standard output is a pipe");
        let mut server = Self {
            child,
            events: read(output),
            url: String::new(),
            app: None,
            network: Vec::new(),
        };
        let serving = server.wait("serving");
        serving["url"].as_str().expect("an address").clone_into(&mut server.url);
        server.app = serving["app"].as_str().map(str::to_owned);
        let network = serving["network"].as_array().into_iter().flatten();
        server.network = network.filter_map(|url| url.as_str().map(str::to_owned)).collect();
        server
    }

    /// The address of the page.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The address of the web app.
    pub(crate) fn app_url(&self) -> &str {
        self.app.as_deref().expect("a web app")
    }

    /// Host and port of the web app.
    pub(crate) fn app_authority(&self) -> &str {
        let rest = self.app_url().strip_prefix("http://").expect("an address over http");
        rest.split('/').next().expect("a first part")
    }

    /// The addresses that others on the network have.
    pub(crate) fn network(&self) -> &[String] {
        &self.network
    }

    /// Host and port.
    pub(crate) fn authority(&self) -> &str {
        self.url.strip_prefix("http://").expect("an address over http")
    }

    /// The next event with this reason.
    pub(crate) fn wait(&mut self, reason: &str) -> Value {
        loop {
            match self.events.recv_timeout(PATIENCE) {
                Ok(event) if event["reason"] == reason => return event,
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => panic!("no `{reason}` for a long time"),
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("the server ended without `{reason}`: {:?}", self.child.wait())
                }
            }
        }
    }

    /// The memory that it holds, in bytes.
    #[cfg(target_os = "linux")]
    pub(crate) fn resident_memory(&self) -> u64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = fs_err::read_to_string(path).expect("the server is running");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        kilobytes.expect("its memory").parse::<u64>().expect("a number") << 10
    }

    /// What builds ended since the last look, without waiting.
    pub(crate) fn builds_so_far(&self) -> Vec<Value> {
        self.events.try_iter().filter(|event| event["reason"] == "built").collect()
    }

    /// Ends the server with a signal, and says how it ended.
    pub(crate) fn end(mut self, signal: Signal) -> ExitStatus {
        self.signal(signal);
        self.child.wait().expect("its end")
    }

    /// Waits until it has ended by itself, and says how.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        self.child.wait().expect("its end")
    }

    /// The number of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).expect("its id");
        kill_process(pid, signal).expect("the server is running");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.signal(Signal::INT);
            let _ = self.child.wait();
        }
    }
}

/// `cargo-wasmrun run` on `path`, ready to be started.
pub(crate) fn command(
    path: &Path,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> Command {
    let mut command = integration::cargo_wasmrun(env!("CARGO_BIN_EXE_cargo-wasmrun-tested"));
    command
        .args(["--message-format", "json", "--yes", "run"])
        .arg(path)
        .args(arguments)
        .stdin(Stdio::null());
    command
}

fn read(output: ChildStdout) -> Receiver<Value> {
    let (sender, events) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            let event = serde_json::from_str(&line).unwrap_or_else(|_| panic!("not JSON: {line}"));
            if sender.send(event).is_err() {
                return;
            }
        }
    });
    events
}
