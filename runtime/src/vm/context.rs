//! The context block: everything translated code needs to know about its instance.
//!
//! Translated code belongs to the module and is shared by all its instances, so it holds offsets
//! into this block instead of pointers.

use std::alloc::{self, Layout};
use std::mem::size_of;
use std::ptr::NonNull;

use super::func_entry::FuncEntry;
use super::runtime::Runtime;
use super::stack_limit::StackLimit;
use super::{SLOT_SIZE, empty_memory};
use crate::module::ModuleData;

/// The fixed beginning of a context block; the cells described by [`ContextLayout`] follow.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct Context {
    /// The state shared by all instances of the store.
    pub(crate) runtime: *mut Runtime,
    /// The base of memory 0, or of the empty memory if the instance has none.
    pub(crate) memory: *mut u8,
    /// Where the value stack ends: the runtime's, one step nearer.
    pub(crate) stack_limit: *const StackLimit,
    /// The module the instance was made from; kept alive by the store.
    pub(crate) module: *const ModuleData,
    /// The index of the instance in its store.
    pub(crate) instance: u64,
}

impl Context {
    /// The address of the cell at `offset`, an offset made by the layout of this block.
    pub(crate) fn cell<T>(this: *mut Self, offset: u32) -> *mut T {
        this.cast::<u8>().wrapping_add(offset as usize).cast()
    }
}

/// How many things of each kind a module has, imports included.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ContextCounts {
    /// Imported functions.
    pub(crate) imported_functions: u32,
    /// All functions.
    pub(crate) functions: u32,
    /// Imported globals.
    pub(crate) imported_globals: u32,
    /// All globals.
    pub(crate) globals: u32,
    /// All tables.
    pub(crate) tables: u32,
    /// All memories.
    pub(crate) memories: u32,
    /// All tags.
    pub(crate) tags: u32,
    /// All declared types.
    pub(crate) types: u32,
}

/// Where something lies in a context block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The thing itself is at this offset.
    Inline(u32),
    /// At this offset is a pointer to the thing, which is imported.
    Pointer(u32),
}

impl Place {
    /// The address of the thing in the block `context`.
    ///
    /// # Safety
    ///
    /// The place must come from the layout of this block, and for [`Place::Pointer`] the pointer
    /// must have been filled in.
    pub(crate) unsafe fn resolve<T>(self, context: *mut Context) -> *mut T {
        match self {
            Self::Inline(offset) => Context::cell(context, offset),
            // SAFETY: the cell is part of the block and aligned for a pointer.
            Self::Pointer(offset) => unsafe { *Context::cell::<*mut T>(context, offset) },
        }
    }
}

/// The offsets of all cells in the context blocks of one module.
#[derive(Clone, Debug)]
pub(crate) struct ContextLayout {
    counts: ContextCounts,
    /// The first pointer to an imported global.
    imported_globals: u32,
    /// Where each global has its cell that is not imported.
    defined_globals: Box<[u32]>,
    functions: u32,
    tables: u32,
    memories: u32,
    tags: u32,
    types: u32,
    size: u32,
}

impl ContextLayout {
    /// Lays out the block of a module, or returns `None` if it would exceed 4 GiB.
    ///
    /// `global_slots` tells how many slots each global takes that is not imported.
    pub(crate) fn new(
        counts: ContextCounts,
        global_slots: impl Iterator<Item = usize>,
    ) -> Option<Self> {
        let imported_globals = size_of::<Context>() as u32;
        let mut end = u64::from(imported_globals);
        // Globals come first so that their offsets, the most frequent ones, stay small.
        end += u64::from(counts.imported_globals) * POINTER_CELL as u64;
        let mut defined_globals = Vec::new();
        for slots in global_slots {
            defined_globals.push(u32::try_from(end).ok()?);
            end += (slots * SLOT_SIZE) as u64;
        }
        let mut region = |imported: u32, total: u32, inline_size: usize| -> Option<u32> {
            let start = end;
            let defined = u64::from(total.checked_sub(imported)?);
            end += u64::from(imported) * POINTER_CELL as u64 + defined * inline_size as u64;
            u32::try_from(end).ok()?;
            Some(start as u32)
        };
        let functions =
            region(counts.imported_functions, counts.functions, size_of::<FuncEntry>())?;
        let tables = region(counts.tables, counts.tables, 0)?;
        let memories = region(counts.memories, counts.memories, 0)?;
        let tags = region(counts.tags, counts.tags, 0)?;
        let types = region(counts.types, counts.types, 0)?;
        let size = u32::try_from(end).ok()?;
        let defined_globals = defined_globals.into();
        Some(Self {
            counts,
            imported_globals,
            defined_globals,
            functions,
            tables,
            memories,
            tags,
            types,
            size,
        })
    }

    /// Where the function `index` has its entry.
    pub(crate) fn function(&self, index: u32) -> Place {
        let size = size_of::<FuncEntry>();
        place(self.functions, index, self.counts.imported_functions, size)
    }

    /// Where the global `index` has its cell.
    pub(crate) fn global(&self, index: u32) -> Place {
        match index.checked_sub(self.counts.imported_globals) {
            None => Place::Pointer(self.imported_globals + index * POINTER_CELL as u32),
            Some(defined) => Place::Inline(self.defined_globals[defined as usize]),
        }
    }

    /// The offset of the pointer to the table `index`.
    pub(crate) fn table(&self, index: u32) -> u32 {
        self.tables + index * POINTER_CELL as u32
    }

    /// The offset of the pointer to the memory `index`.
    pub(crate) fn memory(&self, index: u32) -> u32 {
        self.memories + index * POINTER_CELL as u32
    }

    /// The offset of the identity of the tag `index`, a number of 64 bits.
    pub(crate) fn tag(&self, index: u32) -> u32 {
        self.tags + index * SLOT_SIZE as u32
    }

    /// The offset of the heap's index of the declared type `index`, a number of 64 bits, which means
    /// nothing for a type of functions.
    pub(crate) fn declared_type(&self, index: u32) -> u32 {
        self.types + index * SLOT_SIZE as u32
    }

    /// The size of the block in bytes.
    pub(crate) fn size(&self) -> usize {
        self.size as usize
    }
}

/// Pointers take a whole slot on every target, so that everything behind them stays aligned.
const POINTER_CELL: usize = 8;

fn place(start: u32, index: u32, imported: u32, inline_size: usize) -> Place {
    match index.checked_sub(imported) {
        None => Place::Pointer(start + index * POINTER_CELL as u32),
        Some(defined) => {
            Place::Inline(start + imported * POINTER_CELL as u32 + defined * inline_size as u32)
        }
    }
}

/// Owns the memory of a context block.
#[derive(Debug)]
pub(crate) struct ContextBlock {
    pointer: NonNull<Context>,
    layout: Layout,
}

impl ContextBlock {
    /// Allocates a block whose cells are all zero and whose memory 0 is empty.
    pub(crate) fn new(
        layout: &ContextLayout,
        runtime: *mut Runtime,
        stack_limit: *const StackLimit,
        module: *const ModuleData,
        instance: u32,
    ) -> Option<Self> {
        let layout = Layout::from_size_align(layout.size(), ALIGNMENT).ok()?;
        // SAFETY: the size is not zero, since a block has at least its header.
        let pointer = NonNull::new(unsafe { alloc::alloc_zeroed(layout) })?.cast::<Context>();
        let instance = u64::from(instance);
        let memory = empty_memory();
        let header = Context { runtime, memory, stack_limit, module, instance };
        // SAFETY: the block is large enough for the header and aligned for it.
        unsafe { pointer.write(header) }
        Some(Self { pointer, layout })
    }

    /// The address of the block.
    pub(crate) fn as_ptr(&self) -> *mut Context {
        self.pointer.as_ptr()
    }
}

impl Drop for ContextBlock {
    fn drop(&mut self) {
        // SAFETY: allocated in `new` with this very layout.
        unsafe { alloc::dealloc(self.pointer.as_ptr().cast(), self.layout) }
    }
}

/// Enough for every cell, those of `v128` globals included.
const ALIGNMENT: usize = 16;

#[cfg(test)]
mod tests {
    use std::{iter, ptr};

    use super::*;

    const COUNTS: ContextCounts = ContextCounts {
        imported_functions: 2,
        functions: 5,
        imported_globals: 1,
        globals: 4,
        tables: 2,
        memories: 1,
        tags: 3,
        types: 2,
    };

    /// The slots of the globals that are not imported.
    const GLOBALS: [usize; 3] = [1, 2, 1];

    /// Every region's bytes, in the order of their offsets.
    fn regions(layout: &ContextLayout, counts: ContextCounts) -> Vec<(u32, u32)> {
        let sized = |place, inline| match place {
            Place::Inline(offset) => (offset, inline),
            Place::Pointer(offset) => (offset, POINTER_CELL as u32),
        };
        let entry = size_of::<FuncEntry>() as u32;
        let mut all = vec![(0, size_of::<Context>() as u32)];
        all.push(sized(layout.global(0), 8));
        all.extend(
            (1..)
                .zip(GLOBALS)
                .map(|(index, slots)| sized(layout.global(index), (slots * SLOT_SIZE) as u32)),
        );
        all.extend((0..counts.functions).map(|index| sized(layout.function(index), entry)));
        all.extend((0..counts.tables).map(|index| (layout.table(index), 8)));
        all.extend((0..counts.memories).map(|index| (layout.memory(index), 8)));
        all.extend((0..counts.tags).map(|index| (layout.tag(index), 8)));
        all.extend((0..counts.types).map(|index| (layout.declared_type(index), 8)));
        all.sort_unstable();
        all
    }

    #[test]
    fn cells_are_adjacent_aligned_and_disjoint() {
        let layout = ContextLayout::new(COUNTS, GLOBALS.into_iter()).unwrap();
        let mut end = 0;
        for (offset, size) in regions(&layout, COUNTS) {
            assert_eq!(offset, end);
            assert_eq!(offset % 8, 0);
            end = offset + size;
        }
        assert_eq!(end as usize, layout.size());
    }

    #[test]
    fn a_block_that_is_too_large_is_refused() {
        let counts = ContextCounts { functions: u32::MAX, ..ContextCounts::default() };
        assert!(ContextLayout::new(counts, iter::empty()).is_none());
    }

    #[test]
    fn cells_of_a_new_block_are_zero() {
        let layout = ContextLayout::new(COUNTS, GLOBALS.into_iter()).unwrap();
        let block =
            ContextBlock::new(&layout, ptr::null_mut(), ptr::null(), ptr::null(), 4).unwrap();
        let Place::Inline(offset) = layout.global(1) else { panic!("global 1 is not imported") };
        let cell = Context::cell::<u64>(block.as_ptr(), offset);
        // SAFETY: the cell lies within the block.
        assert_eq!(unsafe { *cell }, 0);
        // SAFETY: the block begins with an initialised header.
        assert_eq!(unsafe { (*block.as_ptr()).instance }, 4);
    }
}
