//! Allocating an instance: its context block, tables, memories and globals.

#![expect(unsafe_code, reason = "the cells of a context block are written through raw pointers")]

use std::{ptr::NonNull, sync::Arc};

use super::{InstanceData, evaluate::Evaluator};
use crate::{
    error::Error,
    external::Extern,
    interpreter,
    module::ModuleData,
    store::{GlobalCell, Objects},
    types::TableType,
    vm::{Context, ContextBlock, FuncEntry, Place},
};

/// The values of a module's imports, one list for each index space.
#[derive(Default)]
struct Imports {
    functions: Vec<NonNull<FuncEntry>>,
    tables: Vec<u32>,
    memories: Vec<u32>,
    globals: Vec<u32>,
    tags: Vec<u32>,
}

impl Imports {
    fn new(objects: &Objects, imports: &[Extern]) -> Self {
        let index = |handle: crate::store::Handle| handle.index_in(objects.id()) as u32;
        let mut lists = Self::default();
        for import in imports {
            match import {
                Extern::Func(func) => lists.functions.push(func.entry(objects)),
                Extern::Table(table) => lists.tables.push(index(table.handle())),
                Extern::Memory(memory) => lists.memories.push(index(memory.handle())),
                Extern::Global(global) => lists.globals.push(index(global.handle())),
                Extern::Tag(tag) => lists.tags.push(index(tag.handle())),
            }
        }
        lists
    }
}

/// Allocates an instance of `module` in the store and returns its index. The imports must fit.
///
/// Its functions can be called and its globals have their values; tables and memories are empty.
///
/// # Errors
/// If a limit of the store is exceeded, or there is no room.
pub(super) fn allocate(
    objects: &mut Objects,
    module: &Arc<ModuleData>,
    imports: &[Extern],
) -> Result<u32, Error> {
    check_budget(objects, module)?;
    let imports = Imports::new(objects, imports);
    let index = u32::try_from(objects.instances.len())
        .map_err(|_| Error::limit("too many instances in one store"))?;
    let runtime = objects.runtime()?;
    let limit = Arc::as_ptr(&objects.stack_limit()?);
    let context =
        ContextBlock::new(&module.layout, runtime, limit, Arc::as_ptr(module).cast(), index)
            .ok_or_else(|| Error::limit("no memory for an instance of this module"))?;
    let mut tables = imports.tables;
    for &ty in &module.tables[tables.len()..] {
        tables.push(objects.new_table(ty)?);
    }
    let mut memories = imports.memories;
    for &ty in &module.memories[memories.len()..] {
        memories.push(objects.new_memory(ty)?);
    }
    let mut block = Block { module, context: context.as_ptr() };
    block.functions(&imports.functions);
    block.tables(objects, &tables);
    block.memories(objects, &memories);
    let mut tags = imports.tags;
    for tag in tags.len()..module.tags.len() {
        let declared = module.declared_tag_type(tag as u32);
        tags.push(objects.new_tag(module.tag_type(tag as u32), declared)?);
    }
    block.tags(&tags);
    let mut globals = imports.globals;
    block.imported_globals(objects, &globals);
    block.types(objects)?;
    block.table_values(objects, &tables[module.imported_tables as usize..])?;
    block.defined_globals(objects, &mut globals)?;
    let instance = InstanceData::new(
        Arc::clone(module),
        context,
        tables.into(),
        memories.into(),
        globals.into(),
        tags.into(),
    );
    objects.instances.push(instance);
    Ok(index)
}

/// Refuses a module whose tables or memories are too large, before anything is allocated.
fn check_budget(objects: &Objects, module: &ModuleData) -> Result<(), Error> {
    let tables = &module.tables[module.imported_tables as usize..];
    let sizes = tables.iter().map(TableType::minimum);
    objects.budget.check_elements(sizes.fold(0, u64::saturating_add))?;
    let memories = &module.memories[module.imported_memories as usize..];
    let sizes = memories.iter().map(|ty| ty.bytes(ty.minimum()));
    objects.budget.check_memory(sizes.fold(0, u64::saturating_add))
}

/// A context block being filled in.
struct Block<'a> {
    module: &'a ModuleData,
    context: *mut Context,
}

impl Block<'_> {
    /// Writes the pointer cell at `offset`.
    fn set_pointer<T>(&mut self, offset: u32, pointer: *mut T) {
        // SAFETY: offsets come from the layout of this very block, which nobody else knows yet.
        unsafe { *Context::cell::<*mut T>(self.context, offset) = pointer }
    }

    fn functions(&mut self, imported: &[NonNull<FuncEntry>]) {
        let stub = interpreter::lazy_stub();
        for function in 0..self.module.functions.len() as u32 {
            let offset = match self.module.layout.function(function) {
                Place::Pointer(offset) => {
                    self.set_pointer(offset, imported[function as usize].as_ptr());
                    continue;
                }
                Place::Inline(offset) => offset,
            };
            let type_id = self.module.declared_function_type(function).id().as_u32();
            let header = self.module.function_type(function).call_slots() as u32;
            let entry = Context::cell::<FuncEntry>(self.context, offset);
            // SAFETY: the layout has room for an entry at this offset, within the block and hence
            // not null; it stays there as long as the block does, which is as long as the store.
            unsafe {
                let entry = NonNull::new_unchecked(entry);
                FuncEntry::place(entry, self.context, type_id, function, stub, 0, header);
            }
        }
    }

    fn tables(&mut self, objects: &Objects, tables: &[u32]) {
        for (index, &table) in tables.iter().enumerate() {
            let offset = self.module.layout.table(index as u32);
            self.set_pointer(offset, objects.tables[table as usize].table.as_ptr());
        }
    }

    fn memories(&mut self, objects: &Objects, memories: &[u32]) {
        for (index, &memory) in memories.iter().enumerate() {
            let base = objects.memories[memory as usize].memory.base();
            self.set_pointer(self.module.layout.memory(index as u32), base);
            if index == 0 {
                // SAFETY: the block begins with its header.
                unsafe { (*self.context).memory = base }
            }
        }
    }

    fn tags(&mut self, tags: &[u32]) {
        for (index, &tag) in (0..).zip(tags) {
            let offset = self.module.layout.tag(index);
            // SAFETY: as for pointers.
            unsafe { *Context::cell::<u64>(self.context, offset) = tag.into() }
        }
    }

    fn imported_globals(&mut self, objects: &Objects, globals: &[u32]) {
        for (index, &global) in globals.iter().enumerate() {
            if let Place::Pointer(offset) = self.module.layout.global(index as u32) {
                self.set_pointer(offset, objects.globals[global as usize].cell.as_ptr());
            }
        }
    }

    /// Tells the heap of the types that objects of the instance have.
    fn types(&self, objects: &mut Objects) -> Result<(), Error> {
        for index in 0..self.module.types.len() as u32 {
            if let Some(ty) = objects.object_type(self.module.types.get(index))? {
                let offset = self.module.layout.declared_type(index);
                // SAFETY: as for pointers.
                unsafe { *Context::cell::<u64>(self.context, offset) = ty.into() }
            }
        }
        Ok(())
    }

    /// Gives the elements of the instance's own tables their first values.
    fn table_values(&self, objects: &mut Objects, tables: &[u32]) -> Result<(), Error> {
        for (value, &table) in self.module.table_values.iter().zip(tables) {
            if let Some(value) = value {
                let [slot, _] = self.evaluator(objects).evaluate(value)?;
                objects.tables[table as usize].table.get_mut().elements_mut().fill(slot);
            }
        }
        Ok(())
    }

    /// Gives the instance's own globals their first values, and adds them to the store's and to
    /// `globals`, those of the instance so far.
    fn defined_globals(
        &mut self,
        objects: &mut Objects,
        globals: &mut Vec<u32>,
    ) -> Result<(), Error> {
        for (value, &ty) in
            self.module.global_values.iter().zip(&self.module.globals[globals.len()..])
        {
            let Place::Inline(offset) = self.module.layout.global(globals.len() as u32) else {
                return Err(Error::internal("a global of the module is laid out as imported"));
            };
            let value = self.evaluator(objects).evaluate(value)?;
            // SAFETY: the layout has room for the global's slots at this offset, not null within
            // the block.
            let cell = unsafe {
                let cell = Context::cell::<u64>(self.context, offset);
                cell.copy_from_nonoverlapping(value.as_ptr(), ty.content().slots());
                NonNull::new_unchecked(cell)
            };
            globals.push(objects.new_global(ty, GlobalCell::Instance(cell))?);
        }
        Ok(())
    }

    /// Evaluates the module's constant expressions, which refer only to what has been filled in.
    fn evaluator<'a>(&'a self, objects: &'a mut Objects) -> Evaluator<'a> {
        // SAFETY: the context is that of a module with this layout, filled in as far as needed.
        unsafe { Evaluator::new(objects, self.module, self.context) }
    }
}
