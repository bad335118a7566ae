//! The documentation as a book: every page is in it, its commands exist, and what its examples print is true.
//!
//! In a block `console`, lines after `$ ` are run by a shell, in a folder of the page's own, and what they print is compared with
//! the lines below; `…` stands for anything. A block with `file=NAME` puts its text there first. A comment
//! `<!-- copies: FOLDER -->` brings a folder of the repository.

mod commands;
mod page;
mod pattern;
mod shell;

use std::collections::BTreeSet;

use page::Page;
use shell::Shell;

#[test]
fn every_page_is_in_the_summary_once() {
    let summary = fs_err::read_to_string(page::docs().join("SUMMARY.md")).expect("the summary");
    let targets = summary.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let listed: Vec<String> = targets.map(str::to_owned).collect();
    let listed_once: BTreeSet<String> = listed.iter().cloned().collect();
    assert_eq!(listed.len(), listed_once.len(), "a page is listed twice");
    let pages: BTreeSet<String> = Page::all().into_iter().map(|page| page.name).collect();
    assert_eq!(listed_once, pages);
}

#[test]
fn what_the_examples_print_is_true() {
    // Each page has a folder of its own, so that they need not wait for each other.
    let pages = Page::all();
    let runs: Vec<Run> = std::thread::scope(|scope| {
        let runs: Vec<_> = pages.iter().map(|page| scope.spawn(|| Run::of(page))).collect();
        runs.into_iter().map(|run| run.join().expect("a page is run to its end")).collect()
    });
    let wrong: Vec<&str> = runs.iter().flat_map(|run| &run.wrong).map(String::as_str).collect();
    let count: usize = runs.iter().map(|run| run.examples).sum();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 20, "only {count} examples were found");
}

/// What came of a page's examples.
#[derive(Default)]
struct Run {
    examples: usize,
    wrong: Vec<String>,
}

impl Run {
    fn of(page: &Page) -> Self {
        let mut run = Self::default();
        let mut shell = Shell::new(page);
        for block in page.blocks() {
            if let Some(file) = block.file() {
                shell.write(file, &block.content);
            }
            if block.kind != "console" {
                continue;
            }
            for example in block.examples() {
                let printed = shell.run(&example.command);
                run.examples += 1;
                if !pattern::matches(&example.printed, &printed) {
                    let (command, line) = (example.command, example.line);
                    run.wrong.push(format!("{}:{line}: `{command}` prints\n{printed}", page.name));
                }
            }
        }
        run
    }
}

#[test]
fn every_command_is_one_that_the_program_understands() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for page in Page::all() {
        for (line, command) in commands::of(&page.text) {
            count += 1;
            if let Err(error) = commands::parse(&command) {
                wrong.push(format!("{}:{line}: `{command}`: {error}", page.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 100, "only {count} commands were found");
}
