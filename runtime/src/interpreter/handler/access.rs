//! Accesses to memory 0 together with what comes before or after them.
//!
//! A handler that accesses the memory twice traps the second time with `ip` at the second word of
//! its cell, to tell the two operators apart. What is between the two operations goes through the
//! accumulator, which nobody expects to be kept: there are few scratch registers.

use super::super::operation::{
    CombineInts, FloatLoad, IntBinary, IntLoad, IntStore, LoadFloat, LoadInt, StoreInt,
};
use super::step::steps;
use super::tables::prelude::*;
use super::trap::trap;
use crate::trap::TrapCode::MemoryOutOfBounds;

impl Registers {
    /// The registers for a trap of the second access of a cell.
    #[inline(always)]
    fn at_second(self) -> Self {
        self.after::<cell::Bare>()
    }
}

steps! {
    /// `memory[x + to + extra] = y`, with a constant `to`
    StoreIndexedStep: cell::Plain, reading [X, Y], writing [];
    fn store_indexed<S: StoreInt, X: IntSource, Y: IntSource>(r) {
        let cell = r.cell::<cell::Plain>();
        let address = X::read(&r, (*cell).x).wrapping_add((*cell).to.into());
        let place = r.accessed(address, (*cell).extra, S::SIZE)?;
        S::store(place, Y::read(&r, (*cell).y));
        Ok(r)
    }
}

handler! {
    /// `to = memory[memory[x + extra] + y]`
    fn load_load<L: LoadInt, X: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let address = X::read(&r, (*cell).x);
        let Some(place) = r.memory_at(address, (*cell).extra, types::Load32::SIZE) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        let r = Registers { acc: types::Load32::load(place), ..r };
        let Some(place) = r.memory_at(r.acc, (*cell).y, L::SIZE) else {
            return r.at_second().transfer(trap(MemoryOutOfBounds));
        };
        T::write(r, (*cell).to, L::load(place)).next::<cell::Plain>()
    }

    /// `memory[y + to] = memory[x + extra]`
    fn load_store<L: LoadInt, S: StoreInt, X: IntSource, Y: IntSource>(r) {
        let cell = r.cell::<cell::Plain>();
        let address = X::read(&r, (*cell).x);
        let Some(place) = r.memory_at(address, (*cell).extra, L::SIZE) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        let r = Registers { acc: L::load(place), ..r };
        let address = Y::read(&r, (*cell).y);
        let Some(place) = r.memory_at(address, (*cell).to, S::SIZE) else {
            return r.at_second().transfer(trap(MemoryOutOfBounds));
        };
        S::store(place, r.acc);
        r.next::<cell::Plain>()
    }

    /// `memory[x + extra] = memory[x + extra] op y`
    fn update<L: LoadInt, S: StoreInt, O: CombineInts, X: IntSource, Y: IntSource>(r) {
        let cell = r.cell::<cell::Plain>();
        let address = X::read(&r, (*cell).x);
        let Some(place) = r.memory_at(address, (*cell).extra, L::SIZE) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        S::store(place, O::apply(L::load(place), Y::read(&r, (*cell).y)));
        r.next::<cell::Plain>()
    }

    /// `memory[to + extra] = x op y`
    fn binary_store<S: StoreInt, O: CombineInts, X: IntSource, Y: IntSource, Z: IntSource>(r) {
        let cell = r.cell::<cell::Plain>();
        let address = Z::read(&r, (*cell).to);
        let Some(place) = r.memory_at(address, (*cell).extra, S::SIZE) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        S::store(place, O::apply(X::read(&r, (*cell).x), Y::read(&r, (*cell).y)));
        r.next::<cell::Plain>()
    }

    /// `to = memory[x + y + extra]`
    fn load_float_indexed<L: LoadFloat, X: IntSource, Y: IntSource, T: FloatTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let address = X::read(&r, (*cell).x).wrapping_add(Y::read(&r, (*cell).y));
        let Some(place) = r.memory_at(address, (*cell).extra, L::SIZE) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        T::write_float(r, (*cell).to, L::load(place)).next::<cell::Plain>()
    }

    /// `to = memory[x + (y << z) + offset]`, with a constant `z`
    fn load_scaled<L: LoadInt, X: IntSource, Y: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Wide>();
        let index = (Y::read(&r, (*cell).y) as u32).wrapping_shl((*cell).z);
        let address = X::read(&r, (*cell).x).wrapping_add(index.into());
        let Some(place) = r.memory_at(address, (*cell).offset, L::SIZE) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        T::write(r, (*cell).to, L::load(place)).next::<cell::Wide>()
    }
}

/// Slots and pinned locals.
macro_rules! locals {
    ($inner:ident, $handler:ident; $($parameter:ty),*) => { [
        $inner!($handler; $($parameter,)* FromSlot),
        Absent::ABSENT,
        $inner!($handler; $($parameter,)* FromPin0),
        $inner!($handler; $($parameter,)* FromPin1),
        Absent::ABSENT,
    ] };
}
macro_rules! to_locals {
    ($handler:ident; $($parameter:ty),*) => { locals!(one, $handler; $($parameter),*) };
}
macro_rules! with_sides {
    ($handler:ident; $($parameter:ty),*) => { side_sources!(one, $handler; $($parameter),*) };
}
macro_rules! sides_to_locals {
    ($handler:ident; $($parameter:ty),*) => {
        side_sources!(to_locals, $handler; $($parameter),*)
    };
}
macro_rules! at_variables {
    ($handler:ident; $($parameter:ty),*) => {
        variable_sources!(targets, $handler; $($parameter),*)
    };
}

/// The tables of the access `A`.
struct One<A>(A);
/// The tables of the pair `A` and `B`.
struct Two<A, B>(A, B);
/// The tables of `A`, `B` and `C`.
struct Three<A, B, C>(A, B, C);

impl<L: LoadInt> One<L> {
    const LOAD_LOAD: BySource<ByTarget> = sources!(targets, load_load; L);
    const SCALED: ByPair<ByTarget> = locals!(at_variables, load_scaled; L);
}

impl<S: StoreInt> One<S> {
    const STORE_INDEXED: ByPair<Entry> = variable_sources!(with_sides, store_indexed; S);
}

impl<L: LoadFloat> One<L> {
    const FLOAT_INDEXED: ByPair<ByTarget> = unordered_pairs!(targets, load_float_indexed; L);
}

impl<L: LoadInt, S: StoreInt> Two<L, S> {
    const LOAD_STORE: ByPair<Entry> = sources!(with_sides, load_store; L, S);
}

impl<L: LoadInt, S: StoreInt, O: CombineInts> Three<L, S, O> {
    const UPDATE: ByPair<Entry> = side_sources!(with_sides, update; L, S, O);
}

impl<S: StoreInt, O: CombineInts> Two<S, O> {
    const BINARY_STORE: BySource<ByPair<Entry>> =
        variable_sources!(sides_to_locals, binary_store; S, O);
}

/// The handler of a load from an address of 32 bits that is loaded itself.
pub(crate) fn find_load_load(load: IntLoad, x: Source, to: Target) -> Entry {
    let table = match load {
        IntLoad::Load8U => &One::<types::Load8U>::LOAD_LOAD,
        IntLoad::Load16U => &One::<types::Load16U>::LOAD_LOAD,
        IntLoad::Load32 => &One::<types::Load32>::LOAD_LOAD,
        IntLoad::Load64 => &One::<types::Load64>::LOAD_LOAD,
        _ => return None,
    };
    by_operand(table, x, to)
}

/// The handler of a load whose value is stored; `x` is where it is loaded from.
pub(crate) fn find_load_store(load: IntLoad, store: IntStore, x: Source, y: Source) -> Entry {
    let table = match (load, store) {
        (IntLoad::Load8U, IntStore::Store8) => &Two::<types::Load8U, types::Store8>::LOAD_STORE,
        (IntLoad::Load16U, IntStore::Store16) => &Two::<types::Load16U, types::Store16>::LOAD_STORE,
        (IntLoad::Load32, IntStore::Store32) => &Two::<types::Load32, types::Store32>::LOAD_STORE,
        (IntLoad::Load64, IntStore::Store64) => &Two::<types::Load64, types::Store64>::LOAD_STORE,
        _ => return None,
    };
    *by_pair(table, x, y)?
}

/// The handler of an operation on a value in memory.
pub(crate) fn find_update(
    (load, store): (IntLoad, IntStore),
    operation: IntBinary,
    x: Source,
    y: Source,
) -> Entry {
    macro_rules! table {
        ($($load:ident $store:ident: $($operation:ident)*;)*) => {
            match (load, store, operation) {
                $($((IntLoad::$load, IntStore::$store, IntBinary::$operation) =>
                    &Three::<types::$load, types::$store, types::$operation>::UPDATE,)*)*
                _ => return None,
            }
        };
    }
    let table = table! {
        Load8U Store8: I32And I32Or;
        Load32 Store32: I32Add I32Sub I32And I32Or I32Xor;
        Load64 Store64: I64Add;
    };
    *by_pair(table, x, y)?
}

/// The handler of an operation whose result is stored; `z` is the address.
pub(crate) fn find_binary_store(
    (operation, store): (IntBinary, IntStore),
    (x, y, z): (Source, Source, Source),
) -> Entry {
    macro_rules! table {
        ($($store:ident: $($operation:ident)*;)*) => {
            match (store, operation) {
                $($((IntStore::$store, IntBinary::$operation) =>
                    &Two::<types::$store, types::$operation>::BINARY_STORE,)*)*
                _ => return None,
            }
        };
    }
    let table = table! {
        Store8: I32Add I32And I32Or;
        Store16: I32Add;
        Store32: I32Add I32Sub I32And I32Or;
        Store64: I64Add;
    };
    *by_pair(by_source(table, x)?, y, z)?
}

/// The handler of a load from a base and an index that is shifted.
pub(crate) fn find_load_scaled(load: IntLoad, x: Source, y: Source, to: Target) -> Entry {
    let table = match load {
        IntLoad::Load16U => &One::<types::Load16U>::SCALED,
        IntLoad::Load32 => &One::<types::Load32>::SCALED,
        IntLoad::Load64 => &One::<types::Load64>::SCALED,
        _ => return None,
    };
    by_operands(table, x, y, to)
}

/// The handler of a store to `x` and a constant, which is added without its sum being an offset.
pub(crate) fn find_store_indexed(store: IntStore, x: Source, y: Source) -> Entry {
    let table = match store {
        IntStore::Store8 => &One::<types::Store8>::STORE_INDEXED,
        IntStore::Store16 => &One::<types::Store16>::STORE_INDEXED,
        IntStore::Store32 => &One::<types::Store32>::STORE_INDEXED,
        IntStore::Store64 => &One::<types::Store64>::STORE_INDEXED,
    };
    *by_pair(table, x, y)?
}

/// The handler of a load of a float from the sum of two addresses.
pub(crate) fn find_load_float_indexed(load: FloatLoad, x: Source, y: Source, to: Target) -> Entry {
    let table = match load {
        FloatLoad::F32Load => &One::<types::F32Load>::FLOAT_INDEXED,
        FloatLoad::F64Load => &One::<types::F64Load>::FLOAT_INDEXED,
    };
    by_operands(table, x, y, to)
}
