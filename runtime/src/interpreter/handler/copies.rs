//! Moves of integers together with what follows them: another move, or a branch.

use super::tables::prelude::*;

handler! {
    /// `to = x`, then `extra = y`
    fn copy_copy<X: IntSource, T: IntTarget, Y: IntSource, U: IntTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let value = X::read(&r, (*cell).x);
        let r = T::write(r, (*cell).to, value);
        let value = Y::read(&r, (*cell).y);
        U::write(r, (*cell).extra, value).next::<cell::Plain>()
    }

    /// `to = x`, then a branch; `extra` is its distance
    fn copy_branch<X: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let value = X::read(&r, (*cell).x);
        T::write(r, (*cell).to, value).jump((*cell).extra as i32)
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

/// The handler of two moves.
pub(crate) fn find_copy_copy((x, to): (Source, Target), (y, second): (Source, Target)) -> Entry {
    by_operand(&by_source(&TWO, x)?[to as usize], y, second)
}

/// The handler of a move and a branch.
pub(crate) fn find_copy_branch(x: Source, to: Target) -> Entry {
    by_operand(&BRANCHES, x, to)
}
