//! The invariants of `docs/architecture.md` that a search can find broken, and the marks of unfinished work.

#[path = "tidy/book.rs"]
mod book;
#[path = "tidy/errors.rs"]
mod errors;
#[path = "tidy/known_escapes.rs"]
mod known_escapes;
#[path = "tidy/rendered.rs"]
mod rendered;
#[path = "tidy/stages.rs"]
mod stages;
#[path = "tidy/wasi_table.rs"]
mod wasi_table;

use std::path::{Path, PathBuf};

/// A piece of text that must not stand in the sources of some folder.
struct Absence {
    /// Where it must not stand, from the root of the workspace.
    folder: &'static str,
    text: &'static str,
    /// Files in which it may stand after all.
    except: &'static [&'static str],
    why: &'static str,
}

const fn absent(folder: &'static str, text: &'static str, why: &'static str) -> Absence {
    Absence { folder, text, except: &[], why }
}

const INVARIANTS: &[Absence] = &[
    absent("protocol-spec/src", "std::fs", "the protocol does no input or output"),
    absent("protocol-spec/src", "std::io", "the protocol does no input or output"),
    absent("protocol-spec/src", "std::process", "the protocol does no input or output"),
    absent("runtime/src", "println!", "the runtime never prints"),
    absent("runtime/src", "process::exit", "the runtime never exits"),
    absent("runtime/src", "env::var", "the runtime never reads the environment"),
    absent("runtime/src", "wasmrun_protocol", "the runtime knows nobody"),
    absent("protocol-spec/src", "wasmrun_runtime", "the protocol knows nobody"),
    absent("plugins", "cargo_wasmrun", "plugins and host share nothing but the protocol"),
    absent(
        "cargo-wasmrun/src/plugins/connection.rs",
        "\"build\"",
        "the connection knows no method names",
    ),
];

/// The source files below `path`, or `path` itself.
fn sources(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_file() {
        if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path.to_path_buf());
        }
        return;
    }
    for entry in fs_err::read_dir(path).expect("a folder of the workspace") {
        let entry = entry.expect("an entry of it").path();
        let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name != "target" && name != "node_modules" && !name.starts_with('.') {
            sources(&entry, found);
        }
    }
}

fn each_source(folder: &str, mut look: impl FnMut(&str, &str)) {
    let root = integration::workspace();
    let mut files = Vec::new();
    sources(&root.join(folder), &mut files);
    assert!(!files.is_empty(), "`{folder}` has no sources: this test looks in the wrong place");
    for file in files {
        let text = fs_err::read_to_string(&file).expect("a source file is text");
        let name = file
            .strip_prefix(&root)
            .expect("it is below the root")
            .to_string_lossy()
            .replace('\\', "/");
        look(&name, &text);
    }
}

#[test]
fn invariants_hold() {
    let mut broken = Vec::new();
    for invariant in INVARIANTS {
        each_source(invariant.folder, |file, text| {
            if invariant.except.contains(&file) {
                return;
            }
            let code =
                text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
            for (number, _) in code.filter(|(_, line)| line.contains(invariant.text)) {
                broken.push(format!(
                    "{file}:{}: `{}`: {}",
                    number + 1,
                    invariant.text,
                    invariant.why
                ));
            }
        });
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn each_module_says_what_it_is_for() {
    let mut silent = Vec::new();
    for folder in ["cargo-wasmrun", "protocol-spec", "plugin-sdk", "plugins", "runtime", "tests"] {
        each_source(folder, |file, text| {
            if !text.starts_with("//!") {
                silent.push(file.to_owned());
            }
        });
    }
    assert!(silent.is_empty(), "no `//!` line at the top of:\n{}", silent.join("\n"));
}

#[test]
fn nothing_is_left_unfinished_or_switched_off() {
    let marks = [
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
        concat!("FIX", "ME"),
        concat!("#[ig", "nore"),
    ];
    let mut found = Vec::new();
    for folder in ["cargo-wasmrun", "protocol-spec", "plugin-sdk", "plugins", "runtime", "tests"] {
        each_source(folder, |file, text| {
            for (number, line) in text.lines().enumerate() {
                if marks.iter().any(|mark| line.contains(mark)) {
                    found.push(format!("{file}:{}: {}", number + 1, line.trim()));
                }
            }
        });
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn links_between_documents_lead_somewhere() {
    let root = integration::workspace();
    let mut documents = Vec::new();
    for folder in [".", "docs", "docs/guide", "protocol-spec", "plugin-sdk", "runtime"] {
        let entries = fs_err::read_dir(root.join(folder)).expect("a folder of the workspace");
        let paths = entries.map(|entry| entry.expect("an entry of it").path());
        documents.extend(paths.filter(|path| path.extension().is_some_and(|kind| kind == "md")));
    }
    assert!(documents.len() > 10, "this test looks in the wrong place");
    let mut broken = Vec::new();
    for document in documents {
        let text = fs_err::read_to_string(&document).expect("a document is text");
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for target in targets {
            let file = target.split('#').next().unwrap_or_default();
            let local = !file.is_empty() && !file.contains(':') && !file.contains(' ');
            if local && !document.with_file_name(file).exists() {
                broken.push(format!("{}: {target}", document.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
