//! Moves of integers together with what follows them: another move, or a branch of either kind.

use super::super::operation::{CompareInts, IntCompare};
use super::metering::{Meter, Metered, Unmetered, by_meter};
use super::step::steps;
use super::tables::prelude::*;

steps! {
    /// `to = x`, then `extra = y`
    CopyCopyStep: cell::Plain, reading [X, Y], writing [];
    fn copy_copy<X: IntSource, T: IntTarget, Y: IntSource, U: IntTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let value = X::read(&r, (*cell).x);
        let r = T::write(r, (*cell).to, value);
        let value = Y::read(&r, (*cell).y);
        Ok(U::write(r, (*cell).extra, value))
    }
}

handler! {
    /// `to = x`, then a branch; `extra` is its distance, `y` its cost
    fn copy_branch<M: Meter, X: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let value = X::read(&r, (*cell).x);
        let r = T::write(r, (*cell).to, value);
        r.take::<M>((&raw const (*cell).extra).cast(), &raw const (*cell).y)
    }
}

handler! {
    /// `to = x`, then a branch if `y op z`, with a constant `z`; its cost is `offset`
    fn copy_branch_if<M: Meter, C: CompareInts, X: IntSource, Y: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Wide>();
        let value = X::read(&r, (*cell).x);
        let r = T::write(r, (*cell).to, value);
        if C::holds(Y::read(&r, (*cell).y), FromConstant::read(&r, (*cell).z)) {
            return r.take::<M>(&raw const (*cell).distance, &raw const (*cell).offset);
        }
        r.next::<cell::Wide>()
    }
}

/// The targets that are not only the accumulator.
macro_rules! stored {
    ($handler:ident; $($parameter:ty),*) => { [
        Some($handler::<$($parameter,)* ToSlot> as Handler),
        None,
        Some($handler::<$($parameter,)* ToPin0> as Handler),
        Some($handler::<$($parameter,)* ToPin1> as Handler),
    ] };
}
macro_rules! second {
    ($handler:ident; $($parameter:ty),*) => { sources!(stored, $handler; $($parameter),*) };
}
macro_rules! first {
    ($handler:ident; $($parameter:ty),*) => { [
        second!($handler; $($parameter,)* ToSlot),
        Absent::ABSENT,
        second!($handler; $($parameter,)* ToPin0),
        second!($handler; $($parameter,)* ToPin1),
    ] };
}

const TWO: BySource<[BySource<ByTarget>; 4]> = sources!(first, copy_copy;);
const BRANCHES: BySource<ByTarget> = sources!(stored, copy_branch; Unmetered);
const METERED_BRANCHES: BySource<ByTarget> = sources!(stored, copy_branch; Metered);

macro_rules! compared {
    ($handler:ident; $($parameter:ty),*) => { [
        stored!($handler; $($parameter,)* FromSlot),
        Absent::ABSENT,
        stored!($handler; $($parameter,)* FromPin0),
        stored!($handler; $($parameter,)* FromPin1),
        Absent::ABSENT,
    ] };
}

/// The tables of the comparison `C`.
struct Tables<M, C>(M, C);

impl<M: Meter, C: CompareInts> Tables<M, C> {
    const BRANCHES: ByPair<ByTarget> = side_sources!(compared, copy_branch_if; M, C);
}

/// The handler of a move of `x` and a branch on comparing `y` with a constant.
pub(crate) fn find_copy_branch_if(
    metered: bool,
    compare: IntCompare,
    (x, to): (Source, Target),
    y: Source,
) -> Entry {
    by_meter!(metered, copy_branch_if_of(compare, (x, to), y))
}

fn copy_branch_if_of<M: Meter>(compare: IntCompare, (x, to): (Source, Target), y: Source) -> Entry {
    macro_rules! table {
        ($($name:ident)*) => {
            match compare {
                $(IntCompare::$name => &Tables::<M, types::$name>::BRANCHES,)*
                _ => return None,
            }
        };
    }
    let table = table! {
        I32Eq I32Ne I32LtS I32LtU I32LeS I32LeU I32AnyBits I32NoBits I64Eq I64Ne
    };
    by_operands(table, x, y, to)
}

/// The handler of two moves.
pub(crate) fn find_copy_copy((x, to): (Source, Target), (y, second): (Source, Target)) -> Entry {
    by_operand(&by_source(&TWO, x)?[to as usize], y, second)
}

/// The handler of a move and a branch.
pub(crate) fn find_copy_branch(metered: bool, x: Source, to: Target) -> Entry {
    by_operand(if metered { &METERED_BRANCHES } else { &BRANCHES }, x, to)
}
