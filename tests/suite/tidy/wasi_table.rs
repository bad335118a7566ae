//! The table in the guide of how many tests call each function of WASI: counted in the sources of the tests.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use integration::workspace;

const GUIDE: &str = "docs/guide/wasi.md";
const BEGIN: &str = "<!-- the table is written by `SNAPSHOTS=overwrite cargo test -p integration --test tidy` -->\n";
const END: &str = "<!-- the end of the table -->\n";

/// A function of the tests' sources.
struct Function {
    file: String,
    name: String,
    is_test: bool,
    body: String,
}

#[test]
fn the_table_of_wasi_functions_is_current() {
    let guide = fs_err::read_to_string(workspace().join(GUIDE)).expect("the guide");
    let begin = guide.find(BEGIN).expect("the table begins") + BEGIN.len();
    let end = guide.find(END).expect("the table ends");
    let counts = counts(&functions(&workspace().join("runtime/tests/wasi")));
    let (mut all, mut missing) = (String::from("| function | tests |\n|---|---:|\n"), Vec::new());
    for (name, count) in &counts {
        writeln!(all, "| `{name}` | {count} |").expect("a string takes it");
        if *count == 0 {
            missing.push(name);
        }
    }
    assert!(missing.is_empty(), "no test calls {missing:?}");
    if guide[begin..end] == all {
        return;
    }
    assert!(overwrite(), "{GUIDE} is not current: run the command in its comment");
    let guide = [&guide[..begin], &all, &guide[end..]].concat();
    fs_err::write(workspace().join(GUIDE), guide).expect("the guide is ours");
}

#[expect(clippy::disallowed_methods, reason = "the one variable that updates what is committed")]
fn overwrite() -> bool {
    std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite")
}

/// How many tests call each function, directly or through what they share.
fn counts(functions: &[Function]) -> BTreeMap<String, usize> {
    let abi =
        fs_err::read_to_string(workspace().join("runtime/tests/wasi/abi.rs")).expect("the ABI");
    let rows = abi.lines().filter_map(|line| line.trim().strip_prefix("(\""));
    let mut counts: BTreeMap<String, usize> =
        rows.filter_map(|row| Some((row.split_once('"')?.0.to_owned(), 0))).collect();
    for test in functions.iter().filter(|function| function.is_test) {
        let mut reached = BTreeSet::new();
        let mut ahead = vec![test];
        while let Some(function) = ahead.pop() {
            if reached.insert((&function.file, &function.name)) {
                ahead.extend(functions.iter().filter(|callee| calls(function, callee)));
            }
        }
        let bodies: String = functions
            .iter()
            // The way into all functions asks which of them returns nothing.
            .filter(|function| function.name != "try_call")
            .filter(|function| reached.contains(&(&function.file, &function.name)))
            .map(|function| function.body.as_str())
            .collect();
        for (name, count) in &mut counts {
            *count += usize::from(bodies.contains(&format!("\"{name}\"")));
        }
    }
    counts
}

/// Whether one function calls another: by its name in the same file, or as a method of the guest.
fn calls(function: &Function, callee: &Function) -> bool {
    let as_method = ["guest", "self"]
        .iter()
        .any(|receiver| function.body.contains(&format!("{receiver}.{}(", callee.name)));
    let by_name = || {
        let call = format!("{}(", callee.name);
        function.body.match_indices(&call).any(|(at, _)| {
            let is_part = |before: char| before.is_alphanumeric() || before == '_' || before == '.';
            !function.body[..at].ends_with(is_part)
        })
    };
    as_method || (function.file == callee.file && by_name())
}

/// The functions in the sources of a folder. Bodies end where a line closes what the first one opened.
fn functions(folder: &Path) -> Vec<Function> {
    let mut functions = Vec::new();
    for entry in fs_err::read_dir(folder).expect("the tests") {
        let path = entry.expect("an entry").path();
        let text = fs_err::read_to_string(&path).expect("a source");
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut is_test = false;
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let code = line.trim_start();
            let indentation = line.len() - code.len();
            let declaration = code.trim_start_matches("pub(crate) ").strip_prefix("fn ");
            let Some(name) = declaration.and_then(|rest| rest.split(['(', '<']).next()) else {
                is_test |= code == "#[test]";
                continue;
            };
            let close = format!("{}}}", " ".repeat(indentation));
            let body: Vec<&str> = lines.by_ref().take_while(|line| *line != close).collect();
            functions.push(Function {
                file: file.clone(),
                name: name.to_owned(),
                is_test: std::mem::take(&mut is_test),
                body: body.join("\n"),
            });
        }
    }
    functions
}
