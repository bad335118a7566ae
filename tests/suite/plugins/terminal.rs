//! Questions, asked where somebody sits at a terminal.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};

use integration::pseudo_terminal;
use rustix::process::{Pid, Signal, kill_process};

use crate::registry::Registry;
use crate::world::World;

/// `cargo-wasmrun compile` at a terminal of its own, waiting at the question.
struct Terminal {
    world: World,
    child: Child,
    keyboard_and_screen: File,
    shown: String,
}

impl Terminal {
    fn asked() -> Self {
        let world = World::new(["setup"]);
        let command = world.command(&["compile"]);
        let mut terminal = Self::start(world, command);
        terminal.read_until("it is nowhere. Let plugin `setup` do that? [y/N]");
        terminal
    }

    /// Starts a command at a terminal of its own.
    fn start(world: World, mut command: Command) -> Self {
        let (ours, theirs) = pseudo_terminal();
        let duplicate = || Stdio::from(theirs.try_clone().expect("a descriptor"));
        command.stdin(duplicate()).stdout(Stdio::null()).stderr(duplicate());
        let child = command.spawn().expect("cargo-wasmrun is built");
        // The command and our own descriptor were the last other holders: with the child's end,
        // reading ends.
        drop((command, theirs));
        Self { world, child, keyboard_and_screen: ours, shown: String::new() }
    }

    /// Reads until `text` is on the screen; fails if the program ends before.
    #[track_caller]
    fn read_until(&mut self, text: &str) {
        let mut buffer = [0; 1024];
        while !self.shown.contains(text) {
            match self.keyboard_and_screen.read(&mut buffer) {
                Ok(length @ 1..) => self.shown += &String::from_utf8_lossy(&buffer[..length]),
                _ => panic!("the terminal shows no `{text}`:\n{}", self.shown),
            }
        }
    }

    /// Reads what is shown until the program has let go of the terminal.
    fn read_to_the_end(&mut self) {
        let mut buffer = [0; 1024];
        // At its end, a terminal without a program answers with an error.
        while let Ok(length @ 1..) = self.keyboard_and_screen.read(&mut buffer) {
            self.shown += &String::from_utf8_lossy(&buffer[..length]);
        }
    }

    #[track_caller]
    fn answer(&mut self, line: &str, then: &str, status: i32) {
        self.type_line(line);
        self.read_until(then);
        self.ends_with(status);
    }

    fn type_line(&mut self, line: &str) {
        writeln!(self.keyboard_and_screen, "{line}").expect("a terminal");
    }

    #[track_caller]
    fn ends_with(&mut self, status: i32) {
        assert_eq!(self.child.wait().expect("the child is ours").code(), Some(status));
        self.world.assert_nothing_runs();
    }

    fn has_tool(&self) -> bool {
        self.world.path("project/tool.json").exists()
    }
}

#[test]
fn yes_brings_the_tool() {
    let mut terminal = Terminal::asked();
    terminal.answer("y", "Finished", 0);
    assert!(terminal.has_tool());
}

#[test]
fn no_brings_nothing() {
    let mut terminal = Terminal::asked();
    terminal.answer("n", "hint: ", 125);
    assert!(!terminal.has_tool());
}

#[test]
fn an_empty_line_means_no() {
    let mut terminal = Terminal::asked();
    terminal.answer("", "hint: ", 125);
    assert!(!terminal.has_tool());
}

#[test]
fn ctrl_c_answers_too() {
    let mut terminal = Terminal::asked();
    kill_process(Pid::from_child(&terminal.child), Signal::INT).expect("the child runs");
    terminal.ends_with(130);
    assert!(!terminal.has_tool());
}

#[test]
fn from_an_empty_home_two_yeses_bring_the_plugin_and_its_toolchain_and_the_build_goes_on() {
    let world = World::new([]);
    fs_err::write(world.path("project/pyproject.toml"), "").expect("a file");
    fs_err::write(world.path("project/tiny.txt"), "").expect("a file");
    let registry = Registry::new(&world);
    registry.publish("python", "0.9.0");
    let command = registry.command(&["compile"]);
    let mut terminal = Terminal::start(world, command);
    terminal.read_until("wasmrun-plugin-python 0.9.0");
    terminal.read_until("Install plugin `python` from crates.io? [y/N]");
    terminal.type_line("y");
    terminal
        .read_until("`tool` is missing. Let plugin `python` download and set up what it needs?");
    terminal.answer("y", "Finished", 0);
    assert!(terminal.world.path("home/plugins/python/tool").is_file());
    assert!(terminal.world.path("project/.wasmrun/release/tiny.wasm").is_file());
}

#[test]
fn a_server_asks_too_although_it_listens_to_keys() {
    let world = World::new(["setup"]);
    let command = world.command(&["run", "--port", "0"]);
    let mut terminal = Terminal::start(world, command);
    terminal.read_until("it is nowhere. Let plugin `setup` do that? [y/N]");
    terminal.type_line("y");
    terminal.read_until("Serving");
    assert!(terminal.has_tool());
    terminal.type_line("q");
    terminal.ends_with(0);
}

/// A terminal with colours, at which a build is slow, once it shows `text`.
fn slow_build(environment: &[(&str, &str)], text: &str) -> Terminal {
    let world = World::new(["slow-build"]);
    let mut command = world.command(&["compile"]);
    command.env_remove("NO_COLOR").env("TERM", "xterm").envs(environment.iter().copied());
    let mut terminal = Terminal::start(world, command);
    terminal.read_until(text);
    terminal
}

#[test]
fn a_build_shows_how_far_it_is_until_it_ends() {
    let mut terminal = slow_build(&[], "building slowly");
    terminal.read_until("3/12");
    kill_process(Pid::from_child(&terminal.child), Signal::INT).expect("the child runs");
    // The line is taken away: the cursor goes to its begin, and the line is cleared.
    terminal.read_until("\r\x1b[2K");
    terminal.ends_with(130);
}

#[test]
fn a_terminal_without_colours_gets_whole_lines_only() {
    for variable in [("TERM", "dumb"), ("NO_COLOR", "1")] {
        // Where `CI` is set, colours are more welcome than elsewhere, but not there.
        let environment = [variable, ("CI", "true")];
        let mut terminal = slow_build(&environment, "Building");
        terminal.world.wait_for("project/.wasmrun/release/out.wasm");
        kill_process(Pid::from_child(&terminal.child), Signal::INT).expect("the child runs");
        terminal.read_to_the_end();
        terminal.ends_with(130);
        assert!(!terminal.shown.contains('\x1b'), "{environment:?}: {:?}", terminal.shown);
    }
}

#[test]
fn nothing_is_drawn_into_a_pipe() {
    let ended = World::new(["setup"]).run(&["compile", "--yes"]).expect(0);
    assert!(!ended.stderr.contains("bringing"), "{}", ended.stderr);
    assert!(!ended.stderr.contains(['\r', '\x1b']), "{}", ended.stderr);
}
