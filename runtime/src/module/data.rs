//! What is known about a module once it has been decoded and validated.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use wasmparser::FunctionBody;

use super::{
    ConstExpr, DataSegment, ElementSegment, Export, ExternIndex, Import, ModuleBinary,
    code_map::CodeMap, function_bodies::FunctionBodies, names::Names, type_section,
};
use crate::{
    engine::{DeclaredType, Engine, RegisteredTypes},
    error::Error,
    translate::Code,
    types::{
        ExternType, FuncType, GlobalType, HeapType, MemoryType, TableType, TagType, TypeId, ValType,
    },
    vm::{CodeRoom, ContextLayout, StructShape},
};

/// A decoded, valid module. Shared by its instances; never changes but for `code`.
///
/// In every index space the imports come first.
pub(crate) struct ModuleData {
    pub(crate) engine: Engine,
    /// The types the module declares, by type index.
    pub(crate) types: RegisteredTypes,
    /// How structures of the types with these indices are laid out.
    pub(super) struct_shapes: Vec<Option<StructShape>>,
    /// How many types are above each.
    pub(super) type_depths: HashMap<TypeId, u32>,
    /// The type index of every function.
    pub(crate) functions: Vec<u32>,
    pub(crate) tables: Vec<TableType>,
    pub(crate) memories: Vec<MemoryType>,
    pub(crate) globals: Vec<GlobalType>,
    /// The type index of every tag.
    pub(crate) tags: Vec<u32>,
    pub(crate) imported_functions: u32,
    pub(crate) imported_tables: u32,
    pub(crate) imported_memories: u32,
    pub(crate) imports: Vec<Import>,
    pub(crate) exports: Vec<Export>,
    /// Positions in `exports`.
    pub(super) export_names: HashMap<Box<str>, usize>,
    pub(crate) start: Option<u32>,
    /// The first values of the elements of tables that are not imported; none is null.
    pub(crate) table_values: Vec<Option<ConstExpr>>,
    /// The first values of the globals that are not imported.
    pub(crate) global_values: Vec<ConstExpr>,
    pub(crate) elements: Vec<ElementSegment>,
    pub(crate) data: Vec<DataSegment>,
    /// The module's own bytes.
    pub(super) binary: Arc<ModuleBinary>,
    pub(crate) names: Names,
    pub(crate) layout: ContextLayout,
    pub(super) bodies: FunctionBodies,
    /// The translated functions, those the module defines; each is filled at its first call.
    pub(crate) code: Box<[OnceLock<Code>]>,
    pub(super) code_map: CodeMap,
    pub(crate) code_room: CodeRoom,
}

impl ModuleData {
    /// The type with this index, which must be one of functions.
    pub(crate) fn func_type(&self, index: u32) -> &FuncType {
        match self.types.get(index).as_func() {
            Some(ty) => ty,
            None => unreachable!("validation lets nothing but functions be called"),
        }
    }

    /// The type of the function with this index.
    pub(crate) fn function_type(&self, function: u32) -> &FuncType {
        self.func_type(self.functions[function as usize])
    }

    /// The declared type of the function with this index.
    pub(crate) fn declared_function_type(&self, function: u32) -> &DeclaredType {
        self.types.get(self.functions[function as usize])
    }

    /// How structures of the type with this index are laid out, if it is one of structures.
    pub(crate) fn struct_shape(&self, ty: u32) -> Option<&StructShape> {
        self.struct_shapes.get(ty as usize)?.as_ref()
    }

    /// How many types are above one that the module declares, by its identity.
    pub(crate) fn type_depth(&self, id: TypeId) -> Option<u32> {
        self.type_depths.get(&id).copied()
    }

    /// The type of a value, as the decoder knows it.
    pub(crate) fn val_type(&self, ty: wasmparser::ValType) -> Result<ValType, Error> {
        type_section::val_type(&self.types, ty)
    }

    /// What a reference refers to, as the decoder knows it.
    pub(crate) fn heap_type(&self, ty: wasmparser::HeapType) -> Result<HeapType, Error> {
        type_section::heap_type(&self.types, ty)
    }

    /// The type of the tag with this index.
    pub(crate) fn tag_type(&self, tag: u32) -> TagType {
        TagType::of_module(self.func_type(self.tags[tag as usize]))
    }

    /// The identity of the type that the tag with this index is declared with.
    pub(crate) fn declared_tag_type(&self, tag: u32) -> TypeId {
        self.types.get(self.tags[tag as usize]).id()
    }

    /// The body of the function with this index among those the module defines.
    pub(crate) fn body(&self, defined: u32) -> FunctionBody<'_> {
        self.bodies.get(defined as usize)
    }

    /// The name of the function with this index, demangled, or what it is exported as, if either is there.
    pub(crate) fn function_name(&self, function: u32) -> Option<String> {
        let name = self.names.function(function, &self.exports)?;
        Some(format!("{:#}", rustc_demangle::demangle(name)))
    }

    /// The bytes of the data segment with this index.
    pub(crate) fn data_segment(&self, segment: u32) -> &[u8] {
        self.bytes_of(&self.data[segment as usize])
    }

    /// The bytes of a data segment of this module.
    pub(crate) fn bytes_of(&self, segment: &DataSegment) -> &[u8] {
        &self.binary.as_bytes()[segment.bytes()]
    }

    /// The export of this name.
    pub(crate) fn export(&self, name: &str) -> Option<&Export> {
        self.export_names.get(name).map(|&position| &self.exports[position])
    }

    /// The type of something in one of the index spaces.
    pub(crate) fn extern_type(&self, index: ExternIndex) -> ExternType {
        match index {
            ExternIndex::Func(index) => ExternType::Func(self.function_type(index).clone()),
            ExternIndex::Table(index) => ExternType::Table(self.tables[index as usize]),
            ExternIndex::Memory(index) => ExternType::Memory(self.memories[index as usize]),
            ExternIndex::Global(index) => ExternType::Global(self.globals[index as usize]),
            ExternIndex::Tag(index) => ExternType::Tag(self.tag_type(index)),
        }
    }
}
