//! What `asconfig.json` says that matters to how the compiler is called.

use std::collections::BTreeSet;
use std::path::{Component, Path};

use serde_json::{Map, Value};
use wasmrun_plugin_sdk::{Diagnostic, Position, Severity, Span};

const FILE: &str = "asconfig.json";

/// The project's `asconfig.json`; empty where there is none, or none that can be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Configuration(Value);

impl Configuration {
    pub(crate) fn read(root: &Path) -> Self {
        let text = fs_err::read_to_string(root.join(FILE)).unwrap_or_default();
        Self(serde_json::from_str(&text).unwrap_or_default())
    }

    /// What keeps the file from being read, if there is one.
    pub(crate) fn fault(root: &Path) -> Option<Diagnostic> {
        let file = root.join(FILE);
        let error = serde_json::from_slice::<Value>(&fs_err::read(&file).ok()?).err()?;
        let place = [error.line(), error.column()].map(|number| u32::try_from(number).unwrap_or(1));
        let said = error.to_string();
        let message = said.rsplit_once(" at line ").map_or(said.as_str(), |(message, _)| message);
        let [line, column] = place.map(|number| number.max(1));
        let start = Position::new(line, column);
        let diagnostic =
            Diagnostic::new(Severity::Error, format!("`{FILE}` is no JSON: {message}"));
        Some(diagnostic.with_span(Span::new(file, start)))
    }

    /// Whether it names what to compile.
    pub(crate) fn has_entries(&self) -> bool {
        self.0["entries"].as_array().is_some_and(|entries| !entries.is_empty())
    }

    /// Whether it says how to compile at this level.
    pub(crate) fn has_target(&self, name: &str) -> bool {
        self.0["targets"][name].is_object()
    }

    /// Whether the option is set for this target, or for all.
    pub(crate) fn has_option(&self, target: &str, option: &str) -> bool {
        let places = [&self.0["targets"][target], &self.0["options"]];
        places.into_iter().any(|options| !options[option].is_null())
    }

    /// The modules that it has the compiler write in the project's folder: their addresses from there,
    /// without the ending, each once.
    pub(crate) fn module_names(&self) -> BTreeSet<String> {
        let targets = self.0["targets"].as_object().into_iter().flat_map(Map::values);
        let named = targets.chain([&self.0["options"]]).filter_map(|at| at["outFile"].as_str());
        named
            .filter_map(address)
            .filter_map(|name| Some(name.strip_suffix(".wasm")?.to_owned()))
            .collect()
    }

    /// Whether it takes the library for WASI by itself.
    pub(crate) fn uses_wasi_shim(&self) -> bool {
        self.0["extends"].as_str().is_some_and(|extended| extended.contains("wasi-shim"))
    }
}

/// The path with slashes only; `None` for one that leads out of its folder.
fn address(path: &str) -> Option<String> {
    let parts = Path::new(path).components().filter(|part| *part != Component::CurDir);
    let parts: Option<Vec<_>> = parts
        .map(|part| if let Component::Normal(name) = part { name.to_str() } else { None })
        .collect();
    Some(parts?.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_json_is_a_fault_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Configuration::fault(folder.path()), None);
        for (text, place) in [("{}", None), ("", Some((1, 1))), ("{\n  nope", Some((2, 3)))] {
            fs_err::write(folder.path().join(FILE), text).unwrap();
            let fault = Configuration::fault(folder.path());
            let start = fault.and_then(|fault| fault.span).map(|span| span.start);
            assert_eq!(start.map(|start| (start.line, start.column)), place, "{text}");
        }
    }

    #[test]
    fn options_are_looked_for_in_the_target_and_for_all() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Configuration::read(folder.path()), Configuration::default());
        let text = r#"{ "entries": ["assembly/index.ts"], "extends": "./node_modules/@assemblyscript/wasi-shim/asconfig.json",
                        "targets": { "release": { "textFile": "build/x.wat" } }, "options": { "bindings": "esm" } }"#;
        fs_err::write(folder.path().join("asconfig.json"), text).unwrap();
        let configuration = Configuration::read(folder.path());
        assert!(configuration.has_entries() && configuration.uses_wasi_shim());
        assert!(configuration.has_target("release") && !configuration.has_target("size"));
        assert!(configuration.has_option("release", "textFile"));
        assert!(!configuration.has_option("debug", "textFile"));
        assert!(configuration.has_option("debug", "bindings"));
    }

    #[test]
    fn the_names_of_modules_are_those_in_the_project() {
        let folder = tempfile::tempdir().unwrap();
        let text = r#"{ "targets": { "debug": { "outFile": "./build/debug.wasm" }, "release": { "outFile": "build/release.wasm" },
                        "size": { "outFile": "../else.wasm" } }, "options": { "outFile": "build/debug.wasm" } }"#;
        fs_err::write(folder.path().join(FILE), text).unwrap();
        let names = Configuration::read(folder.path()).module_names();
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["build/debug", "build/release"]);
        assert!(Configuration::default().module_names().is_empty());
    }
}
