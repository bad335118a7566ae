//! Tail calls: the callee's frame takes the place of the caller's.
//!
//! The callee returns to the caller's caller, so the return record is kept; it moves, since where
//! it lies depends on the callee's type.
//!
//! That fails only if the callee belongs to another instance, and whoever it returns to does not
//! expect that. Then the caller leaves the head of its frame behind, in which it keeps its context,
//! and the callee returns to the caller's *relay*, which goes back to the instance and returns
//! itself. Such a frame takes further tail calls to any instance, so that no chain of them needs
//! more than one.

use super::super::dispatch::{Done, PinnedSlots};
use super::call::RECORD_SLOTS;
use super::tables::prelude::*;
use super::trap::trap;
use crate::trap::TrapCode;
use crate::vm::{Context, FuncEntry, Table};

/// Where, in a frame that leaves its head behind, the callee's frame begins.
pub(crate) fn relayed_base(header: u32) -> u32 {
    // The kept context is in the slot behind the record.
    header + RECORD_SLOTS + 1
}

impl Registers {
    /// Puts the frame of `entry` into the place of the current one, and goes to its beginning.
    #[inline(always)]
    unsafe fn replace_frame<N: Arguments>(self, entry: *const FuncEntry) -> Done {
        let cell = self.cell::<cell::TailCall>();
        // SAFETY: the frame has room for the arguments and the record in their new places.
        unsafe {
            let record = *self.slot((*cell).header).cast::<[u64; 2]>();
            N::shift(self.slot((*cell).from), self.fp, (*cell).count);
            *self.slot((*cell).record).cast::<[u64; 2]>() = record;
            // Nothing that the callee finds in these registers matters.
            let free = Self { acc: 0, pin0: 0, pin1: 0, ..self };
            free.in_instance_of(entry).enter((*entry).code, 0)
        }
    }

    /// The same for a function that may belong to another instance.
    #[inline(always)]
    unsafe fn replace_frame_across<N: Arguments>(self, entry: *const FuncEntry) -> Done {
        // SAFETY: entries live as long as their store, and return addresses lie behind the number
        // of a slot and the pinned slots.
        unsafe {
            let context = (*entry).context;
            if context != self.context && !context.is_null() {
                let record = *self.slot((*self.cell::<cell::TailCall>()).header) as usize;
                let return_ip = std::ptr::with_exposed_provenance::<u8>(record);
                let kept = return_ip.sub(size_of::<PinnedSlots>() + size_of::<u32>());
                if *kept.cast::<u32>() == cell::NOT_KEPT {
                    let acc = entry.expose_provenance() as u64;
                    return Self { acc, ..self }.transfer(relay);
                }
            }
            self.replace_frame::<N>(entry)
        }
    }
}

handler! {
    /// A tail call within the instance.
    fn tail_call<N: Arguments>(r) {
        let cell = r.cell::<cell::TailCall>();
        let entry = Context::cell::<FuncEntry>(r.context, (*cell).function);
        r.replace_frame::<N>(entry)
    }

    /// A tail call of an imported function.
    fn tail_call_imported<N: Arguments>(r) {
        let cell = r.cell::<cell::TailCall>();
        let entry = *Context::cell::<*const FuncEntry>(r.context, (*cell).function);
        r.replace_frame_across::<N>(entry)
    }

    /// A tail call through a table.
    fn tail_call_indirect<N: Arguments>(r) {
        let cell = r.cell::<cell::TailCallIndirect>();
        let table = *Context::cell::<*const Table>(r.context, (*cell).table);
        let index = *r.slot((*cell).x) as u32 as usize;
        if index >= (*table).len() {
            return r.transfer(trap(TrapCode::UndefinedElement));
        }
        let element = *(*table).elements_ptr().add(index);
        let entry = std::ptr::with_exposed_provenance::<FuncEntry>(element as usize);
        if entry.is_null() {
            return r.transfer(trap(TrapCode::IndirectCallToNull));
        }
        if (*entry).type_id != (*cell).type_id {
            return r.transfer(trap(TrapCode::BadSignature));
        }
        r.replace_frame_across::<N>(entry)
    }

    /// A tail call through a reference.
    fn tail_call_reference<N: Arguments>(r) {
        let cell = r.cell::<cell::TailCallIndirect>();
        let entry = *r.slot((*cell).x) as usize;
        let entry = std::ptr::with_exposed_provenance::<FuncEntry>(entry);
        if entry.is_null() {
            return r.transfer(trap(TrapCode::NullFunctionReference));
        }
        r.replace_frame_across::<N>(entry)
    }

    /// A tail call of the function whose entry is in the accumulator, of another instance, out of
    /// a frame whose caller expects its own instance.
    #[cold]
    fn relay(r) {
        let cell = r.cell::<cell::TailCall>();
        let entry = std::ptr::with_exposed_provenance::<FuncEntry>(r.acc as usize);
        let base = relayed_base((*cell).header);
        *r.slot((*cell).header + RECORD_SLOTS) = r.context.expose_provenance() as u64;
        std::ptr::copy(r.slot((*cell).from), r.slot(base), (*cell).count as usize);
        let relay = r.ip.wrapping_offset((*cell).relay as isize);
        r.write_record(base + (*cell).record, relay.wrapping_add(size_of::<cell::Relay>()));
        r.in_instance_of(entry).enter((*entry).code, base)
    }
}

/// How many slots of arguments to move.
pub(in crate::interpreter) trait Arguments {
    /// Moves at least `count` slots downwards.
    unsafe fn shift(from: *const u64, to: *mut u64, count: u32);
}

/// Any number.
struct Any;

impl Arguments for Any {
    #[inline(always)]
    unsafe fn shift(from: *const u64, to: *mut u64, count: u32) {
        // SAFETY: passed on to the caller.
        unsafe { std::ptr::copy(from, to, count as usize) }
    }
}

/// Implements [`Arguments`] by moving an array at once.
macro_rules! up_to {
    ($($name:ident: $count:literal;)*) => { $(
        struct $name;
        impl Arguments for $name {
            #[inline(always)]
            unsafe fn shift(from: *const u64, to: *mut u64, _: u32) {
                // SAFETY: the translator made room for that many slots, wanted or not.
                unsafe { to.cast::<[u64; $count]>().write(from.cast::<[u64; $count]>().read()) }
            }
        }
    )* };
}

up_to! {
    UpToTwo: 2;
    UpToFour: 4;
    UpToEight: 8;
}

/// How many slots are read and written to move `count` slots of arguments.
pub(crate) fn moved(count: u32) -> u32 {
    match count {
        0..=2 => 2,
        3..=4 => 4,
        5..=8 => 8,
        _ => count,
    }
}

/// Finds the instance of a handler that moves so many slots of arguments.
macro_rules! by_count {
    ($handler:ident, $count:expr) => {
        match moved($count) {
            2 => $handler::<UpToTwo>,
            4 => $handler::<UpToFour>,
            8 => $handler::<UpToEight>,
            _ => $handler::<Any>,
        }
    };
}

/// The handler of a tail call within the instance.
pub(crate) fn find_tail_call(count: u32) -> Handler {
    by_count!(tail_call, count)
}

/// The handler of a tail call of an imported function.
pub(crate) fn find_tail_call_imported(count: u32) -> Handler {
    by_count!(tail_call_imported, count)
}

/// The handler of a tail call through a table.
pub(crate) fn find_tail_call_indirect(count: u32) -> Handler {
    by_count!(tail_call_indirect, count)
}

/// The handler of a tail call through a reference.
pub(crate) fn find_tail_call_reference(count: u32) -> Handler {
    by_count!(tail_call_reference, count)
}
