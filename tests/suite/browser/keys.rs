//! The keys of `run`, typed at a terminal.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use integration::pseudo_terminal;
use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::http::request_to;
use crate::project::{Module, writes};
use crate::server::{Server, command};
use crate::site::App;

/// Generous: it only ends what would hang.
const PATIENCE: Duration = Duration::from_mins(2);

/// A server with a terminal as its input.
struct Terminal {
    server: Server,
    keyboard: File,
    _module: Module,
}

impl Terminal {
    fn start(path: Option<&Path>) -> Self {
        let module = Module::new(&writes("hello\n"));
        let (keyboard, theirs) = pseudo_terminal();
        let mut command = command(&module.path(), ["--port", "0"]);
        command.stdin(theirs);
        if let Some(path) = path {
            command.env("PATH", path);
        }
        let mut server = Server::spawn(command);
        server.wait("built");
        Self { server, keyboard, _module: module }
    }

    fn type_line(&mut self, line: &str) {
        writeln!(self.keyboard, "{line}").expect("a terminal");
    }
}

/// Waits until the terminal shows `text`, and says all that it has shown by then.
#[track_caller]
fn read_until(shown: &Receiver<String>, text: &str) -> String {
    let mut seen = String::new();
    while !seen.contains(text) {
        match shown.recv_timeout(PATIENCE) {
            Ok(part) => seen += &part,
            Err(error) => panic!("the terminal shows no {text:?}, {error}: {seen}"),
        }
    }
    seen
}

fn read(mut screen: File) -> Receiver<String> {
    let (sender, parts) = mpsc::channel();
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(length @ 1..) = screen.read(&mut buffer) {
            if sender.send(String::from_utf8_lossy(&buffer[..length]).into_owned()).is_err() {
                return;
            }
        }
    });
    parts
}

#[test]
fn r_builds_again_and_a_word_is_answered_with_what_there_is() {
    let mut terminal = Terminal::start(None);
    terminal.type_line("r");
    assert_eq!(terminal.server.wait("built")["succeeded"], true);
    terminal.type_line("what?");
    assert!(terminal.server.wait("note")["message"].to_string().contains("q quits"));
    // Nothing is asked for by an empty line.
    terminal.type_line("");
    terminal.type_line("r");
    terminal.server.wait("built");
}

#[test]
fn q_ends_the_server_well() {
    let mut terminal = Terminal::start(None);
    terminal.type_line("q");
    assert_eq!(terminal.server.ended().code(), Some(0));
}

#[test]
fn c_clears_the_terminal_whatever_its_colours() {
    let module = Module::new(&writes("hello\n"));
    let (ours, theirs) = pseudo_terminal();
    let duplicate = || Stdio::from(theirs.try_clone().expect("a descriptor"));
    let mut command = integration::cargo_wasmrun(env!("CARGO_BIN_EXE_cargo-wasmrun-tested"));
    command.args(["--color", "never", "run", "--port", "0"]).arg(module.path());
    command.stdin(duplicate()).stdout(Stdio::null()).stderr(duplicate());
    let mut child = command.spawn().expect("cargo-wasmrun is built");
    let mut keyboard = ours.try_clone().expect("a descriptor");
    let shown = read(ours);
    read_until(&shown, "Built");
    writeln!(keyboard, "c").expect("a terminal");
    read_until(&shown, "\u{1b}[2J");
    writeln!(keyboard, "q").expect("a terminal");
    assert_eq!(child.wait().expect("its end").code(), Some(0));
}

/// A shell with job control at a terminal of its own, which runs `cargo-wasmrun run` as `script` says; the
/// keyboard, what is shown, and the shell.
#[expect(clippy::disallowed_methods, reason = "a test starts a shell as a terminal would")]
fn shell(module: &Module, script: &str) -> (File, Receiver<String>, Child) {
    let (ours, theirs) = pseudo_terminal();
    let duplicate = || Stdio::from(theirs.try_clone().expect("a descriptor"));
    let run = integration::cargo_wasmrun(env!("CARGO_BIN_EXE_cargo-wasmrun-tested"));
    let mut shell = Command::new("setsid");
    shell.args(["--ctty", "--wait", "sh", "-mc", script]);
    shell.env("RUN", run.get_program()).env("MODULE", module.path());
    shell.envs(run.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let child = shell.stdin(duplicate()).stdout(duplicate()).stderr(duplicate()).spawn();
    let keyboard = ours.try_clone().expect("a descriptor");
    (keyboard, read(ours), child.expect("`setsid` is there"))
}

#[test]
fn a_server_in_the_background_is_not_stopped_by_what_others_are_typed() {
    let module = Module::new(&writes("hello\n"));
    let script = "\"$RUN\" --color never run --port 0 \"$MODULE\" & wait; echo over";
    let (mut keyboard, shown, mut shell) = shell(&module, script);
    let seen = read_until(&shown, "Built");
    let address = seen.split("http://").nth(1).expect("an address").split_whitespace().next();
    let address = address.expect("an address").to_owned();
    // This is for the shell, which waits for its job.
    writeln!(keyboard, "q").expect("a terminal");
    for text in ["one", "two"] {
        module.replace(&writes(text));
        read_until(&shown, "Built");
        assert_eq!(request_to(&address, "GET /", &[("Host", &address)]).status, 200);
    }
    // A terminal that goes ends what it controls.
    writeln!(keyboard, "\u{3}").expect("a terminal");
    drop((keyboard, shown));
    shell.kill().expect("the shell was there");
    shell.wait().expect("its end");
}

#[test]
fn a_server_that_is_brought_to_the_foreground_hears_its_keys() {
    let module = Module::new(&writes("hello\n"));
    let script = "\"$RUN\" --color never run --port 0 \"$MODULE\" & fg; echo \"status $?\"";
    let (mut keyboard, shown, mut shell) = shell(&module, script);
    read_until(&shown, "Built");
    writeln!(keyboard, "q").expect("a terminal");
    read_until(&shown, "status 0");
    shell.wait().expect("its end");
}

#[test]
fn open_opens_the_app_at_the_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let address = opener(folder.path());
    let app = App::new();
    let mut command = command(&app.path(), ["--port", "0", "--open", "--base", "/x"]);
    command.env("PATH", folder.path());
    let server = Server::spawn(command);
    let address = address.recv_timeout(PATIENCE).expect("the browser is opened");
    assert_eq!(address.trim(), server.app_url());
}

#[test]
fn a_phone_can_read_the_address_from_the_terminal() {
    let module = Module::new(&writes("hello\n"));
    let (ours, theirs) = pseudo_terminal();
    let duplicate = || Stdio::from(theirs.try_clone().expect("a descriptor"));
    let mut command = integration::cargo_wasmrun(env!("CARGO_BIN_EXE_cargo-wasmrun-tested"));
    command.args(["--color", "always", "run"]).arg(module.path()).args(["--port", "0", "--host"]);
    command.stdin(duplicate()).stdout(Stdio::null()).stderr(duplicate());
    let mut child = command.spawn().expect("cargo-wasmrun is built");
    let mut keyboard = ours.try_clone().expect("a descriptor");
    let shown = read(ours);
    let seen = read_until(&shown, "Built");
    assert!(seen.contains("everyone on the network"), "{seen}");
    // A machine without a network has no address to show.
    assert_eq!(seen.contains("Network"), seen.contains('\u{2584}'), "{seen}");
    writeln!(keyboard, "q").expect("a terminal");
    assert_eq!(child.wait().expect("its end").code(), Some(0));
}

/// Puts a program into `folder` that desktops open addresses with, and gives the address that it gets.
fn opener(folder: &Path) -> Receiver<String> {
    let opened = folder.join("opened");
    mknodat(CWD, &opened, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).expect("a pipe");
    let opener = folder.join("xdg-open");
    let script = format!("#!/bin/sh\necho \"$1\" >'{}'\n", opened.display());
    fs_err::write(&opener, script).expect("the script is written");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs_err::set_permissions(&opener, mode).expect("it is executable");
    let (sender, address) = mpsc::channel();
    thread::spawn(move || {
        let mut line = String::new();
        let pipe = fs_err::File::open(opened).expect("the pipe");
        BufReader::new(pipe).read_line(&mut line).expect("an address");
        let _ = sender.send(line);
    });
    address
}

#[test]
fn o_opens_the_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let address = opener(folder.path());
    let mut terminal = Terminal::start(Some(folder.path()));
    terminal.type_line("o");
    let address = address.recv_timeout(PATIENCE).expect("the browser is opened");
    assert_eq!(address.trim(), terminal.server.url());
}
