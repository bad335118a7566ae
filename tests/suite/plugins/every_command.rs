//! What holds for every command, however it is called: the commands come from the grammar, so that none can be forgotten.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use cargo_wasmrun::cli::Cli;
use clap::CommandFactory as _;
use integration::{Ended, workspace};
use serde_json::Value;

use crate::world::World;

/// A command that ends by itself.
struct Call {
    words: &'static [&'static str],
    /// How it ends: more than one where that depends on the machine.
    statuses: &'static [i32],
    /// How it ends the second time, if that is not the same.
    again: Option<i32>,
}

const fn call(words: &'static [&'static str], statuses: &'static [i32]) -> Call {
    Call { words, statuses, again: None }
}

/// At least one for each command. `guest.wat` and `project` are there, and the plugins `good` and `creates-project`.
const CALLS: &[Call] = &[
    call(&["--version"], &[0]),
    call(&["help", "run"], &[0]),
    call(&["clean", "project"], &[0]),
    call(&["compile", "--plugin", "good", "project"], &[0]),
    call(&["completions", "zsh"], &[0]),
    call(&["config", "path"], &[0]),
    call(&["config", "show"], &[0]),
    call(&["doctor"], &[0, 1]),
    call(&["exec", "guest.wat"], &[7]),
    call(&["exec", "nowhere.wat"], &[125]),
    Call {
        words: &["init", "--plugin", "creates-project", "a new project"],
        statuses: &[0],
        again: Some(125),
    },
    call(&["init", "--list"], &[0]),
    call(&["inspect", "guest.wat"], &[0]),
    call(&["inspect", "--diff", "guest.wat", "guest.wat"], &[0]),
    call(&["plugin", "check", "good"], &[0]),
    call(&["plugin", "disable", "good"], &[0]),
    call(&["plugin", "enable", "good"], &[0]),
    call(&["plugin", "info", "good"], &[0]),
    call(&["plugin", "install", "nowhere"], &[125]),
    call(&["plugin", "list", "-v"], &[0]),
    call(&["plugin", "search", "nowhere"], &[125]),
    call(&["plugin", "setup", "good"], &[125]),
    call(&["plugin", "test", "good"], &[0, 1]),
    call(&["plugin", "uninstall", "nowhere"], &[125]),
    call(&["plugin", "update", "--all"], &[0]),
    call(&["ps"], &[0]),
    call(&["run", "nowhere"], &[125]),
    call(&["stop", "--all"], &[0]),
    call(&["test", "--plugin", "good", "project"], &[0, 1, 2, 125]),
    call(&["verify", "guest.wat"], &[0]),
];

const GUEST: &str = r#"(module
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (func (export "_start") (call $exit (i32.const 7))))"#;

/// A world in which every call can be made, from a folder whose name has spaces and other letters.
fn world() -> World {
    let world = World::new(["good", "creates-project"]);
    fs_err::write(world.path("guest.wat"), GUEST).expect("a file");
    world
}

impl Call {
    fn command(&self, world: &World) -> Command {
        let mut command = world.bare_command(self.words);
        command
            .current_dir(world.path(""))
            .env("TERM", "xterm-256color")
            .env_remove("NO_COLOR")
            // A proxy that refuses: there is no network.
            .env("https_proxy", "http://127.0.0.1:9")
            .env("HTTPS_PROXY", "http://127.0.0.1:9");
        command
    }

    /// Runs it to one of its ends, and leaves nothing running.
    #[track_caller]
    fn run(&self, world: &World, command: &mut Command, statuses: &[i32]) -> Ended {
        let ended = Ended::from(command.output().expect("cargo-wasmrun is built"));
        let Ended { stdout, stderr, .. } = &ended;
        let words = self.words.join(" ");
        assert!(!stderr.contains("panicked"), "`{words}`:\n{stderr}");
        let status = ended.status;
        let is_known = status.is_some_and(|status| statuses.contains(&status));
        assert!(is_known, "`{words}` ended with {status:?}, stdout:\n{stdout}\nstderr:\n{stderr}");
        world.assert_nothing_runs();
        ended
    }
}

#[test]
fn no_command_is_forgotten() {
    let grammar = Cli::command();
    let mut missing = Vec::new();
    for command in grammar.get_subcommands().filter(|command| !command.is_hide_set()) {
        let mut names: Vec<Vec<&str>> = command
            .get_subcommands()
            .map(|inner| vec![command.get_name(), inner.get_name()])
            .filter(|names| names[1] != "help")
            .collect();
        if names.is_empty() {
            names.push(vec![command.get_name()]);
        }
        missing.extend(
            names.into_iter().filter(|names| !CALLS.iter().any(|it| it.words.starts_with(names))),
        );
    }
    assert!(missing.is_empty(), "add calls of {missing:?}");
}

#[test]
fn in_pipes_no_command_writes_colours_and_a_second_run_is_like_the_first() {
    for call in CALLS {
        let world = world();
        let again = call.again.map_or(call.statuses.to_vec(), |status| vec![status]);
        for statuses in [call.statuses, &again] {
            let ended = call.run(&world, &mut call.command(&world), statuses);
            let is_plain = !ended.stdout.contains('\x1b') && !ended.stderr.contains('\x1b');
            assert!(is_plain, "{:?}: {}{}", call.words, ended.stdout, ended.stderr);
        }
    }
}

#[test]
fn who_wants_no_colours_gets_none() {
    for call in CALLS {
        let world = world();
        let mut command = call.command(&world);
        command.env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1");
        let ended = call.run(&world, &mut command, call.statuses);
        let is_plain = !ended.stdout.contains('\x1b') && !ended.stderr.contains('\x1b');
        assert!(is_plain, "{:?}: {}{}", call.words, ended.stdout, ended.stderr);
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let closed = || {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        Stdio::from(writer)
    };
    for call in CALLS {
        // What is asked for ends quietly when nobody reads the answer.
        let statuses = [call.statuses, &[0]].concat();
        let world = world();
        let mut command = call.command(&world);
        let ended = call.run(&world, command.stdout(closed()).stderr(Stdio::piped()), &statuses);
        assert!(!ended.stderr.contains("pipe"), "{:?}: {}", call.words, ended.stderr);
        let world = self::world();
        let mut command = call.command(&world);
        call.run(&world, command.stdout(Stdio::piped()).stderr(closed()), call.statuses);
    }
}

/// The fields of each message, by its reason, as the book has them.
fn documented() -> BTreeMap<String, Vec<String>> {
    let page = fs_err::read_to_string(workspace().join("docs/guide/json.md")).expect("a page");
    let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in page.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.split('|').collect();
        let reason = cells[1].trim().trim_matches('`').to_owned();
        let names = cells[3].split('`').skip(1).step_by(2).map(str::to_owned);
        fields.entry(reason).or_default().extend(names);
    }
    fields
}

#[test]
fn json_is_what_the_book_says() {
    let documented = documented();
    let mut seen = 0;
    for call in CALLS.iter().filter(|call| !matches!(call.words[0], "--version" | "help")) {
        let world = world();
        let mut command = call.command(&world);
        command.args(["--message-format", "json"]);
        // Behind the path, everything belongs to the guest.
        if call.words[0] == "exec" {
            command = world.bare_command(&["--message-format", "json"]);
            command.args(call.words).current_dir(world.path(""));
        }
        let ended = call.run(&world, &mut command, call.statuses);
        let (json, other) = match call.words[0] {
            "exec" | "test" => (&ended.stderr, &ended.stdout),
            "completions" => continue,
            _ => (&ended.stdout, &ended.stderr),
        };
        assert_eq!(other, "", "{:?}: all messages are JSON", call.words);
        for line in json.lines() {
            let message: Value = serde_json::from_str(line)
                .unwrap_or_else(|error| panic!("{:?}: {error}: {line}", call.words));
            assert_eq!(message["format"], 1, "{line}");
            let reason = message["reason"].as_str().unwrap_or_default();
            let fields = documented.get(reason);
            let fields = fields.unwrap_or_else(|| panic!("no `{reason}` in the book: {line}"));
            for name in message.as_object().expect("an object").keys() {
                let is_known = name == "format" || name == "reason" || fields.contains(name);
                assert!(is_known, "`{reason}` has no `{name}` in the book: {line}");
            }
            seen += 1;
        }
    }
    assert!(seen > 50, "only {seen} messages were seen");
}
