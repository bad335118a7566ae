//! WASI for a browser: a script with those functions that modules import, and no others.
//!
//! The page's sources are built to pieces (`ui/dist/shim.json`): each is the body of a function of
//! `exports` and `require`, and says which others it needs. The script is an ES module. It exports
//! `wasi(world)`, which `ui/src/wasi/shim.ts` describes; what that provides for a module is what the
//! module imports.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;
use wasmparser::{Parser, Payload, TypeRef};

/// The module that the functions of WASI preview 1 are imported from.
const WASI: &str = "wasi_snapshot_preview1";

/// The piece that all others are given to.
const START: &str = "shim";

/// Every piece there is.
#[derive(Debug, Deserialize)]
struct Pieces {
    /// The piece of each function of WASI.
    calls: BTreeMap<String, String>,
    pieces: BTreeMap<String, Piece>,
}

#[derive(Debug, Deserialize)]
struct Piece {
    needs: Vec<String>,
    code: String,
}

static PIECES: LazyLock<Pieces> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../ui/dist/shim.json"))
        .expect("the pieces are built with the page, and tests read them")
});

/// The script for `modules`, which run together. What is no module imports nothing.
pub(crate) fn shim<'m>(modules: impl IntoIterator<Item = &'m [u8]>) -> String {
    let pieces = &*PIECES;
    let imported: BTreeSet<&str> = modules.into_iter().flat_map(imports).collect();
    let parts: BTreeSet<&str> =
        imported.iter().filter_map(|&name| pieces.calls.get(name)).map(String::as_str).collect();
    let mut chosen = BTreeSet::new();
    pieces.choose(START, &mut chosen);
    for part in &parts {
        pieces.choose(part, &mut chosen);
    }
    let functions: Vec<String> = chosen
        .into_iter()
        .map(|name| (name, &pieces.pieces[name].code))
        .map(|(name, code)| format!("\"./{name}\": (exports, require) => {{{code}}},\n"))
        .collect();
    let parts: Vec<String> = parts.iter().map(|name| format!("\"./{name}\"")).collect();
    format!(
        "const pieces = {{\n{}}};\n\
         const loaded = {{}};\n\
         const require = (name) => {{\n\
         \x20 if (!(name in loaded)) pieces[name]((loaded[name] = {{}}), require);\n\
         \x20 return loaded[name];\n\
         }};\n\
         const parts = [{}].map((name) => require(name).calls);\n\
         export const wasi = (world) => require(\"./{START}\").wasi(parts, world);\n",
        functions.concat(),
        parts.join(", ")
    )
}

impl Pieces {
    /// Adds a piece and all that it needs.
    fn choose<'p>(&'p self, name: &'p str, chosen: &mut BTreeSet<&'p str>) {
        if let Some(piece) = self.pieces.get(name)
            && chosen.insert(name)
        {
            for needed in &piece.needs {
                self.choose(needed, chosen);
            }
        }
    }
}

/// The functions of WASI that a module imports, as far as it can be read.
fn imports(module: &[u8]) -> Vec<&str> {
    let payloads = Parser::new(0).parse_all(module).map_while(Result::ok);
    let sections = payloads.filter_map(|payload| match payload {
        Payload::ImportSection(section) => Some(section),
        _ => None,
    });
    sections
        .flat_map(|section| section.into_imports().map_while(Result::ok))
        .filter(|import| import.module == WASI && matches!(import.ty, TypeRef::Func(_)))
        .map(|import| import.name)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shim_of(imports: &[&str]) -> String {
        let imports: Vec<String> =
            imports.iter().map(|name| format!("(import \"{WASI}\" \"{name}\" (func))")).collect();
        shim([wat::parse_str(format!("(module {})", imports.concat())).unwrap().as_slice()])
    }

    #[test]
    fn holds_what_is_imported_and_no_more() {
        let script = shim_of(&["fd_write", "proc_exit"]);
        for name in ["fd_write", "proc_exit"] {
            assert!(script.contains(name), "{name}");
        }
        for name in ["fd_read", "path_open", "poll_oneoff", "random_get", "args_get"] {
            assert!(!script.contains(name), "{name}");
        }
        assert!(shim_of(&[]).len() < script.len());
        assert!(script.len() * 3 < shim_of(&["path_open", "path_rename", "poll_oneoff"]).len() * 2);
    }

    #[test]
    fn every_piece_is_there_with_all_that_it_needs() {
        let pieces = &*PIECES;
        assert_eq!(pieces.calls.len(), 46);
        let all: Vec<&str> = pieces.calls.keys().map(String::as_str).collect();
        let script = shim_of(&all);
        for (name, piece) in &pieces.pieces {
            assert!(script.contains(&piece.code), "{name}");
            assert!(piece.needs.iter().all(|needed| pieces.pieces.contains_key(needed)), "{name}");
        }
    }

    #[test]
    fn what_is_no_module_imports_nothing() {
        let script = shim([&b""[..], b"\0asm\x01\0\0\0\x02\xff", b"#!/bin/sh"]);
        assert!(script.contains("const parts = []"), "{script}");
    }
}
