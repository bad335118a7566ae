//! The book that is made of `docs`: every link of it leads to a page, a heading or a file that it has.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use integration::{Missing, require, workspace};
use serde_json::{Value, json};

/// The chapters' texts by their paths in the book.
type Book = BTreeMap<PathBuf, String>;

#[test]
fn links_in_the_book_lead_somewhere() {
    let Some(book) = preprocessed() else { return };
    let headings: BTreeMap<&Path, BTreeSet<String>> =
        book.iter().map(|(path, text)| (path.as_path(), headings(text))).collect();
    let mut broken = Vec::new();
    for (chapter, text) in &book {
        for target in links(text) {
            let (path, heading) = target.split_once('#').unwrap_or((&target, ""));
            let place = match path {
                "" => chapter.clone(),
                path => normal(&chapter.with_file_name(path)),
            };
            let leads = match headings.get(place.as_path()) {
                Some(headings) => heading.is_empty() || headings.contains(heading),
                None => heading.is_empty() && workspace().join("docs").join(&place).is_file(),
            };
            if !leads {
                broken.push(format!("{}: {target}", chapter.display()));
            }
        }
    }
    assert!(book.len() > 40, "this test looks in the wrong place");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// The chapters' names and paths, as `docs/SUMMARY.md` lists them.
fn summary() -> Vec<(String, String)> {
    let text = fs_err::read_to_string(workspace().join("docs/SUMMARY.md")).expect("the summary");
    let links = text.lines().filter_map(|line| line.split_once('[')?.1.split_once("]("));
    links.map(|(name, path)| (name.to_owned(), path.trim_end_matches(')').to_owned())).collect()
}

/// The book as mdBook gets it from `docs/preprocess.py`; None where Python is missing.
fn preprocessed() -> Option<Book> {
    let docs = workspace().join("docs");
    let chapters = summary().into_iter().map(|(name, path)| {
        let content = fs_err::read_to_string(docs.join(&path)).expect("a chapter's file");
        json!({"Chapter": {
            "name": name, "content": content, "number": null, "sub_items": [],
            "path": path, "source_path": path, "parent_names": [],
        }})
    });
    let book = json!([{"root": docs}, {"items": chapters.collect::<Vec<Value>>()}]);
    #[expect(
        clippy::disallowed_methods,
        reason = "a script that starts nothing and waits for nobody"
    )]
    let child = Command::new("python3")
        .arg(docs.join("preprocess.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let missing =
        |_| Missing { what: "python3".to_owned(), bring: "apt-get install python3".to_owned() };
    let mut child = require("the links of the book", child.map_err(missing))?;
    let mut input = child.stdin.take().expect("it is piped");
    input.write_all(book.to_string().as_bytes()).expect("it reads the book");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "docs/preprocess.py failed");
    let book: Value = serde_json::from_slice(&output.stdout).expect("it writes a book");
    let items = book["items"].as_array().expect("with chapters");
    let chapters = items.iter().filter_map(|item| {
        let chapter = item.get("Chapter")?;
        Some((chapter["path"].as_str()?.into(), chapter["content"].as_str()?.to_owned()))
    });
    Some(chapters.collect())
}

/// The lines of a text that are not in a block of code.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut in_block = false;
    text.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        in_block ^= is_fence;
        !in_block && !is_fence
    })
}

/// Where a text's links and pictures lead, but for addresses of other sites.
fn links(text: &str) -> Vec<String> {
    let targets = prose(text).flat_map(|line| line.split("](").skip(1));
    let targets = targets.filter_map(|rest| rest.split(')').next());
    targets
        .filter(|target| !target.contains(':') && !target.contains(' '))
        .map(str::to_owned)
        .collect()
}

/// The names by which links find a text's headings: what mdBook makes of them.
fn headings(text: &str) -> BTreeSet<String> {
    let headings = prose(text).filter(|line| line.starts_with('#'));
    let names = headings.map(|line| {
        let kept = |letter: &char| letter.is_alphanumeric() || "-_ ".contains(*letter);
        let title: String = line.trim_start_matches('#').trim().chars().filter(kept).collect();
        title.to_lowercase().replace(' ', "-")
    });
    names.collect()
}

/// A relative path without `..` in it.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path {
        if part == ".." {
            normal.pop();
        } else {
            normal.push(part);
        }
    }
    normal
}
