//! What crosses a module's border: imports and exports.

use super::ModuleData;
use crate::types::ExternType;

/// Which thing of a module is meant: its kind and its index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExternIndex {
    Func(u32),
    Table(u32),
    Memory(u32),
    Global(u32),
    Tag(u32),
}

/// An import as the module declares it; what it gets an index for is what it becomes.
#[derive(Debug)]
pub(crate) struct Import {
    pub(crate) module: Box<str>,
    pub(crate) name: Box<str>,
    pub(crate) index: ExternIndex,
}

/// An export as the module declares it.
#[derive(Debug)]
pub(crate) struct Export {
    pub(crate) name: Box<str>,
    pub(crate) index: ExternIndex,
}

/// Something a module needs.
#[derive(Clone, Debug)]
pub struct ImportType<'a> {
    module: &'a str,
    name: &'a str,
    ty: ExternType,
}

impl<'a> ImportType<'a> {
    pub(crate) fn new(data: &'a ModuleData, import: &'a Import) -> Self {
        let ty = data.extern_type(import.index);
        Self { module: &import.module, name: &import.name, ty }
    }

    /// The first part of the import's name, usually who provides it.
    pub fn module(&self) -> &'a str {
        self.module
    }

    /// The second part of the import's name.
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// What the module expects.
    pub fn ty(&self) -> &ExternType {
        &self.ty
    }
}

/// Something a module offers.
#[derive(Clone, Debug)]
pub struct ExportType<'a> {
    name: &'a str,
    ty: ExternType,
}

impl<'a> ExportType<'a> {
    pub(crate) fn new(data: &'a ModuleData, export: &'a Export) -> Self {
        Self { name: &export.name, ty: data.extern_type(export.index) }
    }

    /// The export's name.
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// What is exported.
    pub fn ty(&self) -> &ExternType {
        &self.ty
    }
}
