//! Branches.

use super::super::operation::{
    CompareFloats, CompareInts, FloatCompare, IntCompare, IntLoad, Inverted, LoadInt,
};
use super::metering::{Meter, Metered, Unmetered, by_meter};
use super::tables::prelude::*;
use super::trap::trap;
use crate::trap::TrapCode;

handler! {
    /// A branch if `x op y`; `extra` is its distance, `to` its cost.
    fn branch_if<M: Meter, C: CompareInts, X: IntSource, Y: IntSource>(r) {
        let cell = r.cell::<cell::Plain>();
        if C::holds(X::read(&r, (*cell).x), Y::read(&r, (*cell).y)) {
            return r.take::<M>((&raw const (*cell).extra).cast(), &raw const (*cell).to);
        }
        r.next::<cell::Plain>()
    }

    /// A branch if `x op y`; `extra` is its distance, `to` its cost.
    fn branch_if_float<M: Meter, C: CompareFloats, X: FloatSource, Y: FloatSource>(r) {
        let cell = r.cell::<cell::Plain>();
        if C::holds(X::read_float(&r, (*cell).x), Y::read_float(&r, (*cell).y)) {
            return r.take::<M>((&raw const (*cell).extra).cast(), &raw const (*cell).to);
        }
        r.next::<cell::Plain>()
    }

    /// A branch.
    fn branch<M: Meter>(r) {
        let cell = r.cell::<cell::Branch>();
        r.take::<M>(&raw const (*cell).distance, &raw const (*cell).cost)
    }

    /// A branch to the target of number `x + addend`, or to the last if there are fewer.
    fn branch_table<M: Meter, X: IntSource>(r) {
        let cell = r.cell::<cell::BranchTable>();
        let index = (X::read(&r, (*cell).x) as u32).wrapping_add((*cell).addend);
        r.take_target::<M>((*cell).table, index, (*cell).last)
    }
}

handler! {
    /// `to = memory[x + offset]`, then a branch to the target of that number, or to the last
    fn load_table<M: Meter, L: LoadInt, X: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::LoadTable>();
        let address = X::read(&r, (*cell).x);
        let Some(place) = r.memory_at(address, (*cell).offset, L::SIZE) else {
            return r.transfer(trap(TrapCode::MemoryOutOfBounds));
        };
        let value = L::load(place);
        let r = T::write(r, (*cell).to, value);
        let index = (value as u32).wrapping_add((*cell).addend);
        r.take_target::<M>((*cell).table, index, (*cell).last)
    }
}

/// The tables of the load `L`.
struct Loads<M, L>(M, L);

impl<M: Meter, L: LoadInt> Loads<M, L> {
    const TABLES: BySource<ByTarget> = variable_sources!(targets, load_table; M, L);
}

/// The handler of a load and a branch by the value as an index.
pub(crate) fn find_load_table(metered: bool, load: IntLoad, x: Source, to: Target) -> Entry {
    by_meter!(metered, load_table_of(load, x, to))
}

fn load_table_of<M: Meter>(load: IntLoad, x: Source, to: Target) -> Entry {
    let table = match load {
        IntLoad::Load8U => &Loads::<M, types::Load8U>::TABLES,
        IntLoad::Load16U => &Loads::<M, types::Load16U>::TABLES,
        IntLoad::Load32 => &Loads::<M, types::Load32>::TABLES,
        _ => return None,
    };
    by_operand(table, x, to)
}

/// The tables of the comparison `C`.
struct Tables<M, C>(M, C);

impl<M: Meter, C: CompareInts> Tables<M, C> {
    const UNORDERED: ByPair<Entry> = unordered_pairs!(one, branch_if; M, C);
    const ORDERED: ByPair<Entry> = ordered_pairs!(one, branch_if; M, C);
    const WIDE: BySource<Entry> = variable_sources!(wide, branch_if; M, C);
    const OF_WIDE: BySource<Entry> = variable_sources!(one, branch_if; M, C, FromWide);
}

impl<M: Meter, C: CompareFloats> Tables<M, C> {
    const UNORDERED_FLOAT: ByPair<Entry> = unordered_pairs!(one, branch_if_float; M, C);
    const ORDERED_FLOAT: ByPair<Entry> = ordered_pairs!(one, branch_if_float; M, C);
}

const TABLES: BySource<Entry> = variable_sources!(one, branch_table; Unmetered);
const METERED_TABLES: BySource<Entry> = variable_sources!(one, branch_table; Metered);

/// The handler of a branch on a comparison of integers.
pub(crate) fn find_branch_if(metered: bool, compare: IntCompare, x: Source, y: Source) -> Entry {
    by_meter!(metered, branch_if_of(compare, x, y))
}

fn branch_if_of<M: Meter>(compare: IntCompare, x: Source, y: Source) -> Entry {
    macro_rules! table {
        ($($kind:ident: $($name:ident)*;)*) => {
            match compare { $($(IntCompare::$name => &Tables::<M, types::$name>::$kind,)*)* }
        };
    }
    if y == Source::Wide {
        return wide_branch_if_of::<M>(compare, x);
    }
    if x == Source::Wide {
        return branch_if_of_wide::<M>(compare, y);
    }
    let table = table! {
        UNORDERED: I32Eq I32Ne I32AnyBits I32NoBits I64Eq I64Ne;
        ORDERED: I32LtS I32LtU I32LeS I32LeU I64LtS I64LtU I64LeS I64LeU;
    };
    *by_pair(table, x, y)?
}

/// The handler of a branch on a comparison with a wide constant.
fn wide_branch_if_of<M: Meter>(compare: IntCompare, x: Source) -> Entry {
    let table = match compare {
        IntCompare::I64Eq => &Tables::<M, types::I64Eq>::WIDE,
        IntCompare::I64Ne => &Tables::<M, types::I64Ne>::WIDE,
        IntCompare::I64LtS => &Tables::<M, types::I64LtS>::WIDE,
        IntCompare::I64LtU => &Tables::<M, types::I64LtU>::WIDE,
        IntCompare::I64LeS => &Tables::<M, types::I64LeS>::WIDE,
        IntCompare::I64LeU => &Tables::<M, types::I64LeU>::WIDE,
        _ => return None,
    };
    *by_source(table, x)?
}

/// The handler of a branch on a comparison of a wide constant with something.
fn branch_if_of_wide<M: Meter>(compare: IntCompare, y: Source) -> Entry {
    let table = match compare {
        IntCompare::I64LtS => &Tables::<M, types::I64LtS>::OF_WIDE,
        IntCompare::I64LtU => &Tables::<M, types::I64LtU>::OF_WIDE,
        IntCompare::I64LeS => &Tables::<M, types::I64LeS>::OF_WIDE,
        IntCompare::I64LeU => &Tables::<M, types::I64LeU>::OF_WIDE,
        _ => return None,
    };
    *by_source(table, y)?
}

/// The handler of a branch on a comparison of floats, or, if `inverted`, on its opposite.
pub(crate) fn find_branch_if_float(
    metered: bool,
    (compare, inverted): (FloatCompare, bool),
    x: Source,
    y: Source,
) -> Entry {
    by_meter!(metered, branch_if_float_of(compare, inverted, x, y))
}

fn branch_if_float_of<M: Meter>(
    compare: FloatCompare,
    inverted: bool,
    x: Source,
    y: Source,
) -> Entry {
    use FloatCompare as C;
    let table = match (compare, inverted) {
        (C::F32Eq, false) | (C::F32Ne, true) => &Tables::<M, types::F32Eq>::UNORDERED_FLOAT,
        (C::F32Ne, false) | (C::F32Eq, true) => &Tables::<M, types::F32Ne>::UNORDERED_FLOAT,
        (C::F32Lt, false) => &Tables::<M, types::F32Lt>::ORDERED_FLOAT,
        (C::F32Le, false) => &Tables::<M, types::F32Le>::ORDERED_FLOAT,
        (C::F32Lt, true) => &Tables::<M, Inverted<types::F32Lt>>::ORDERED_FLOAT,
        (C::F32Le, true) => &Tables::<M, Inverted<types::F32Le>>::ORDERED_FLOAT,
        (C::F64Eq, false) | (C::F64Ne, true) => &Tables::<M, types::F64Eq>::UNORDERED_FLOAT,
        (C::F64Ne, false) | (C::F64Eq, true) => &Tables::<M, types::F64Ne>::UNORDERED_FLOAT,
        (C::F64Lt, false) => &Tables::<M, types::F64Lt>::ORDERED_FLOAT,
        (C::F64Le, false) => &Tables::<M, types::F64Le>::ORDERED_FLOAT,
        (C::F64Lt, true) => &Tables::<M, Inverted<types::F64Lt>>::ORDERED_FLOAT,
        (C::F64Le, true) => &Tables::<M, Inverted<types::F64Le>>::ORDERED_FLOAT,
    };
    *by_pair(table, x, y)?
}

/// The handler of an unconditional branch.
pub(crate) fn find_branch(metered: bool) -> Handler {
    by_meter!(metered, branch)
}

/// The handler of a branch by index.
pub(crate) fn find_branch_table(metered: bool, x: Source) -> Entry {
    *by_source(if metered { &METERED_TABLES } else { &TABLES }, x)?
}
