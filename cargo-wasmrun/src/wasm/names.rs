//! The names that a module keeps of its functions and other parts.

use std::collections::HashMap;

use wasmparser::{BinaryReader, Name, NameMap, NameSectionReader};

use super::demangle;

/// What the name section says. A section that is malformed says less, and is no fault: it has no
/// part in what the module means.
#[derive(Default)]
pub(super) struct Names {
    pub(super) module: Option<String>,
    functions: HashMap<u32, String>,
    tables: HashMap<u32, String>,
    memories: HashMap<u32, String>,
    globals: HashMap<u32, String>,
    tags: HashMap<u32, String>,
}

impl Names {
    /// Reads the content of a name section.
    pub(super) fn read(reader: BinaryReader<'_>) -> Self {
        let mut names = Self::default();
        for subsection in NameSectionReader::new(reader).flatten() {
            match subsection {
                Name::Module { name, .. } => names.module = Some(name.to_owned()),
                Name::Function(map) => names.functions = collect(map),
                Name::Table(map) => names.tables = collect(map),
                Name::Memory(map) => names.memories = collect(map),
                Name::Global(map) => names.globals = collect(map),
                Name::Tag(map) => names.tags = collect(map),
                _ => {}
            }
        }
        names
    }

    pub(super) fn function(&self, index: u32) -> Option<String> {
        self.functions.get(&index).map(|name| demangle(name).into_owned())
    }

    pub(super) fn table(&self, index: u32) -> Option<String> {
        self.tables.get(&index).cloned()
    }

    pub(super) fn memory(&self, index: u32) -> Option<String> {
        self.memories.get(&index).cloned()
    }

    pub(super) fn global(&self, index: u32) -> Option<String> {
        self.globals.get(&index).cloned()
    }

    pub(super) fn tag(&self, index: u32) -> Option<String> {
        self.tags.get(&index).cloned()
    }
}

fn collect(map: NameMap<'_>) -> HashMap<u32, String> {
    map.into_iter().flatten().map(|naming| (naming.index, naming.name.to_owned())).collect()
}
