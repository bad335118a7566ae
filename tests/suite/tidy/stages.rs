//! That `tests/run` runs every target with tests: it names them, since they are built as one.

use std::collections::BTreeSet;
use std::path::Path;

/// The names after `name = ` below `[[test]]` in a manifest.
fn declared(manifest: &str) -> impl Iterator<Item = String> {
    let sections = manifest.split("[[test]]").skip(1);
    sections.filter_map(|section| {
        let line = section.lines().find(|line| line.starts_with("name = "))?;
        line.split('"').nth(1).map(str::to_owned)
    })
}

/// The files, and folders with a `main.rs`, that cargo makes targets of unasked.
fn found(tests: &Path) -> Vec<String> {
    let Ok(entries) = fs_err::read_dir(tests) else { return Vec::new() };
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let is_target = |path: &Path| {
        path.join("main.rs").is_file()
            || path.extension().is_some_and(|extension| extension == "rs")
    };
    let names = paths.filter(|path| is_target(path));
    names.map(|path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned()).collect()
}

fn targets() -> BTreeSet<String> {
    let root = integration::workspace();
    let manifest = fs_err::read_to_string(root.join("Cargo.toml")).expect("the manifest");
    let (_, members) = manifest.split_once("members = [").expect("a list of members");
    let (members, _) = members.split_once(']').expect("the end of the list");
    let mut targets = BTreeSet::new();
    for member in members.split('"').skip(1).step_by(2) {
        let folder = root.join(member);
        let manifest = fs_err::read_to_string(folder.join("Cargo.toml")).expect("a manifest");
        targets.extend(declared(&manifest));
        if !manifest.contains("autotests = false") && member != "tests" {
            targets.extend(found(&folder.join("tests")));
        }
    }
    targets
}

#[test]
fn every_target_has_its_stage() {
    let script = integration::workspace().join("tests/run");
    let script = fs_err::read_to_string(script).expect("the script");
    let words: Vec<&str> = script.split([' ', '\n', ')']).collect();
    let named: BTreeSet<&str> =
        words.windows(2).filter(|pair| pair[0] == "--test").map(|pair| pair[1]).collect();
    let targets = targets();
    assert!(targets.contains("spec") && targets.contains("api"), "{targets:?}");
    let missing: Vec<_> = targets.iter().filter(|name| !named.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "`tests/run` has no `--test` for {missing:?}");
}
