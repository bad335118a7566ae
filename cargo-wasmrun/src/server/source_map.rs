//! Source maps made of a module's DWARF: browsers' debuggers read those without an extension.

use std::collections::HashMap;
use std::path::Path;

use serde_json::json;
use wasmparser::{Parser, Payload};
use wasmrun_runtime::{CodeLine, SourceMap};

/// The section that names a module's source map.
const ADDRESS: &str = "sourceMappingURL";
/// The section that Go marks its modules with. Addresses in its DWARF are no places in the module.
const OF_GO: &str = "go:buildid";

/// Whether a map can be made of the module: it has lines of sources, and names no map.
pub(super) fn can_be_made(wasm: &[u8]) -> bool {
    let mut has_lines = false;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload {
            Ok(Payload::CustomSection(section)) => match section.name() {
                ".debug_line" => has_lines = true,
                ADDRESS | OF_GO => return false,
                _ => {}
            },
            Ok(_) => {}
            Err(_) => return false,
        }
    }
    has_lines
}

/// The module with the address of its source map.
pub(super) fn with_address(wasm: &[u8], address: &str) -> Vec<u8> {
    let mut content = Vec::new();
    for text in [ADDRESS, address] {
        write_length(&mut content, text.len());
        content.extend_from_slice(text.as_bytes());
    }
    let mut module = wasm.to_vec();
    // A custom section.
    module.push(0);
    write_length(&mut module, content.len());
    module.extend(content);
    module
}

/// The map of the module's code to the sources below `root`, which are in it, as JSON. Other files,
/// which may be any of this machine, are not.
pub(super) fn make(wasm: &[u8], root: &Path) -> Option<Vec<u8>> {
    let debugging = SourceMap::new(wasm)?;
    let mut sources = Sources { root: root.canonicalize().ok()?, ..Sources::default() };
    let mut places: Vec<Place> = Vec::new();
    for line in debugging.lines() {
        let source = sources.index(line.file);
        places.push(Place::begin(&line, source));
        places.push(Place { column: line.code.end, source: None });
    }
    // Where one line ends and another begins, the begin counts.
    places.sort_by_key(|place| (place.column, place.source.is_none()));
    places.dedup_by_key(|place| place.column);
    places.dedup_by_key(|place| place.source);
    let map = json!({
        "version": 3,
        "names": [],
        "sources": sources.names,
        "sourcesContent": sources.texts,
        "mappings": mappings(&places),
    });
    serde_json::to_vec(&map).ok()
}

/// The sources that the map is about.
#[derive(Default)]
struct Sources {
    root: std::path::PathBuf,
    names: Vec<String>,
    texts: Vec<String>,
    /// The indices of files as the compiler was given them.
    known: HashMap<String, Option<usize>>,
}

impl Sources {
    /// The index of a file; `None` if it is none of the project's.
    fn index(&mut self, file: &str) -> Option<usize> {
        if let Some(known) = self.known.get(file) {
            return *known;
        }
        let index = self.add(file);
        self.known.insert(file.to_owned(), index);
        index
    }

    fn add(&mut self, file: &str) -> Option<usize> {
        let path = self.root.join(file).canonicalize().ok()?;
        let name = path.strip_prefix(&self.root).ok()?;
        let text = fs_err::read_to_string(&path).ok()?;
        let parts: Vec<_> = name.iter().map(|part| part.to_string_lossy()).collect();
        let name = parts.join("/");
        if let Some(index) = self.names.iter().position(|known| *known == name) {
            return Some(index);
        }
        self.names.push(name);
        self.texts.push(text);
        Some(self.names.len() - 1)
    }
}

/// Where code of a source line begins.
struct Place {
    /// The byte of the module: to a debugger, a module is a text of one line.
    column: usize,
    /// The source, and the line and the column in it, each from 0 on.
    source: Option<(usize, u32, u32)>,
}

impl Place {
    fn begin(line: &CodeLine<'_>, source: Option<usize>) -> Self {
        let (row, column) = (line.line - 1, line.column.unwrap_or(1) - 1);
        Self { column: line.code.start, source: source.map(|source| (source, row, column)) }
    }
}

/// The places as a source map has them: each number as its difference to the last of its kind.
fn mappings(places: &[Place]) -> String {
    let mut text = String::new();
    let mut last = [0_i64; 4];
    for place in places {
        if !text.is_empty() {
            text.push(',');
        }
        let mut numbers = vec![place.column as i64];
        if let Some((source, line, column)) = place.source {
            numbers.extend([source as i64, i64::from(line), i64::from(column)]);
        }
        for (number, last) in numbers.into_iter().zip(&mut last) {
            write_number(&mut text, number - *last);
            *last = number;
        }
    }
    text
}

/// Writes a number in base 64, five bits a letter, the lowest first: the first letter's lowest bit is the
/// sign, and each letter's highest bit says that more follow.
fn write_number(text: &mut String, number: i64) {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut rest = (number.unsigned_abs() << 1) | u64::from(number < 0);
    loop {
        let more = if rest > 0x1f { 0x20 } else { 0 };
        text.push(char::from(LETTERS[(rest & 0x1f | more) as usize]));
        rest >>= 5;
        if rest == 0 {
            return;
        }
    }
}

/// Writes an unsigned LEB128 number.
fn write_length(bytes: &mut Vec<u8>, mut length: usize) {
    while length > 0x7f {
        bytes.push(length as u8 & 0x7f | 0x80);
        length >>= 7;
    }
    bytes.push(length as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "(module\n  (func (export \"run\")\n    nop\n    unreachable))";

    fn module(file: &Path) -> Vec<u8> {
        let mut parser = wat::Parser::new();
        parser.generate_dwarf(wat::GenerateDwarf::Full);
        parser.parse_str(Some(file), TEXT).unwrap()
    }

    fn map(wasm: &[u8], root: &Path) -> serde_json::Value {
        serde_json::from_slice(&make(wasm, root).unwrap()).unwrap()
    }

    #[test]
    fn a_map_has_the_projects_sources_and_no_others() {
        let [project, elsewhere] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        let [inside, outside] = [&project, &elsewhere].map(|folder| folder.path().join("run.wat"));
        for file in [&inside, &outside] {
            fs_err::write(file, TEXT).unwrap();
        }
        let found = map(&module(&inside), project.path());
        assert_eq!(found["sources"], json!(["run.wat"]));
        assert_eq!(found["sourcesContent"], json!([TEXT]));
        assert!(found["mappings"].as_str().unwrap().contains(','));
        let found = map(&module(&outside), project.path());
        assert_eq!((&found["sources"], &found["sourcesContent"]), (&json!([]), &json!([])));
    }

    #[test]
    fn a_module_is_told_its_maps_address_once() {
        let wasm = module(Path::new("run.wat"));
        assert!(can_be_made(&wasm));
        let told = with_address(&wasm, "app.wasm.map");
        assert!(told.ends_with(b"\x10sourceMappingURL\x0capp.wasm.map"));
        assert!(!can_be_made(&told));
        assert!(!can_be_made(b"\0asm\x01\0\0\0") && !can_be_made(b"") && !can_be_made(&wasm[..40]));
    }

    #[test]
    fn numbers_are_written_as_source_maps_have_them() {
        let written = |number| {
            let mut text = String::new();
            write_number(&mut text, number);
            text
        };
        let numbers = [0, 1, -1, 15, 16, -16, 511, 512].map(written);
        assert_eq!(numbers, ["A", "C", "D", "e", "gB", "hB", "+f", "ggB"]);
    }
}
