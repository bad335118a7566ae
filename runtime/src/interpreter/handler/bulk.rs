//! Operations on whole ranges of memories and tables. Operands are slots, results replace `x`.

use std::slice;

use super::super::dispatch::Done;
use super::tables::prelude::*;
use super::trap::trap;
use crate::store::services;
use crate::trap::TrapCode::{self, MemoryOutOfBounds};
use crate::vm::{MemoryHeader, Supervisor};

/// Bytes in a page of a memory, as a power of two.
const PAGE_BITS: u32 = 16;

impl Registers {
    /// The lower half of a slot.
    #[inline(always)]
    unsafe fn narrow_slot(&self, slot: u32) -> u32 {
        // SAFETY: the translator names only slots of the function's frame.
        unsafe { *self.slot(slot) as u32 }
    }

    /// Goes on behind a bulk operation, or traps if it failed.
    #[inline(always)]
    unsafe fn after_service(self, result: Result<(), TrapCode>) -> Done {
        // SAFETY: the current cell is a bulk operation.
        unsafe {
            match result {
                Ok(()) => self.next::<cell::Bulk>(),
                Err(code) => self.transfer(trap(code)),
            }
        }
    }
}

handler! {
    /// `x =` the number of pages
    fn memory_size(r) {
        let cell = r.cell::<cell::Bulk>();
        *r.slot((*cell).x) = (*MemoryHeader::of(r.mem)).length >> PAGE_BITS;
        r.next::<cell::Bulk>()
    }

    /// `x =` the number of pages, after growing by `x`; or -1
    fn memory_grow(r) {
        let cell = r.cell::<cell::Bulk>();
        let delta = r.narrow_slot((*cell).x);
        *r.slot((*cell).x) = services::memory_grow(r.context, (*cell).first, delta.into());
        r.next::<cell::Bulk>()
    }

    /// `memory[x..][..z] = memory[y..][..z]`
    fn memory_copy(r) {
        let cell = r.cell::<cell::Bulk>();
        let length = r.narrow_slot((*cell).z).into();
        let to = r.memory_at(*r.slot((*cell).x), 0, length);
        let from = r.memory_at(*r.slot((*cell).y), 0, length);
        let (Some(to), Some(from)) = (to, from) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        if length > (*r.runtime()).unsupervised_bytes {
            return r.transfer(copy_supervised);
        }
        std::ptr::copy(from, to, length as usize);
        r.next::<cell::Bulk>()
    }

    /// `memory[x..][..z] = y`
    fn memory_fill(r) {
        let cell = r.cell::<cell::Bulk>();
        let length = r.narrow_slot((*cell).z).into();
        let Some(to) = r.memory_at(*r.slot((*cell).x), 0, length) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        if length > (*r.runtime()).unsupervised_bytes {
            return r.transfer(fill_supervised);
        }
        to.write_bytes(*r.slot((*cell).y) as u8, length as usize);
        r.next::<cell::Bulk>()
    }

    /// The same as `memory_copy` for a length that takes time; all is within the memory.
    #[cold]
    #[inline(never)]
    fn copy_supervised(r) {
        let cell = r.cell::<cell::Bulk>();
        let (to, from) = (r.narrow_slot((*cell).x) as usize, r.narrow_slot((*cell).y) as usize);
        let length = r.narrow_slot((*cell).z) as usize;
        let bytes = slice::from_raw_parts_mut(r.mem, (*MemoryHeader::of(r.mem)).length as usize);
        let result = Supervisor::new(Some(r.runtime())).copy_within(bytes, from..from + length, to);
        r.after_service(result)
    }

    /// The same as `memory_fill` for a length that takes time; all is within the memory.
    #[cold]
    #[inline(never)]
    fn fill_supervised(r) {
        let cell = r.cell::<cell::Bulk>();
        let (to, value) = (r.narrow_slot((*cell).x) as usize, *r.slot((*cell).y) as u8);
        let bytes = slice::from_raw_parts_mut(r.mem.add(to), r.narrow_slot((*cell).z) as usize);
        r.after_service(Supervisor::new(Some(r.runtime())).fill(bytes, value))
    }

    /// `memory[x..][..z] = segment[y..][..z]`
    fn memory_init(r) {
        let cell = r.cell::<cell::Bulk>();
        let (x, y, z) =
            (r.narrow_slot((*cell).x), r.narrow_slot((*cell).y), r.narrow_slot((*cell).z));
        let (memory, segment) = ((*cell).first, (*cell).second);
        r.after_service(services::memory_init(r.context, memory, segment, x.into(), y, z))
    }

    /// Empties a data segment.
    fn data_drop(r) {
        let cell = r.cell::<cell::Bulk>();
        services::data_drop(r.context, (*cell).first);
        r.next::<cell::Bulk>()
    }

    /// `x =` the number of elements, after growing by `y` times `x`; or -1
    fn table_grow(r) {
        let cell = r.cell::<cell::Bulk>();
        let (value, delta) = (*r.slot((*cell).x), r.narrow_slot((*cell).y));
        *r.slot((*cell).x) = services::table_grow(r.context, (*cell).first, delta.into(), value);
        r.next::<cell::Bulk>()
    }

    /// `table[x..][..z] = y`
    fn table_fill(r) {
        let cell = r.cell::<cell::Bulk>();
        let (x, y, z) = (r.narrow_slot((*cell).x), *r.slot((*cell).y), r.narrow_slot((*cell).z));
        r.after_service(services::table_fill(r.context, (*cell).first, x.into(), y, z))
    }

    /// `table[x..][..z] = other[y..][..z]`
    fn table_copy(r) {
        let cell = r.cell::<cell::Bulk>();
        let (x, y, z) =
            (r.narrow_slot((*cell).x), r.narrow_slot((*cell).y), r.narrow_slot((*cell).z));
        let (to, from) = ((*cell).first, (*cell).second);
        r.after_service(services::table_copy(r.context, to, from, x.into(), y.into(), z))
    }

    /// `table[x..][..z] = segment[y..][..z]`
    fn table_init(r) {
        let cell = r.cell::<cell::Bulk>();
        let (x, y, z) =
            (r.narrow_slot((*cell).x), r.narrow_slot((*cell).y), r.narrow_slot((*cell).z));
        let (table, segment) = ((*cell).first, (*cell).second);
        r.after_service(services::table_init(r.context, table, segment, x.into(), y, z))
    }

    /// Empties an element segment.
    fn elem_drop(r) {
        let cell = r.cell::<cell::Bulk>();
        services::elem_drop(r.context, (*cell).first);
        r.next::<cell::Bulk>()
    }
}

/// An operation on slots. The numbers are those of the cell's `first` and `second`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BulkOperation {
    MemorySize,
    MemoryGrow,
    MemoryCopy,
    MemoryFill,
    MemoryInit,
    DataDrop,
    TableGet,
    TableSet,
    TableSize,
    TableGrow,
    TableFill,
    TableCopy,
    TableInit,
    ElemDrop,
}

/// The handler of an operation on slots.
pub(crate) fn find_bulk(operation: BulkOperation) -> Handler {
    match operation {
        BulkOperation::MemorySize => memory_size,
        BulkOperation::MemoryGrow => memory_grow,
        BulkOperation::MemoryCopy => memory_copy,
        BulkOperation::MemoryFill => memory_fill,
        BulkOperation::MemoryInit => memory_init,
        BulkOperation::DataDrop => data_drop,
        BulkOperation::TableGet => super::table::find_get(),
        BulkOperation::TableSet => super::table::find_set(),
        BulkOperation::TableSize => super::table::find_size(),
        BulkOperation::TableGrow => table_grow,
        BulkOperation::TableFill => table_fill,
        BulkOperation::TableCopy => table_copy,
        BulkOperation::TableInit => table_init,
        BulkOperation::ElemDrop => elem_drop,
    }
}
