//! That no error is without an example: the names are read from the sources.

use super::all;

/// Where each kind of error is defined, by the name that it has among all errors.
const DEFINITIONS: [(&str, &str); 12] = [
    ("", include_str!("../../error.rs")),
    ("Config", include_str!("../../config/error.rs")),
    ("Project", include_str!("../../project/error.rs")),
    ("Plugin", include_str!("../../plugins/error/kind.rs")),
    ("Install", include_str!("../../plugins/install/error.rs")),
    ("Build", include_str!("../../build/error.rs")),
    ("Exec", include_str!("../../exec/error/kind.rs")),
    ("Wasm", include_str!("../../wasm/error.rs")),
    ("Server", include_str!("../../server/error.rs")),
    ("Servers", include_str!("../../servers/error.rs")),
    ("Watch", include_str!("../../watch/error.rs")),
    ("Exec(Arguments", include_str!("../../exec/arguments.rs")),
];

/// Of these the user is told nothing.
const SILENT: [&str; 3] = ["Interrupted", "OutputClosed", "Exec(Stopped"];

/// The variants of the enum of errors in a source, but for those that only pass on what others say.
fn variants(source: &str) -> Vec<&str> {
    let body = source.split_once("thiserror::Error)]").expect("it defines errors").1;
    let body = body.split_once("{\n").and_then(|(_, body)| body.split_once("\n}\n"));
    let mut variants = Vec::new();
    let mut is_own = false;
    for line in body.expect("the enum ends").0.lines() {
        if line.starts_with("    #[error(") {
            is_own = !line.contains("(transparent)");
        }
        let name = line.strip_prefix("    ").and_then(|line| line.split(['(', ' ', ',']).next());
        let name = name.filter(|name| name.starts_with(char::is_uppercase));
        variants.extend(name.filter(|_| is_own));
    }
    variants
}

#[test]
fn every_error_has_an_example() {
    let examples: Vec<String> = all().iter().map(|error| format!("{error:?}")).collect();
    let mut missing = Vec::new();
    for (group, source) in DEFINITIONS {
        let variants = variants(source);
        assert!(variants.len() > 1, "the errors of `{group}` were not found");
        for variant in variants {
            let is_shown = examples.iter().any(|example| is_of(example, group, variant));
            let name =
                if group.is_empty() { variant.to_owned() } else { format!("{group}({variant}") };
            if !is_shown && !SILENT.contains(&name.as_str()) {
                missing.push(name);
            }
        }
    }
    assert!(missing.is_empty(), "add examples to `error/tests.rs` of {missing:?}");
}

/// Whether an error, written for debugging, is of this kind.
fn is_of(example: &str, group: &str, variant: &str) -> bool {
    let Some(rest) = example.strip_prefix(group) else { return false };
    // The cause of an error stands within it, behind its name and other fields.
    let is_cause = group.contains('(');
    let rest =
        if is_cause { rest.split_once("source: ").map(|(_, rest)| rest) } else { Some(rest) };
    let name =
        rest.map(|rest| rest.trim_start_matches('(')).and_then(|rest| rest.strip_prefix(variant));
    name.is_some_and(|end| !end.starts_with(char::is_alphanumeric))
}
