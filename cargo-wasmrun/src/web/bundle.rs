//! A program as files that any static host can serve: a page, a loader that may be changed, the module, and as much of
//! WASI as it imports. Nothing of the development server is in them. Pure.

use std::collections::BTreeMap;

use serde_json::json;

use super::shim;

/// The files that are the same for every program.
const LOADER: [(&str, &str); 4] = [
    ("style.css", include_str!("loader/style.css")),
    ("page.js", include_str!("loader/page.js")),
    ("input.js", include_str!("loader/input.js")),
    ("worker.js", include_str!("loader/worker.js")),
];

const PAGE: &str = include_str!("loader/index.html");

/// A program, and what it is given.
#[derive(Debug)]
pub(crate) struct Bundled {
    /// What the page is called.
    pub(crate) title: String,
    pub(crate) module: Vec<u8>,
    /// The arguments, the program's name first.
    pub(crate) args: Vec<String>,
    pub(crate) env: BTreeMap<String, String>,
    /// The names that others' exports are imported from, and those modules.
    pub(crate) providers: Vec<(String, Vec<u8>)>,
    /// The folders that it sees, packed; `None` if it sees none.
    pub(crate) folders: Option<Vec<u8>>,
}

/// The files, by their names.
pub(crate) fn bundle(program: Bundled) -> BTreeMap<String, Vec<u8>> {
    let modules = || program.providers.iter().map(|(_, module)| module.as_slice());
    let wasi = shim(std::iter::once(program.module.as_slice()).chain(modules()));
    let provider_file = |index| format!("provider-{index}.wasm");
    let names = program.providers.iter().map(|(name, _)| name);
    let providers: Vec<_> = names
        .enumerate()
        .map(|(index, name)| json!({"name": name, "module": provider_file(index)}))
        .collect();
    let description = json!({
        "module": "program.wasm",
        "args": program.args,
        "env": program.env,
        "providers": providers,
        "folders": program.folders.is_some().then_some("folders.bin"),
    });
    let page = PAGE.replace("TITLE", &escaped(&program.title));
    let mut files: BTreeMap<String, Vec<u8>> =
        LOADER.map(|(name, text)| (name.to_owned(), text.into())).into();
    files.insert("index.html".to_owned(), page.into());
    files.insert(
        "program.js".to_owned(),
        format!("export const program = {description:#};\n").into(),
    );
    files.insert("wasi.js".to_owned(), wasi.into());
    files.insert("program.wasm".to_owned(), program.module);
    files.extend(program.folders.map(|folders| ("folders.bin".to_owned(), folders)));
    let providers = program.providers.into_iter().enumerate();
    files.extend(providers.map(|(index, (_, module))| (provider_file(index), module)));
    files
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program() -> Bundled {
        let text = "(module (import \"wasi_snapshot_preview1\" \"fd_write\" (func)))";
        Bundled {
            title: "<a> & b".to_owned(),
            module: wat::parse_str(text).unwrap(),
            args: vec!["a".to_owned()],
            env: BTreeMap::new(),
            providers: vec![("env".to_owned(), b"\0asm\x01\0\0\0".to_vec())],
            folders: None,
        }
    }

    #[test]
    fn everything_that_is_referred_to_is_there_and_nothing_of_ours() {
        let files = bundle(program());
        let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
        assert!(text("index.html").contains("<title>&lt;a&gt; &amp; b</title>"));
        assert!(text("wasi.js").contains("fd_write") && !text("wasi.js").contains("path_open"));
        assert!(files.contains_key("provider-0.wasm") && !files.contains_key("folders.bin"));
        let is_binary = |name: &&String| [".wasm", ".bin"].iter().any(|end| name.contains(end));
        for name in files.keys().filter(|name| !is_binary(name)) {
            let text = text(name);
            assert!(!text.contains("__wasmrun") && !text.contains("WebSocket"), "{name}");
            let quoted = text.split('"').filter_map(|word| word.strip_prefix("./"));
            for file in quoted.filter(|_| name != "wasi.js") {
                assert!(files.contains_key(file), "{name} refers to {file}");
            }
        }
    }
}
