//! The program that starts the project in the module.

use serde_json::json;

use crate::project::Entry;

/// Where the guest sees it.
pub(super) const PLACE: &str = "/wasmrun/run_packed.py";

/// The program for this entry. `paths` are where modules are looked for.
pub(super) fn program(entry: &Entry, paths: &[&str]) -> String {
    let (kind, names) = match entry {
        Entry::Script(script) => {
            let parts: Vec<_> = script.iter().map(|part| part.to_string_lossy()).collect();
            ("script", vec![format!("/app/{}", parts.join("/"))])
        }
        Entry::Module(module) => ("module", vec![module.clone()]),
        Entry::Function(module, function) => ("function", vec![module.clone(), function.clone()]),
    };
    // A list of strings in JSON is one in Python, too.
    let [names, paths] = [json!(names), json!(paths)];
    let text = include_str!("../../guest/run_packed.py");
    format!("entry, names, paths = \"{kind}\", {names}, {paths}\n{text}")
}
