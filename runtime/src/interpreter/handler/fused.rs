//! Superinstructions: pairs that occur so often together that one handler for both pays.
//!
//! The tables name the pairs that are fused. Each of these families is here because programs ran
//! measurably faster with it.

use super::super::operation::{
    CombineFloats, CombineInts, CompareInts, FloatBinary, FloatLoad, IntBinary, IntCompare,
    IntLoad, LoadFloat, LoadInt, Swapped,
};
use super::metering::{Meter, Metered, Unmetered, by_meter};
use super::step::steps;
use super::tables::prelude::*;
use super::trap::trap;
use crate::trap::TrapCode::MemoryOutOfBounds;

steps! {
    /// `to = memory[x + y + offset]`
    LoadIndexedStep: cell::Plain, reading [X, Y], writing [T];
    fn load_indexed<L: LoadInt, X: IntSource, Y: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let address = X::read(&r, (*cell).x).wrapping_add(Y::read(&r, (*cell).y));
        let place = r.accessed(address, (*cell).extra, L::SIZE)?;
        Ok(T::write(r, (*cell).to, L::load(place)))
    }

    /// `to = memory[x + offset] op y`
    LoadCombineStep: cell::Plain, reading [X, Y], writing [T];
    fn load_combine<L: LoadInt, O: CombineInts, X: IntSource, Y: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let address = X::read(&r, (*cell).x);
        let place = r.accessed(address, (*cell).extra, L::SIZE)?;
        let value = O::apply(L::load(place), Y::read(&r, (*cell).y));
        Ok(T::write(r, (*cell).to, value))
    }

    /// `to = y op memory[x + offset]`
    LoadCombineFloatStep: cell::Plain, reading [X, Y], writing [T];
    fn load_combine_float<
        L: LoadFloat, O: CombineFloats, X: IntSource, Y: FloatSource, T: FloatTarget
    >(r) {
        let cell = r.cell::<cell::Plain>();
        let address = X::read(&r, (*cell).x);
        let place = r.accessed(address, (*cell).extra, L::SIZE)?;
        let value = O::apply(Y::read_float(&r, (*cell).y), L::load(place));
        Ok(T::write_float(r, (*cell).to, value))
    }
}

handler! {
    /// `to = memory[x + offset]`, then a branch if `to op y`, whose cost is `z`
    fn load_branch<
        M: Meter, L: LoadInt, C: CompareInts, X: IntSource, Y: IntSource, T: IntTarget
    >(r) {
        let cell = r.cell::<cell::Wide>();
        let address = X::read(&r, (*cell).x);
        let Some(place) = r.memory_at(address, (*cell).offset, L::SIZE) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        let value = L::load(place);
        let taken = C::holds(value, Y::read(&r, (*cell).y));
        let r = T::write(r, (*cell).to, value);
        if taken {
            return r.take::<M>(&raw const (*cell).distance, &raw const (*cell).z);
        }
        r.next::<cell::Wide>()
    }

    /// `to = x + y`, then a branch if `to op z`, whose cost is `offset`
    fn add_branch<
        M: Meter, C: CompareInts, X: IntSource, T: IntTarget, Y: IntSource, Z: IntSource
    >(r) {
        let cell = r.cell::<cell::Wide>();
        let value = <types::I32Add as CombineInts>::apply(
            X::read(&r, (*cell).x),
            Y::read(&r, (*cell).y),
        );
        let taken = C::holds(value, Z::read(&r, (*cell).z));
        let r = T::write(r, (*cell).to, value);
        if taken {
            return r.take::<M>(&raw const (*cell).distance, &raw const (*cell).offset);
        }
        r.next::<cell::Wide>()
    }
}

handler! {
    /// `to = x + y`, then a branch; `extra` is its distance, or with a cost those of the larger cell
    fn add_jump<M: Meter, X: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let value = <types::I32Add as CombineInts>::apply(
            X::read(&r, (*cell).x),
            FromConstant::read(&r, (*cell).y),
        );
        let r = T::write(r, (*cell).to, value);
        if M::RUNS {
            let cell = r.cell::<cell::Wide>();
            return r.take::<M>(&raw const (*cell).distance, &raw const (*cell).offset);
        }
        r.jump((*cell).extra as i32)
    }

    /// A branch if `x & y op z`, with a constant `y`; its cost is `offset`
    fn masked_branch<M: Meter, C: CompareInts, X: IntSource, Z: IntSource>(r) {
        let cell = r.cell::<cell::Wide>();
        let value = <types::I32And as CombineInts>::apply(
            X::read(&r, (*cell).x),
            FromConstant::read(&r, (*cell).y),
        );
        if C::holds(value, Z::read(&r, (*cell).z)) {
            return r.take::<M>(&raw const (*cell).distance, &raw const (*cell).offset);
        }
        r.next::<cell::Wide>()
    }

    /// A branch if `memory[x + offset] & y op z`, with constants `y` and `z`; its cost is `to`
    fn load_masked_branch<M: Meter, L: LoadInt, C: CompareInts, X: IntSource>(r) {
        let cell = r.cell::<cell::Wide>();
        let address = X::read(&r, (*cell).x);
        let Some(place) = r.memory_at(address, (*cell).offset, L::SIZE) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        let value = <types::I32And as CombineInts>::apply(
            L::load(place),
            FromConstant::read(&r, (*cell).y),
        );
        if C::holds(value, FromConstant::read(&r, (*cell).z)) {
            return r.take::<M>(&raw const (*cell).distance, &raw const (*cell).to);
        }
        r.next::<cell::Wide>()
    }
}

/// The tables of the operation `A`.
struct One<A>(A);
/// The tables of the pair of operations `A` and `B`, or of the operation `B` with the meter `A`.
struct Two<A, B>(A, B);
/// The tables of the pair of operations `A` and `B` with the meter `M`.
struct Three<M, A, B>(M, A, B);

impl<L: LoadInt> One<L> {
    const INDEXED: ByPair<ByTarget> = unordered_pairs!(targets, load_indexed; L);
}

impl<L: LoadInt, O: CombineInts> Two<L, O> {
    const COMBINE: ByPair<ByTarget> = variable_side_pairs!(targets, load_combine; L, O);
}

impl<L: LoadFloat, O: CombineFloats> Two<L, O> {
    const COMBINE_FLOAT: ByPair<ByTarget> = variable_side_pairs!(targets, load_combine_float; L, O);
}

impl<L: LoadInt, C: CompareInts> Two<L, C> {
    const BRANCH: ByPair<ByTarget> = variable_side_pairs!(targets, load_branch; Unmetered, L, C);
    const METERED: ByPair<ByTarget> = variable_side_pairs!(targets, load_branch; Metered, L, C);
}

macro_rules! compared {
    ($handler:ident; $($parameter:ty),*) => { side_sources!(one, $handler; $($parameter),*) };
}

impl<M: Meter, C: CompareInts> Two<M, C> {
    const MASKED: ByPair<Entry> = variable_sources!(compared, masked_branch; M, C);
}

impl<M: Meter, L: LoadInt, C: CompareInts> Three<M, L, C> {
    const LOAD_MASKED: BySource<Entry> = variable_sources!(one, load_masked_branch; M, L, C);
}

impl<M: Meter> One<M> {
    const ADD_JUMPS: BySource<ByTarget> = variable_sources!(targets, add_jump; M);
}

macro_rules! added {
    ($handler:ident; $($parameter:ty),*) => { side_sources!(one, $handler; $($parameter),*) };
}

impl<M: Meter, C: CompareInts> Two<M, C> {
    /// By what is added to and where the sum goes: see [`Counter`].
    const ADD: [ByPair<Entry>; 4] = [
        side_sources!(added, add_branch; M, C, FromSlot, ToSlot),
        side_sources!(added, add_branch; M, C, FromSlot, ToAcc),
        side_sources!(added, add_branch; M, C, FromPin0, ToPin0),
        side_sources!(added, add_branch; M, C, FromPin1, ToPin1),
    ];
}

/// The variable that a counting branch adds to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counter {
    /// A local in a slot.
    Slot,
    /// A slot, with the sum only in the accumulator.
    Sum,
    /// The first pinned local.
    Pin0,
    /// The second pinned local.
    Pin1,
}

/// The handler of a load from the sum of two addresses.
pub(crate) fn find_load_indexed(load: IntLoad, x: Source, y: Source, to: Target) -> Entry {
    let table = match load {
        IntLoad::Load8U => &One::<types::Load8U>::INDEXED,
        IntLoad::Load16U => &One::<types::Load16U>::INDEXED,
        IntLoad::Load32 => &One::<types::Load32>::INDEXED,
        IntLoad::Load64 => &One::<types::Load64>::INDEXED,
        IntLoad::Load8SAs32 => &One::<types::Load8SAs32>::INDEXED,
        IntLoad::Load16SAs32 => &One::<types::Load16SAs32>::INDEXED,
        _ => return None,
    };
    by_operands(table, x, y, to)
}

/// Matches a pair of operations against those that are fused.
macro_rules! pairs {
    ($pair:expr; $first:ident, $second:ident, $table:ident; $($a:ident: $($b:ident)*;)*) => {
        match $pair {
            $($(($first::$a, $second::$b) => &Two::<types::$a, types::$b>::$table,)*)*
            _ => return None,
        }
    };
}

/// The handler of a load combined with `y`, the loaded value being the first operand.
pub(crate) fn find_load_combine(
    (load, operation): (IntLoad, IntBinary),
    x: Source,
    y: Source,
    to: Target,
) -> Entry {
    let table = pairs! { (load, operation); IntLoad, IntBinary, COMBINE;
        Load8U: I32Add I32Sub I32And I32Or I32Xor I32Shl I64Shl;
        Load16U: I32Add I32And;
        Load16SAs32: I32Add I32Sub I32Mul;
        Load32: I32Add I32Sub I32Mul I32And I32Or I32Xor I32Shl I32ShrU;
        Load64: I64Add I64And I64Or I64Xor;
    };
    by_operands(table, x, y, to)
}

/// The handler of a load combined with `y`, the loaded value being the second operand.
pub(crate) fn find_load_combine_float(
    (load, operation): (FloatLoad, FloatBinary),
    x: Source,
    y: Source,
    to: Target,
) -> Entry {
    let table = pairs! { (load, operation); FloatLoad, FloatBinary, COMBINE_FLOAT;
        F32Load: F32Add F32Sub F32Mul;
        F64Load: F64Add F64Sub F64Mul;
    };
    by_operands(table, x, y, to)
}

/// The handler of a load and a branch on the loaded value; it is the first operand of the
/// comparison, unless `swapped`.
pub(crate) fn find_load_branch(
    metered: bool,
    (load, compare, swapped): (IntLoad, IntCompare, bool),
    x: Source,
    y: Source,
    to: Target,
) -> Entry {
    if metered {
        let table = metered_load_branches(load, compare)?;
        return by_operands(table, x, y, to);
    }
    macro_rules! swapped {
        ($($a:ident: $($b:ident)*;)*) => {
            match (load, compare) {
                $($((IntLoad::$a, IntCompare::$b) =>
                    &Two::<types::$a, Swapped<types::$b>>::BRANCH,)*)*
                _ => return None,
            }
        };
    }
    let table = if swapped && !compare.is_commutative() {
        swapped! {
            Load8U: I32LtU I32LeU;
            Load32: I32LtS I32LtU I32LeS I32LeU;
        }
    } else {
        pairs! { (load, compare); IntLoad, IntCompare, BRANCH;
            Load8U: I32Eq I32Ne I32LtU I32LeU I32AnyBits I32NoBits;
            Load16U: I32Eq I32Ne;
            Load16SAs32: I32Eq I32Ne;
            Load32: I32Eq I32Ne I32LtS I32LtU I32LeS I32LeU I32AnyBits I32NoBits;
        }
    };
    by_operands(table, x, y, to)
}

/// The tables of loads and branches that take costs off the fuel: what loops often end in.
fn metered_load_branches(load: IntLoad, compare: IntCompare) -> Option<&'static ByPair<ByTarget>> {
    Some(pairs! { (load, compare); IntLoad, IntCompare, METERED;
        Load8U: I32Eq I32Ne;
        Load32: I32Eq I32Ne;
    })
}

/// The handler of a 32-bit addition and a branch on the sum; it is the first operand of the
/// comparison, unless `swapped`.
pub(crate) fn find_add_branch(
    metered: bool,
    comparison: (IntCompare, bool),
    counter: Counter,
    y: Source,
    z: Source,
) -> Entry {
    by_meter!(metered, add_branch_of(comparison, counter, y, z))
}

fn add_branch_of<M: Meter>(
    (compare, swapped): (IntCompare, bool),
    counter: Counter,
    y: Source,
    z: Source,
) -> Entry {
    let swapped = swapped && !compare.is_commutative();
    let table = match (compare, swapped) {
        (IntCompare::I32Eq, _) => &Two::<M, types::I32Eq>::ADD,
        (IntCompare::I32Ne, _) => &Two::<M, types::I32Ne>::ADD,
        (IntCompare::I32LtS, false) => &Two::<M, types::I32LtS>::ADD,
        (IntCompare::I32LtU, false) => &Two::<M, types::I32LtU>::ADD,
        (IntCompare::I32LeS, false) => &Two::<M, types::I32LeS>::ADD,
        (IntCompare::I32LeU, false) => &Two::<M, types::I32LeU>::ADD,
        (IntCompare::I32LtS, true) => &Two::<M, Swapped<types::I32LtS>>::ADD,
        (IntCompare::I32LtU, true) => &Two::<M, Swapped<types::I32LtU>>::ADD,
        (IntCompare::I32LeS, true) => &Two::<M, Swapped<types::I32LeS>>::ADD,
        (IntCompare::I32LeU, true) => &Two::<M, Swapped<types::I32LeU>>::ADD,
        _ => return None,
    };
    *by_pair(&table[counter as usize], y, z)?
}

/// The handler of an addition of a constant of 32 bits and a branch.
pub(crate) fn find_add_jump(metered: bool, x: Source, to: Target) -> Entry {
    let table = if metered { &One::<Metered>::ADD_JUMPS } else { &One::<Unmetered>::ADD_JUMPS };
    by_operand(table, x, to)
}

/// The handler of a branch on comparing some bits of `x` with `z`.
pub(crate) fn find_masked_branch(
    metered: bool,
    compare: IntCompare,
    x: Source,
    z: Source,
) -> Entry {
    by_meter!(metered, masked_branch_of(compare, x, z))
}

fn masked_branch_of<M: Meter>(compare: IntCompare, x: Source, z: Source) -> Entry {
    let table = match compare {
        IntCompare::I32Eq => &Two::<M, types::I32Eq>::MASKED,
        IntCompare::I32Ne => &Two::<M, types::I32Ne>::MASKED,
        IntCompare::I32LtU => &Two::<M, types::I32LtU>::MASKED,
        IntCompare::I32LeU => &Two::<M, types::I32LeU>::MASKED,
        _ => return None,
    };
    *by_pair(table, x, z)?
}

/// The handler of a load and a branch on comparing some bits of the value with a constant.
pub(crate) fn find_load_masked_branch(
    metered: bool,
    pair: (IntLoad, IntCompare),
    x: Source,
) -> Entry {
    by_meter!(metered, load_masked_branch_of(pair, x))
}

fn load_masked_branch_of<M: Meter>(pair: (IntLoad, IntCompare), x: Source) -> Entry {
    macro_rules! masked {
        ($($a:ident: $($b:ident)*;)*) => {
            match pair {
                $($((IntLoad::$a, IntCompare::$b) =>
                    &Three::<M, types::$a, types::$b>::LOAD_MASKED,)*)*
                _ => return None,
            }
        };
    }
    let table = masked! {
        Load8U: I32Eq I32Ne I32AnyBits I32NoBits;
        Load16U: I32Eq I32Ne;
        Load32: I32Eq I32Ne;
    };
    *by_source(table, x)?
}
