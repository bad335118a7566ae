//! What a store keeps of an instance.

#![expect(unsafe_code, reason = "functions and globals are found through the context block")]

use std::{ptr::NonNull, sync::Arc};

use crate::{
    external::Extern,
    func::Func,
    global::Global,
    memory::Memory,
    module::{ExternIndex, ModuleData},
    store::Objects,
    table::Table,
    tag::Tag,
    vm::{ContextBlock, FuncEntry},
};

/// An instance: its context block, and what its indices mean in the store.
pub(crate) struct InstanceData {
    module: Arc<ModuleData>,
    pub(super) context: ContextBlock,
    /// The store's indices of the tables, memories, globals and tags.
    pub(crate) tables: Box<[u32]>,
    pub(crate) memories: Box<[u32]>,
    pub(crate) globals: Box<[u32]>,
    pub(crate) tags: Box<[u32]>,
    /// The references of each element segment; none once it has been dropped.
    pub(crate) elements: Vec<Box<[u64]>>,
    /// Which data segments have been dropped.
    pub(crate) dropped_data: Box<[bool]>,
}

impl InstanceData {
    pub(super) fn new(
        module: Arc<ModuleData>,
        context: ContextBlock,
        tables: Box<[u32]>,
        memories: Box<[u32]>,
        globals: Box<[u32]>,
        tags: Box<[u32]>,
    ) -> Self {
        let dropped_data = vec![false; module.data.len()].into();
        Self {
            module,
            context,
            tables,
            memories,
            globals,
            tags,
            elements: Vec::new(),
            dropped_data,
        }
    }

    /// The module the instance was made of.
    pub(crate) fn module(&self) -> &Arc<ModuleData> {
        &self.module
    }

    /// The bytes of a data segment; none once it has been dropped.
    pub(crate) fn data_segment(&self, segment: u32) -> &[u8] {
        if self.dropped_data[segment as usize] { &[] } else { self.module.data_segment(segment) }
    }

    /// The entry of the function with this index.
    pub(crate) fn function(&self, index: u32) -> NonNull<FuncEntry> {
        let place = self.module.layout.function(index);
        // SAFETY: the place comes from the layout of this block, which was filled in when the
        // instance was made; entries are never null.
        unsafe { NonNull::new_unchecked(place.resolve(self.context.as_ptr())) }
    }

    /// The name under which the module exports or imports a tag, given by the store's index.
    pub(crate) fn tag_name(&self, tag: u32) -> Option<&str> {
        let index = self.tags.iter().position(|&known| known == tag)?;
        let index = ExternIndex::Tag(u32::try_from(index).ok()?);
        let exported = self.module.exports.iter().find(|export| export.index == index);
        let imported = || self.module.imports.iter().find(|import| import.index == index);
        exported.map(|export| &*export.name).or_else(|| imported().map(|import| &*import.name))
    }

    /// The thing with this index, as a handle.
    pub(crate) fn external(&self, objects: &Objects, index: ExternIndex) -> Extern {
        match index {
            ExternIndex::Func(index) => Func::of_entry(objects, self.function(index)).into(),
            ExternIndex::Table(index) => {
                Table::from_index(objects, self.tables[index as usize]).into()
            }
            ExternIndex::Memory(index) => {
                Memory::from_index(objects, self.memories[index as usize]).into()
            }
            ExternIndex::Global(index) => {
                Global::from_index(objects, self.globals[index as usize]).into()
            }
            ExternIndex::Tag(index) => Tag::from_index(objects, self.tags[index as usize]).into(),
        }
    }
}
