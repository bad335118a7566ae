//! The memories of a module, made visible to the page, which can look at those that are exported.

use serde::Serialize;
use wasm_encoder::Encode as _;
use wasmparser::{BinaryReader, ExternalKind, Parser, Payload, TypeRef};

/// The length of the magic number and the version.
const HEADER: usize = 8;

/// The number of the section of exports.
const EXPORTS: u8 = 7;

/// The numbers of the sections that stand behind it: start, elements, code, data, the count of data.
const BEHIND_EXPORTS: [u8; 5] = [8, 9, 10, 11, 12];

/// What an export of a memory is marked with.
const MEMORY: u8 = 2;

/// What the names begin with that memories are exported by for the page alone.
const OWN: &str = "wasmrun memory ";

/// One memory of a module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Memory {
    /// What it is exported by, by the module or else for the page.
    pub(crate) name: String,
    /// Whether the module itself exports it.
    pub(crate) exported: bool,
}

/// Every memory of a module, in their order; as far as it can be read.
pub(crate) fn memories(module: &[u8]) -> Vec<Memory> {
    let (mut count, mut names) = (0, Vec::new());
    for payload in Parser::new(0).parse_all(module).map_while(Result::ok) {
        match payload {
            Payload::ImportSection(section) => {
                let imports = section.into_imports().map_while(Result::ok);
                count += imports.filter(|import| matches!(import.ty, TypeRef::Memory(_))).count();
            }
            Payload::MemorySection(section) => count += section.count() as usize,
            Payload::ExportSection(section) => {
                let exports = section.into_iter().map_while(Result::ok);
                let memories = exports.filter(|export| export.kind == ExternalKind::Memory);
                names.extend(memories.map(|export| (export.index as usize, export.name)));
            }
            Payload::CodeSectionStart { .. } => break,
            _ => {}
        }
    }
    let name_of = |index| names.iter().find(|(of, _)| *of == index).map(|&(_, name)| name);
    (0..count)
        .map(|index| match name_of(index) {
            Some(name) => Memory { name: name.to_owned(), exported: true },
            None => Memory { name: format!("{OWN}{index}"), exported: false },
        })
        .collect()
}

/// The module with all its memories exported; none if it cannot be read. Nothing else in it changes.
pub(crate) fn observed(module: &[u8]) -> Option<Vec<u8>> {
    let mut observed = module.get(..HEADER)?.to_vec();
    let mut end = HEADER;
    let mut is_written = false;
    for payload in Parser::new(0).parse_all(module) {
        let Some((id, content)) = payload.ok()?.as_section() else { continue };
        let content = content.start as usize..content.end as usize;
        if !is_written && (id == EXPORTS || BEHIND_EXPORTS.contains(&id)) {
            let known = if id == EXPORTS { module.get(content.clone())? } else { &[0] };
            observed.push(EXPORTS);
            exports(module, known)?.encode(&mut observed);
            is_written = true;
        }
        if id != EXPORTS {
            // With the section's own header, whose length may be written in more than one way.
            observed.extend_from_slice(module.get(end..content.end)?);
        }
        end = content.end;
    }
    if !is_written {
        observed.push(EXPORTS);
        exports(module, &[0])?.encode(&mut observed);
    }
    Some(observed)
}

/// The content of an export section: what is `known`, and then the memories that are not.
fn exports(module: &[u8], known: &[u8]) -> Option<Vec<u8>> {
    let count = BinaryReader::new(known, 0).read_var_u32().ok()?;
    let digits = known.iter().take_while(|&&byte| byte & 0x80 != 0).count() + 1;
    let hidden: Vec<(u32, Memory)> =
        (0..).zip(memories(module)).filter(|(_, memory)| !memory.exported).collect();
    let mut exports = Vec::new();
    (count + hidden.len() as u32).encode(&mut exports);
    exports.extend_from_slice(known.get(digits..)?);
    for (index, memory) in hidden {
        memory.name.as_str().encode(&mut exports);
        exports.push(MEMORY);
        index.encode(&mut exports);
    }
    Some(exports)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(module: &[u8]) -> Vec<(String, bool)> {
        memories(module).into_iter().map(|memory| (memory.name, memory.exported)).collect()
    }

    #[test]
    fn every_memory_is_exported_and_all_else_stays() {
        let text = "(module (import \"a\" \"b\" (memory 1)) (memory 2) (memory (export \"own\") 3)
            (func $f (export \"f\") (result i32) (i32.const 7)) (func $s) (start $s)
            (data (memory 1) (i32.const 0) \"x\"))";
        let module = wat::parse_str(text).unwrap();
        let own = |index: u32| (format!("{OWN}{index}"), false);
        assert_eq!(names(&module), [own(0), own(1), ("own".to_owned(), true)]);
        let observed = observed(&module).unwrap();
        wasmparser::Validator::new_with_features(wasmparser::WasmFeatures::all())
            .validate_all(&observed)
            .unwrap();
        let shown = names(&observed);
        assert!(shown.iter().all(|(_, exported)| *exported), "{shown:?}");
        let without = wasmprinter::print_bytes(&observed).unwrap();
        let lines = without.lines().filter(|line| !line.contains(OWN));
        assert_eq!(
            lines.collect::<Vec<_>>().join("\n"),
            wasmprinter::print_bytes(&module).unwrap().trim_end()
        );
    }

    #[test]
    fn a_module_without_exports_gets_a_section_in_its_place() {
        for text in [
            "(module (memory 1))",
            "(module (memory 1) (func) (start 0))",
            "(module (memory 1) (data (i32.const 0) \"x\"))",
        ] {
            let observed = observed(&wat::parse_str(text).unwrap()).unwrap();
            wasmparser::Validator::new().validate_all(&observed).unwrap();
            assert_eq!(names(&observed), [(format!("{OWN}0"), true)], "{text}");
        }
    }

    #[test]
    fn what_is_no_module_has_no_memory() {
        for bytes in [&b""[..], b"\0asm", b"#!/bin/sh, and more", b"\0asm\x01\0\0\0\x07\xff"] {
            assert_eq!(memories(bytes), []);
            assert_eq!(observed(bytes), None);
        }
    }
}
