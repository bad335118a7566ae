//! What is made from the command line's grammar is as it was committed: the command reference and the
//! man pages. `SNAPSHOTS=overwrite` renews them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use cargo_wasmrun::cli::Cli;
use clap::{Command, CommandFactory as _};
use snapbox::{Data, assert_data_eq};

/// The grammar with everything that clap adds to it when it parses, as wide as on paper.
fn grammar() -> Command {
    let mut grammar = Cli::command().term_width(100);
    grammar.build();
    grammar
}

/// Every command with a name of its own, after the one it belongs to; not clap's `help`.
fn commands(command: &Command, path: &str, found: &mut Vec<(String, Command)>) {
    found.push((path.to_owned(), command.clone()));
    for subcommand in command.get_subcommands().filter(|command| command.get_name() != "help") {
        commands(subcommand, &format!("{path} {}", subcommand.get_name()), found);
    }
}

fn all_commands() -> Vec<(String, Command)> {
    let mut found = Vec::new();
    commands(&grammar(), "cargo wasmrun", &mut found);
    found
}

/// Compares with a file from the root of the workspace.
fn check(file: &str, content: String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    assert_data_eq!(content, Data::read_from(&path, None).raw());
}

#[test]
fn the_command_reference_is_what_the_program_says() {
    let mut text = String::from(
        "# Commands\n\nWhat `cargo wasmrun help COMMAND` prints, for every command. This page is made from the program.\n",
    );
    for (path, mut command) in all_commands() {
        let help = command.render_long_help().to_string();
        let help: Vec<&str> = help.lines().map(str::trim_end).collect();
        writeln!(text, "\n## `{path}`\n\n```text\n{}\n```", help.join("\n").trim_end()).unwrap();
    }
    check("docs/reference.md", text);
}

#[test]
fn every_command_has_a_man_page() {
    let mut pages = BTreeMap::new();
    for (path, command) in all_commands() {
        let name = path.replacen("cargo wasmrun", "cargo-wasmrun", 1).replace(' ', "-");
        let mut page = Vec::new();
        // Clap's `help` has no page.
        let command = if command.has_subcommands() {
            command.mut_subcommand("help", |help| help.hide(true))
        } else {
            command
        };
        // Without a date, which would change by itself.
        let manual = clap_mangen::Man::new(command.display_name(name.clone())).title(name.clone());
        manual.date("").render(&mut page).unwrap();
        pages.insert(format!("{name}.1"), String::from_utf8(page).unwrap());
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("man");
    let committed = fs_err::read_dir(folder).unwrap();
    let committed: Vec<String> =
        committed.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    for name in &committed {
        assert!(pages.contains_key(name), "`man/{name}` is of no command");
    }
    for (name, page) in pages {
        check(&format!("cargo-wasmrun/man/{name}"), page);
    }
}
