//! The names a module's name section gives to itself and to its functions.

use std::sync::OnceLock;

use wasmparser::{BinaryReader, Name, NameSectionReader};

/// The name section, read only when a name is asked for.
#[derive(Debug, Default)]
pub(crate) struct Names {
    section: Box<[u8]>,
    offset: u64,
    module: Option<Box<str>>,
    functions: OnceLock<Vec<(u32, Box<str>)>>,
}

impl Names {
    /// The names in this content of a name section, which begins at byte `offset` of the module.
    ///
    /// What is broken in it is left out: a custom section cannot make a module invalid.
    pub(crate) fn new(section: &[u8], offset: u64) -> Self {
        let module = subsections(section, offset).find_map(|name| match name {
            Name::Module { name, .. } => Some(name.into()),
            _ => None,
        });
        Self { section: section.into(), offset, module, functions: OnceLock::new() }
    }

    /// The module's name.
    pub(crate) fn module(&self) -> Option<&str> {
        self.module.as_deref()
    }

    /// A function's name as it stands in the section.
    pub(crate) fn function(&self, index: u32) -> Option<&str> {
        let functions = self.functions.get_or_init(|| self.read_functions());
        let position = functions.binary_search_by_key(&index, |(index, _)| *index).ok()?;
        Some(&functions[position].1)
    }

    fn read_functions(&self) -> Vec<(u32, Box<str>)> {
        let mut functions: Vec<_> = subsections(&self.section, self.offset)
            .filter_map(|name| match name {
                Name::Function(names) => Some(names),
                _ => None,
            })
            .flatten()
            .map_while(Result::ok)
            .map(|naming| (naming.index, naming.name.into()))
            .collect();
        functions.sort_by_key(|(index, _)| *index);
        functions
    }
}

fn subsections(section: &[u8], offset: u64) -> impl Iterator<Item = Name<'_>> {
    NameSectionReader::new(BinaryReader::new(section, offset)).map_while(Result::ok)
}
