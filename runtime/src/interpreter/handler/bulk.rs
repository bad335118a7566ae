//! Operations on whole ranges of memories and tables. Operands are slots, results replace `x`.

use std::slice;

use super::super::dispatch::Done;
use super::far::{base, place};
use super::tables::prelude::*;
use super::trap::trap;
use crate::store::services;
use crate::trap::TrapCode::{self, MemoryOutOfBounds};
use crate::types::AddressType;
use crate::vm::{MemoryHeader, Supervisor};

/// An [`AddressType`] as a type.
pub(in crate::interpreter) trait Address {
    /// The address or length that is in a slot.
    fn of_slot(slot: u64) -> u64;
}

/// [`AddressType::I32`] as a type.
struct Narrow;
/// [`AddressType::I64`] as a type.
struct Wide;

impl Address for Narrow {
    #[inline(always)]
    fn of_slot(slot: u64) -> u64 {
        AddressType::I32.of_slot(slot)
    }
}

impl Address for Wide {
    #[inline(always)]
    fn of_slot(slot: u64) -> u64 {
        AddressType::I64.of_slot(slot)
    }
}

impl Registers {
    /// The lower half of a slot.
    #[inline(always)]
    unsafe fn narrow_slot(&self, slot: u32) -> u32 {
        // SAFETY: the translator names only slots of the function's frame.
        unsafe { *self.slot(slot) as u32 }
    }

    /// The registers with work on so many bytes paid for, if the portion of fuel is enough: then it
    /// is not so much that somebody would have to look out for requests to stop meanwhile. Where
    /// nobody pays, whatever is supervised is too much.
    #[inline(always)]
    fn with_bytes_paid(self, bytes: u64) -> Option<Self> {
        let (portion, is_used_up) = self.portion.less(Supervisor::cost_of_bytes(bytes));
        (!is_used_up).then_some(Self { portion, ..self })
    }

    /// Does a bulk operation that may take fuel, and goes on behind it, or traps if it failed.
    #[inline(always)]
    unsafe fn serve(self, service: impl FnOnce() -> Result<(), TrapCode>) -> Done {
        // SAFETY: the current cell is a bulk operation.
        unsafe {
            self.keep_portion();
            let result = service();
            let r = self.with_portion();
            match result {
                Ok(()) => r.next::<cell::Bulk>(),
                Err(code) => r.transfer(trap(code)),
            }
        }
    }
}

handler! {
    /// `x =` the number of pages, whose size is a power of two
    fn memory_size(r) {
        let cell = r.cell::<cell::Bulk>();
        let length = (*MemoryHeader::of(base(&r, (*cell).first))).length;
        *r.slot((*cell).x) = length >> (*cell).second;
        r.next::<cell::Bulk>()
    }

    /// `x =` the number of pages, after growing by `x`; or -1
    fn memory_grow<A: Address>(r) {
        let cell = r.cell::<cell::Bulk>();
        let delta = A::of_slot(*r.slot((*cell).x));
        *r.slot((*cell).x) = services::memory_grow(r.context, (*cell).first, delta);
        r.next::<cell::Bulk>()
    }

    /// `memory[x..][..z] = memory[y..][..z]`
    fn memory_copy(r) {
        let cell = r.cell::<cell::Bulk>();
        let length = r.narrow_slot((*cell).z).into();
        let to = place(r.mem, r.narrow_slot((*cell).x).into(), 0, length);
        let from = place(r.mem, r.narrow_slot((*cell).y).into(), 0, length);
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
        let Some(to) = place(r.mem, r.narrow_slot((*cell).x).into(), 0, length) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        if length > (*r.runtime()).unsupervised_bytes {
            return r.transfer(fill_supervised);
        }
        to.write_bytes(*r.slot((*cell).y) as u8, length as usize);
        r.next::<cell::Bulk>()
    }

    /// `memory[x..][..z] = memory[y..][..z]`, where either may be far
    fn memory_copy_far<T: Address, S: Address>(r) {
        let cell = r.cell::<cell::Bulk>();
        let length = T::of_slot(S::of_slot(*r.slot((*cell).z)));
        let (target, source) = (base(&r, (*cell).first), base(&r, (*cell).second));
        let to = place(target, T::of_slot(*r.slot((*cell).x)), 0, length);
        let from = place(source, S::of_slot(*r.slot((*cell).y)), 0, length);
        let (Some(to), Some(from)) = (to, from) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        let supervisor = Supervisor::new(Some(r.runtime()));
        r.serve(|| supervisor.copy_bytes(from, to, length as usize))
    }

    /// `memory[x..][..z] = y` in a far memory
    fn memory_fill_far<A: Address>(r) {
        let cell = r.cell::<cell::Bulk>();
        let (x, length) = (A::of_slot(*r.slot((*cell).x)), A::of_slot(*r.slot((*cell).z)));
        let Some(to) = place(base(&r, (*cell).first), x, 0, length) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        let bytes = slice::from_raw_parts_mut(to, length as usize);
        let supervisor = Supervisor::new(Some(r.runtime()));
        r.serve(|| supervisor.fill(bytes, *r.slot((*cell).y) as u8))
    }

    /// The same as `memory_copy` for a length that takes time; all is within the memory.
    #[cold]
    #[inline(never)]
    fn copy_supervised(r) {
        let cell = r.cell::<cell::Bulk>();
        let to = r.mem.add(r.narrow_slot((*cell).x) as usize);
        let from = r.mem.add(r.narrow_slot((*cell).y) as usize);
        let length = r.narrow_slot((*cell).z) as usize;
        if let Some(r) = r.with_bytes_paid(length as u64) {
            std::ptr::copy(from, to, length);
            return r.next::<cell::Bulk>();
        }
        r.serve(|| Supervisor::new(Some(r.runtime())).copy_bytes(from, to, length))
    }

    /// The same as `memory_fill` for a length that takes time; all is within the memory.
    #[cold]
    #[inline(never)]
    fn fill_supervised(r) {
        let cell = r.cell::<cell::Bulk>();
        let (to, value) = (r.narrow_slot((*cell).x) as usize, *r.slot((*cell).y) as u8);
        let length = r.narrow_slot((*cell).z) as usize;
        if let Some(r) = r.with_bytes_paid(length as u64) {
            r.mem.add(to).write_bytes(value, length);
            return r.next::<cell::Bulk>();
        }
        let bytes = slice::from_raw_parts_mut(r.mem.add(to), length);
        r.serve(|| Supervisor::new(Some(r.runtime())).fill(bytes, value))
    }

    /// `memory[x..][..z] = segment[y..][..z]`
    fn memory_init<A: Address>(r) {
        let cell = r.cell::<cell::Bulk>();
        let (y, z) = (r.narrow_slot((*cell).y), r.narrow_slot((*cell).z));
        let (x, memory, segment) =
            (A::of_slot(*r.slot((*cell).x)), (*cell).first, (*cell).second);
        r.serve(|| services::memory_init(r.context, memory, segment, x, y, z))
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
        let (x, table) = (r.slot((*cell).x), (*cell).first);
        r.serve(|| services::table_grow(r.context, table, delta, value, x))
    }

    /// `table[x..][..z] = y`
    fn table_fill(r) {
        let cell = r.cell::<cell::Bulk>();
        let (x, y, z) = (r.narrow_slot((*cell).x), *r.slot((*cell).y), r.narrow_slot((*cell).z));
        r.serve(|| services::table_fill(r.context, (*cell).first, x.into(), y, z))
    }

    /// `table[x..][..z] = other[y..][..z]`
    fn table_copy(r) {
        let cell = r.cell::<cell::Bulk>();
        let (x, y, z) =
            (r.narrow_slot((*cell).x), r.narrow_slot((*cell).y), r.narrow_slot((*cell).z));
        let (to, from) = ((*cell).first, (*cell).second);
        r.serve(|| services::table_copy(r.context, to, from, x.into(), y.into(), z))
    }

    /// `table[x..][..z] = segment[y..][..z]`
    fn table_init(r) {
        let cell = r.cell::<cell::Bulk>();
        let (x, y, z) =
            (r.narrow_slot((*cell).x), r.narrow_slot((*cell).y), r.narrow_slot((*cell).z));
        let (table, segment) = ((*cell).first, (*cell).second);
        r.serve(|| services::table_init(r.context, table, segment, x.into(), y, z))
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
    MemoryGrow(AddressType),
    MemoryCopy,
    /// Between memories with addresses of these types: the target, then the source.
    MemoryCopyFar(AddressType, AddressType),
    MemoryFill,
    MemoryFillFar(AddressType),
    MemoryInit(AddressType),
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
    use AddressType::{I32, I64};
    match operation {
        BulkOperation::MemorySize => memory_size,
        BulkOperation::MemoryGrow(I32) => memory_grow::<Narrow>,
        BulkOperation::MemoryGrow(I64) => memory_grow::<Wide>,
        BulkOperation::MemoryCopy => memory_copy,
        BulkOperation::MemoryCopyFar(I32, I32) => memory_copy_far::<Narrow, Narrow>,
        BulkOperation::MemoryCopyFar(I32, I64) => memory_copy_far::<Narrow, Wide>,
        BulkOperation::MemoryCopyFar(I64, I32) => memory_copy_far::<Wide, Narrow>,
        BulkOperation::MemoryCopyFar(I64, I64) => memory_copy_far::<Wide, Wide>,
        BulkOperation::MemoryFill => memory_fill,
        BulkOperation::MemoryFillFar(I32) => memory_fill_far::<Narrow>,
        BulkOperation::MemoryFillFar(I64) => memory_fill_far::<Wide>,
        BulkOperation::MemoryInit(I32) => memory_init::<Narrow>,
        BulkOperation::MemoryInit(I64) => memory_init::<Wide>,
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
