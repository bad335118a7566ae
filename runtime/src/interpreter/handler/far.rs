//! Loads and stores of far memories: those with 64-bit addresses, and all but memory 0.
//!
//! The most frequent of them, memory 0 with 64-bit addresses, has handlers for all classes of
//! operands; the others have those of rare instructions.

use super::super::operation::{
    FloatLoad, FloatStore, IntLoad, IntStore, LoadFloat, LoadInt, StoreFloat, StoreInt,
};
use super::tables::prelude::*;
use super::trap::trap;
use crate::trap::TrapCode::MemoryOutOfBounds;
use crate::vm::{Context, MemoryHeader};

/// Which memories a far access is to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Memory 0, with 64-bit addresses.
    FirstWide,
    /// Another memory, with 32-bit addresses.
    OtherNarrow,
    /// Another memory, with 64-bit addresses.
    OtherWide,
}

/// A [`Reach`] as a type.
pub(in crate::interpreter) trait Reaches {
    /// The memory's base. `memory` is the offset in the context of a pointer to it.
    unsafe fn base(registers: &Registers, memory: u32) -> *mut u8;

    /// The address that an operand means.
    fn address(operand: u64) -> u64;

    /// The address of `size` bytes at `operand + offset` of the memory, if they are within it.
    #[inline(always)]
    unsafe fn place(
        registers: &Registers,
        operand: u64,
        (memory, offset): (u32, u64),
        size: u64,
    ) -> Option<*mut u8> {
        // SAFETY: the translator names only memories of the instance.
        unsafe { place(Self::base(registers, memory), Self::address(operand), offset, size) }
    }
}

/// The address of `size` bytes at `address + offset` of the memory with this base, if they are
/// within it.
#[inline(always)]
pub(super) unsafe fn place(base: *mut u8, address: u64, offset: u64, size: u64) -> Option<*mut u8> {
    let start = address.checked_add(offset)?;
    let end = start.checked_add(size)?;
    // SAFETY: every base has a header below it.
    let length = unsafe { (*MemoryHeader::of(base)).length };
    // SAFETY: if the bytes are within the memory, so is their start.
    (end <= length).then(|| unsafe { base.add(start as usize) })
}

/// The base of the memory to which a pointer lies at this offset of the context.
#[inline(always)]
pub(super) unsafe fn base(registers: &Registers, memory: u32) -> *mut u8 {
    // SAFETY: the caller has the offset from the layout of the instance's module.
    unsafe { *Context::cell::<*mut u8>(registers.context, memory) }
}

/// [`Reach::FirstWide`] as a type.
pub(super) struct FirstWide;
/// [`Reach::OtherNarrow`] as a type.
pub(super) struct OtherNarrow;
/// [`Reach::OtherWide`] as a type.
pub(super) struct OtherWide;

impl Reaches for FirstWide {
    #[inline(always)]
    unsafe fn base(registers: &Registers, _memory: u32) -> *mut u8 {
        registers.mem
    }

    #[inline(always)]
    fn address(operand: u64) -> u64 {
        operand
    }
}

impl Reaches for OtherNarrow {
    #[inline(always)]
    unsafe fn base(registers: &Registers, memory: u32) -> *mut u8 {
        // SAFETY: passed on to the caller.
        unsafe { base(registers, memory) }
    }

    #[inline(always)]
    fn address(operand: u64) -> u64 {
        u64::from(operand as u32)
    }
}

impl Reaches for OtherWide {
    #[inline(always)]
    unsafe fn base(registers: &Registers, memory: u32) -> *mut u8 {
        // SAFETY: passed on to the caller.
        unsafe { base(registers, memory) }
    }

    #[inline(always)]
    fn address(operand: u64) -> u64 {
        operand
    }
}

handler! {
    /// `to = memory[x + offset]`
    fn load<R: Reaches, L: LoadInt, X: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Far>();
        let site = ((*cell).memory, (*cell).offset);
        let Some(place) = R::place(&r, X::read(&r, (*cell).x), site, L::SIZE) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        T::write(r, (*cell).to, L::load(place)).next::<cell::Far>()
    }

    /// `to = memory[x + offset]`
    fn load_float<R: Reaches, L: LoadFloat, X: IntSource, T: FloatTarget>(r) {
        let cell = r.cell::<cell::Far>();
        let site = ((*cell).memory, (*cell).offset);
        let Some(place) = R::place(&r, X::read(&r, (*cell).x), site, L::SIZE) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        T::write_float(r, (*cell).to, L::load(place)).next::<cell::Far>()
    }

    /// `memory[x + offset] = y`
    fn store<R: Reaches, S: StoreInt, X: IntSource, Y: IntSource>(r) {
        let cell = r.cell::<cell::Far>();
        let site = ((*cell).memory, (*cell).offset);
        let Some(place) = R::place(&r, X::read(&r, (*cell).x), site, S::SIZE) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        S::store(place, Y::read(&r, (*cell).y));
        r.next::<cell::Far>()
    }

    /// `memory[x + offset] = y`
    fn store_float<R: Reaches, S: StoreFloat, X: IntSource, Y: FloatSource>(r) {
        let cell = r.cell::<cell::Far>();
        let site = ((*cell).memory, (*cell).offset);
        let Some(place) = R::place(&r, X::read(&r, (*cell).x), site, S::SIZE) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        S::store(place, Y::read_float(&r, (*cell).y));
        r.next::<cell::Far>()
    }
}

/// The tables of the access `A` to the memories `R`.
struct Tables<R, A>(R, A);

impl<R: Reaches, L: LoadInt> Tables<R, L> {
    const LOAD: BySource<ByTarget> = sources!(targets, load; R, L);
    const RARE_LOAD: BySource<ByTarget> = rare_sources!(unpinned_targets, load; R, L);
}

impl<R: Reaches, L: LoadFloat> Tables<R, L> {
    const LOAD_FLOAT: BySource<ByTarget> = sources!(targets, load_float; R, L);
    const RARE_LOAD_FLOAT: BySource<ByTarget> = rare_sources!(unpinned_targets, load_float; R, L);
}

impl<R: Reaches, S: StoreInt> Tables<R, S> {
    const STORE: ByPair<Entry> = all_pairs!(one, store; R, S);
    const RARE_STORE: ByPair<Entry> = rare_pairs!(one, store; R, S);
}

impl<R: Reaches, S: StoreFloat> Tables<R, S> {
    const STORE_FLOAT: ByPair<Entry> = all_pairs!(one, store_float; R, S);
    const RARE_STORE_FLOAT: ByPair<Entry> = rare_pairs!(one, store_float; R, S);
}

/// The table of one of the accesses listed, to the memories of a reach.
macro_rules! table {
    ($reach:expr, $access:expr, $enum:ident, $table:ident, $rare:ident; $($name:ident)*) => {
        match ($reach, $access) {
            $((Reach::FirstWide, $enum::$name) => &Tables::<FirstWide, types::$name>::$table,)*
            $((Reach::OtherNarrow, $enum::$name) => &Tables::<OtherNarrow, types::$name>::$rare,)*
            $((Reach::OtherWide, $enum::$name) => &Tables::<OtherWide, types::$name>::$rare,)*
        }
    };
}

/// The handler of a load of an integer.
pub(crate) fn find_load(reach: Reach, load: IntLoad, x: Source, to: Target) -> Entry {
    let table = table! { reach, load, IntLoad, LOAD, RARE_LOAD;
        Load8U Load16U Load32 Load64
        Load8SAs32 Load16SAs32 Load8SAs64 Load16SAs64 Load32SAs64
    };
    by_operand(table, x, to)
}

/// The handler of a load of a float.
pub(crate) fn find_load_float(reach: Reach, load: FloatLoad, x: Source, to: Target) -> Entry {
    let table = table! { reach, load, FloatLoad, LOAD_FLOAT, RARE_LOAD_FLOAT; F32Load F64Load };
    by_operand(table, x, to)
}

/// The handler of a store of an integer; `y` is the value.
pub(crate) fn find_store(reach: Reach, store: IntStore, x: Source, y: Source) -> Entry {
    let table =
        table! { reach, store, IntStore, STORE, RARE_STORE; Store8 Store16 Store32 Store64 };
    *by_pair(table, x, y)?
}

/// The handler of a store of a float; `y` is the value.
pub(crate) fn find_store_float(reach: Reach, store: FloatStore, x: Source, y: Source) -> Entry {
    let table =
        table! { reach, store, FloatStore, STORE_FLOAT, RARE_STORE_FLOAT; F32Store F64Store };
    *by_pair(table, x, y)?
}
