//! The documentation as a book: every page is in it, and what its examples print is true.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run_with;

fn docs() -> PathBuf {
    integration::workspace().join("docs")
}

/// The pages of a folder, from the book's own.
fn pages() -> BTreeSet<String> {
    let mut pages = BTreeSet::new();
    for folder in ["", "guide/"] {
        for entry in fs_err::read_dir(docs().join(folder)).expect("a folder of the book") {
            let name = entry.expect("an entry of it").file_name();
            let name = name.to_string_lossy();
            if name.ends_with(".md") && name != "SUMMARY.md" {
                pages.insert(format!("{folder}{name}"));
            }
        }
    }
    pages
}

#[test]
fn every_page_is_in_the_summary_once() {
    let summary = fs_err::read_to_string(docs().join("SUMMARY.md")).expect("the summary is text");
    let targets = summary.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let listed: Vec<String> = targets.map(str::to_owned).collect();
    let listed_once: BTreeSet<String> = listed.iter().cloned().collect();
    assert_eq!(listed.len(), listed_once.len(), "a page is listed twice");
    assert_eq!(listed_once, pages());
}

/// A fenced block of a page.
struct Block {
    /// What stands behind the fence.
    kind: String,
    content: String,
    line: usize,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_open = false;
    for (index, line) in page.lines().enumerate() {
        match line.strip_prefix("```") {
            Some(kind) if !is_open => {
                is_open = true;
                let kind = kind.trim().to_owned();
                blocks.push(Block { kind, content: String::new(), line: index + 2 });
            }
            Some("") => is_open = false,
            _ if is_open => {
                let block = blocks.last_mut().expect("a block is open");
                block.content.push_str(line);
                block.content.push('\n');
            }
            _ => {}
        }
    }
    blocks
}

/// The commands of a block, each with what it prints and its line in the page.
fn commands(block: &Block) -> Vec<(usize, String, String)> {
    let mut commands: Vec<(usize, String, String)> = Vec::new();
    for (index, line) in block.content.lines().enumerate() {
        if let Some(command) = line.strip_prefix("$ ") {
            commands.push((block.line + index, command.to_owned(), String::new()));
        } else if let Some((.., printed)) = commands.last_mut() {
            printed.push_str(line);
            printed.push('\n');
        }
    }
    commands
}

/// A shell in `folder`, for which `cargo wasmrun` is the executable under test.
#[expect(clippy::disallowed_methods, reason = "the examples are for a shell")]
fn shell(command: &str, folder: &Path) -> Command {
    let executable = env!("CARGO_BIN_EXE_cargo-wasmrun-tested");
    let mut shell = Command::new("bash");
    let script = format!("cargo() {{ {executable:?} \"$@\"; }}; {command} 2>&1");
    shell.arg("-c").arg(script).current_dir(folder);
    shell.env("WASMRUN_HOME", integration::home()).env("NO_COLOR", "1").env_remove("WASMRUN_LOG");
    shell
}

#[test]
fn what_the_examples_print_is_true() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for page in pages() {
        let text = fs_err::read_to_string(docs().join(&page)).expect("a page is text");
        let folder = tempfile::tempdir().expect("a temporary folder");
        for block in blocks(&text) {
            if let Some((_, file)) = block.kind.split_once(" file=") {
                fs_err::write(folder.path().join(file), &block.content).expect("a file of ours");
            }
            if block.kind != "console run" {
                continue;
            }
            for (line, command, expected) in commands(&block) {
                let ended = run_with(&mut shell(&command, folder.path()), b"");
                count += 1;
                if ended.stdout != expected {
                    wrong.push(format!("{page}:{line}: `{command}` prints\n{}", ended.stdout));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 8, "only {count} examples were found");
}
