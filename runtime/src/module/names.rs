//! The names that a module gives to itself and to its functions.

use std::{
    ops::Range,
    sync::{Arc, OnceLock},
};

use wasmparser::{BinaryReader, Name, NameSectionReader};

use super::{Export, ExternIndex, ModuleBinary};

/// The name section, read only when a name is asked for.
#[derive(Debug, Default)]
pub(crate) struct Names {
    binary: Arc<ModuleBinary>,
    /// Where the section's content is among the kept bytes.
    section: Range<usize>,
    module: Option<Box<str>>,
    functions: OnceLock<Vec<(u32, Box<str>)>>,
}

impl Names {
    /// The names in this content of a name section.
    ///
    /// What is broken in it is left out: a custom section cannot make a module invalid.
    pub(crate) fn new(binary: &Arc<ModuleBinary>, section: Range<usize>) -> Self {
        let module = subsections(&binary.as_bytes()[section.clone()]).find_map(|name| match name {
            Name::Module { name, .. } => Some(name.into()),
            _ => None,
        });
        Self { binary: Arc::clone(binary), section, module, functions: OnceLock::new() }
    }

    /// The module's name.
    pub(crate) fn module(&self) -> Option<&str> {
        self.module.as_deref()
    }

    /// A function's name as it stands in the section, or else what it is exported as.
    pub(crate) fn function(&self, index: u32, exports: &[Export]) -> Option<&str> {
        let functions = self.functions.get_or_init(|| self.read_functions(exports));
        let position = functions.binary_search_by_key(&index, |(index, _)| *index).ok()?;
        Some(&functions[position].1)
    }

    fn read_functions(&self, exports: &[Export]) -> Vec<(u32, Box<str>)> {
        let exported = exports.iter().filter_map(|export| match export.index {
            ExternIndex::Func(index) => Some((index, export.name.clone())),
            _ => None,
        });
        let mut functions: Vec<_> = subsections(&self.binary.as_bytes()[self.section.clone()])
            .filter_map(|name| match name {
                Name::Function(names) => Some(names),
                _ => None,
            })
            .flatten()
            .map_while(Result::ok)
            .map(|naming| (naming.index, naming.name.into()))
            .chain(exported)
            .collect();
        functions.sort_by_key(|(index, _)| *index);
        functions.dedup_by_key(|(index, _)| *index);
        functions
    }
}

fn subsections(section: &[u8]) -> impl Iterator<Item = Name<'_>> {
    NameSectionReader::new(BinaryReader::new(section, 0)).map_while(Result::ok)
}
