//! What a function reference points to: where to jump and whose function it is.

use std::mem::offset_of;
use std::ptr::{self, NonNull};

use super::context::Context;
use crate::interpreter::cell::Enter;

const _: () =
    assert!(offset_of!(FuncEntry, reach) - offset_of!(FuncEntry, stub) == offset_of!(Enter, reach));

/// One function of one instance.
///
/// A `funcref` value is the address of an entry (0 is null), and a call loads `code` and jumps
/// there. Until the function has been translated, and forever for host functions, `code` points at
/// the entry's own `stub` cell, whose handler finds the entry again from the instruction pointer.
/// So every kind of function is called the same way.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct FuncEntry {
    /// The cell at which the function starts.
    pub(crate) code: *const u64,
    /// The instance that owns the function; null for host functions, which run in the context of
    /// their caller.
    pub(crate) context: *mut Context,
    /// The canonical identity of the function's type in its engine.
    pub(crate) type_id: u32,
    /// The index of the function in its module; for host functions the store's own index.
    pub(crate) func_index: u32,
    /// A cell of one word: the address of the handler for functions without code.
    pub(crate) stub: u64,
    /// What lies here in the first cell of a function, and says that it must begin by its handler.
    reach: u32,
    /// Free for the owner to use: the store's index of a host function.
    pub(crate) data: u32,
    /// How many slots the parameters or the results take, whichever are more: the distance from
    /// the beginning of the function's frame to its return record.
    pub(crate) header: u32,
}

impl FuncEntry {
    /// Writes an entry whose code is its own stub.
    ///
    /// # Safety
    ///
    /// `place` must be valid for writes and aligned, and the entry must stay there for as long as
    /// anything can call it.
    pub(crate) unsafe fn place(
        place: NonNull<Self>,
        context: *mut Context,
        type_id: u32,
        func_index: u32,
        stub: u64,
        data: u32,
        header: u32,
    ) {
        let code = place.as_ptr().cast_const().cast::<u8>().wrapping_add(offset_of!(Self, stub));
        let code = code.cast();
        let reach = u32::MAX;
        let entry = Self { code, context, type_id, func_index, stub, reach, data, header };
        // SAFETY: the caller guarantees that `place` can be written.
        unsafe { place.write(entry) }
    }

    /// An entry that leads nowhere yet.
    pub(crate) fn nowhere() -> Self {
        let (code, context, reach) = (ptr::null(), ptr::null_mut(), u32::MAX);
        Self { code, context, type_id: 0, func_index: 0, stub: 0, reach, data: 0, header: 0 }
    }

    /// Whether `code` is that of a function that has been translated.
    pub(crate) fn is_translated(&self) -> bool {
        self.code != &raw const self.stub
    }

    /// The entry whose stub cell `ip` points at.
    pub(crate) fn of_stub(ip: *const u64) -> *mut Self {
        ip.cast::<u8>().wrapping_sub(offset_of!(Self, stub)).cast_mut().cast()
    }
}

#[cfg(test)]
mod tests {
    use std::mem::MaybeUninit;

    use super::*;

    #[test]
    fn stub_leads_back_to_its_entry() {
        let mut place = MaybeUninit::<FuncEntry>::uninit();
        let pointer = NonNull::from(&mut place).cast::<FuncEntry>();
        // SAFETY: `place` is on the stack and outlives every use below.
        let entry = unsafe {
            FuncEntry::place(pointer, ptr::null_mut(), 3, 7, 0x1234, 9, 2);
            pointer.as_ref()
        };
        assert_eq!(FuncEntry::of_stub(entry.code), pointer.as_ptr());
        // SAFETY: `code` points at the entry's own stub word.
        assert_eq!(unsafe { *entry.code }, 0x1234);
        assert_eq!((entry.type_id, entry.func_index, entry.data, entry.header), (3, 7, 9, 2));
    }
}
