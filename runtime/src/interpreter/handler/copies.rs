//! Moves of integers together with what follows them: another move, or a branch of either kind.

use super::super::operation::{CompareInts, IntCompare};
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
    /// `to = x`, then a branch; `extra` is its distance
    fn copy_branch<X: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let value = X::read(&r, (*cell).x);
        T::write(r, (*cell).to, value).jump((*cell).extra as i32)
    }
}

handler! {
    /// `to = x`, then a branch if `y op z`, with a constant `z`
    fn copy_branch_if<C: CompareInts, X: IntSource, Y: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Wide>();
        let value = X::read(&r, (*cell).x);
        let r = T::write(r, (*cell).to, value);
        if C::holds(Y::read(&r, (*cell).y), FromConstant::read(&r, (*cell).z)) {
            return r.jump((*cell).distance);
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
const BRANCHES: BySource<ByTarget> = sources!(stored, copy_branch;);

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
struct Tables<C>(C);

impl<C: CompareInts> Tables<C> {
    const BRANCHES: ByPair<ByTarget> = side_sources!(compared, copy_branch_if; C);
}

/// The handler of a move of `x` and a branch on comparing `y` with a constant.
pub(crate) fn find_copy_branch_if(compare: IntCompare, x: Source, y: Source, to: Target) -> Entry {
    macro_rules! table {
        ($($name:ident)*) => {
            match compare {
                $(IntCompare::$name => &Tables::<types::$name>::BRANCHES,)*
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
pub(crate) fn find_copy_branch(x: Source, to: Target) -> Entry {
    by_operand(&BRANCHES, x, to)
}
