//! Atomic accesses to memories. Operands are slots, results replace `x`, which is the address.
//!
//! All memories are reached through the context, whatever their addresses are like.

use std::time::Duration;

use super::super::dispatch::Done;
use super::super::operation::atomic::{AtomicChange, AtomicWidth, Modify, Width, types as atomic};
use super::far::{OtherNarrow, OtherWide, Reaches};
use super::tables::prelude::{Handler, Registers, cell, handler};
use super::trap::trap;
use crate::trap::TrapCode::{self, MemoryOutOfBounds, UnalignedAtomic};
use crate::types::AddressType;

impl Registers {
    /// The place of the current access, or the trap it causes.
    #[inline(always)]
    unsafe fn atomic_place<R: Reaches, W: Width>(&self) -> Result<*mut u8, TrapCode> {
        // SAFETY: the current cell is an atomic access to a memory of the instance.
        unsafe {
            let cell = self.cell::<cell::Atomic>();
            let (operand, offset) = (*self.slot((*cell).x), (*cell).offset);
            // Bases are aligned, so that the address tells. Wrapping does not change low bits.
            if !R::address(operand).wrapping_add(offset).is_multiple_of(W::SIZE) {
                return Err(UnalignedAtomic);
            }
            R::place(self, operand, ((*cell).memory, offset), W::SIZE).ok_or(MemoryOutOfBounds)
        }
    }

    /// Goes on with the access's result.
    #[inline(always)]
    unsafe fn after_atomic(self, result: u64) -> Done {
        // SAFETY: the current cell is an atomic access.
        unsafe {
            *self.slot((*self.cell::<cell::Atomic>()).x) = result;
            self.next::<cell::Atomic>()
        }
    }
}

handler! {
    /// `x = memory[x + offset]`
    fn load<R: Reaches, W: Width>(r) {
        match r.atomic_place::<R, W>() {
            Ok(place) => r.after_atomic(W::load(place)),
            Err(code) => r.transfer(trap(code)),
        }
    }

    /// `memory[x + offset] = y`
    fn store<R: Reaches, W: Width>(r) {
        match r.atomic_place::<R, W>() {
            Ok(place) => {
                W::store(place, *r.slot((*r.cell::<cell::Atomic>()).y));
                r.next::<cell::Atomic>()
            }
            Err(code) => r.transfer(trap(code)),
        }
    }

    /// `x = memory[x + offset]`, which is changed by `y`
    fn modify<R: Reaches, W: Width, M: Modify>(r) {
        let operand = *r.slot((*r.cell::<cell::Atomic>()).y);
        match r.atomic_place::<R, W>() {
            Ok(place) => r.after_atomic(W::update(place, |old| M::apply(old, operand))),
            Err(code) => r.transfer(trap(code)),
        }
    }

    /// `x = memory[x + offset]`, which becomes `z` if it is `y`
    fn compare_exchange<R: Reaches, W: Width>(r) {
        let cell = r.cell::<cell::Atomic>();
        let (expected, value) = (*r.slot((*cell).y), *r.slot((*cell).z));
        match r.atomic_place::<R, W>() {
            Ok(place) => r.after_atomic(W::compare_exchange(place, expected, value)),
            Err(code) => r.transfer(trap(code)),
        }
    }

    /// `x =` how many of those that wait at `memory[x + offset]` were woken, `y` at most: none, since
    /// the only thread that uses the store is not waiting.
    fn notify<R: Reaches>(r) {
        match r.atomic_place::<R, atomic::Four>() {
            Ok(_) => r.after_atomic(0),
            Err(code) => r.transfer(trap(code)),
        }
    }

    /// Waits at `memory[x + offset]` if it is `y`, for `z` nanoseconds.
    fn wait<R: Reaches, W: Width>(r) {
        match r.atomic_place::<R, W>().and_then(|place| sleep::<W>(&r, place)) {
            Ok(result) => r.after_atomic(result),
            Err(code) => r.transfer(trap(code)),
        }
    }
}

/// What a wait says of a value that is another than expected.
const NOT_EQUAL: u64 = 1;
/// What a wait says when its time is over.
const TIMED_OUT: u64 = 2;

/// Waits until the time is over, since nobody can notify, or until an interruption.
#[cold]
#[inline(never)]
unsafe fn sleep<W: Width>(registers: &Registers, place: *mut u8) -> Result<u64, TrapCode> {
    // SAFETY: the current cell is a wait, and the place is where it waits.
    unsafe {
        let cell = registers.cell::<cell::Atomic>();
        let (expected, timeout) = (*registers.slot((*cell).y), *registers.slot((*cell).z));
        let mask = u64::MAX >> (u64::BITS as u64 - W::SIZE * 8);
        if W::load(place) != expected & mask {
            return Ok(NOT_EQUAL);
        }
        let limit = &*(*registers.context).stack_limit;
        // A negative timeout is none.
        let timeout =
            u64::try_from(timeout.cast_signed()).map_or(Duration::MAX, Duration::from_nanos);
        if limit.wait(timeout) { Err(TrapCode::Interrupted) } else { Ok(TIMED_OUT) }
    }
}

/// What an atomic access does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AtomicAccess {
    Load(AtomicWidth),
    Store(AtomicWidth),
    Modify(AtomicWidth, AtomicChange),
    CompareExchange(AtomicWidth),
    Notify,
    Wait(AtomicWidth),
}

/// The handler of an atomic access to a memory whose addresses are of this type.
pub(crate) fn find(access: AtomicAccess, address: AddressType) -> Handler {
    match address {
        AddressType::I32 => find_of::<OtherNarrow>(access),
        AddressType::I64 => find_of::<OtherWide>(access),
    }
}

/// A handler for any width, and further parameters.
macro_rules! by_width {
    ($width:expr, $handler:ident, $reach:ident $(, $parameter:ty)?) => {
        match $width {
            AtomicWidth::One => $handler::<$reach, atomic::One $(, $parameter)?>,
            AtomicWidth::Two => $handler::<$reach, atomic::Two $(, $parameter)?>,
            AtomicWidth::Four => $handler::<$reach, atomic::Four $(, $parameter)?>,
            AtomicWidth::Eight => $handler::<$reach, atomic::Eight $(, $parameter)?>,
        }
    };
}

fn find_of<R: Reaches>(access: AtomicAccess) -> Handler {
    match access {
        AtomicAccess::Load(width) => by_width!(width, load, R),
        AtomicAccess::Store(width) => by_width!(width, store, R),
        AtomicAccess::Modify(width, change) => find_modify::<R>(width, change),
        AtomicAccess::CompareExchange(width) => by_width!(width, compare_exchange, R),
        AtomicAccess::Notify => notify::<R>,
        AtomicAccess::Wait(width) => by_width!(width, wait, R),
    }
}

fn find_modify<R: Reaches>(width: AtomicWidth, change: AtomicChange) -> Handler {
    match change {
        AtomicChange::Add => by_width!(width, modify, R, atomic::Add),
        AtomicChange::Sub => by_width!(width, modify, R, atomic::Sub),
        AtomicChange::And => by_width!(width, modify, R, atomic::And),
        AtomicChange::Or => by_width!(width, modify, R, atomic::Or),
        AtomicChange::Xor => by_width!(width, modify, R, atomic::Xor),
        AtomicChange::Xchg => by_width!(width, modify, R, atomic::Xchg),
    }
}
