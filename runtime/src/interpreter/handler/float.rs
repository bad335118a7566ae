//! Float arithmetic, comparisons, moves and selection.

use super::super::operation::{
    CombineFloats, CompareFloats, FloatBinary, FloatCompare, FloatUnary, MapFloat,
};
use super::tables::prelude::*;

handler! {
    /// `to = x op y`
    fn binary<O: CombineFloats, X: FloatSource, Y: FloatSource, T: FloatTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let value = O::apply(X::read_float(&r, (*cell).x), Y::read_float(&r, (*cell).y));
        T::write_float(r, (*cell).to, value).next::<cell::Plain>()
    }

    /// `to = op x`
    fn unary<O: MapFloat, X: FloatSource, T: FloatTarget>(r) {
        let cell = r.cell::<cell::Short>();
        let value = O::apply(X::read_float(&r, (*cell).x));
        T::write_float(r, (*cell).to, value).next::<cell::Short>()
    }

    /// `to = x op y ? 1 : 0`
    fn compare<C: CompareFloats, X: FloatSource, Y: FloatSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let value = C::holds(X::read_float(&r, (*cell).x), Y::read_float(&r, (*cell).y));
        T::write(r, (*cell).to, value.into()).next::<cell::Plain>()
    }

    /// `to = x`
    fn copy<X: FloatSource, T: FloatTarget>(r) {
        let cell = r.cell::<cell::Short>();
        let value = X::read_float(&r, (*cell).x);
        T::write_float(r, (*cell).to, value).next::<cell::Short>()
    }

    /// `to = z ? x : y`
    fn select<Z: IntSource, X: FloatSource, Y: FloatSource, T: FloatTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let (x, y) = (X::read_float(&r, (*cell).x), Y::read_float(&r, (*cell).y));
        let value = if Z::read(&r, (*cell).extra) as u32 == 0 { y } else { x };
        T::write_float(r, (*cell).to, value).next::<cell::Plain>()
    }
}

/// The tables of the operation `O`.
struct Tables<O>(O);

impl<O: CombineFloats> Tables<O> {
    const COMMUTATIVE: ByPair<ByTarget> = unordered_pairs!(targets, binary; O);
    const ORDERED: ByPair<ByTarget> = ordered_pairs!(targets, binary; O);
    const RARE: ByPair<ByTarget> = rare_pairs!(unpinned_targets, binary; O);
}

impl<O: MapFloat> Tables<O> {
    const UNARY: BySource<ByTarget> = variable_sources!(targets, unary; O);
}

impl<C: CompareFloats> Tables<C> {
    const COMPARISON: ByPair<ByTarget> = rare_pairs!(unpinned_targets, compare; C);
}

macro_rules! copies {
    ($handler:ident; $($parameter:ty),*) => { sources!(targets, $handler; $($parameter),*) };
}
const COPIES: BySource<ByTarget> = copies!(copy;);
macro_rules! selections {
    ($handler:ident; $($parameter:ty),*) => { rare_pairs!(targets, $handler; $($parameter),*) };
}
const SELECTIONS: BySource<ByPair<ByTarget>> = variable_sources!(selections, select;);

/// The handler of an operation on two floats.
pub(crate) fn find_binary(operation: FloatBinary, x: Source, y: Source, to: Target) -> Entry {
    macro_rules! table {
        ($($kind:ident: $($name:ident)*;)*) => {
            match operation { $($(FloatBinary::$name => &Tables::<types::$name>::$kind,)*)* }
        };
    }
    let table = table! {
        COMMUTATIVE: F32Add F32Mul F64Add F64Mul;
        ORDERED: F32Sub F32Div F64Sub F64Div;
        RARE: F32Min F32Max F32Copysign F64Min F64Max F64Copysign;
    };
    by_operands(table, x, y, to)
}

/// The handler of a rounding that the machine does by itself.
#[cfg(all(target_arch = "x86_64", not(miri)))]
fn find_rounding(operation: FloatUnary, x: Source, to: Target) -> Entry {
    use super::super::operation::{Machine, rounds};
    macro_rules! table {
        ($($name:ident)*) => {
            match operation {
                $(FloatUnary::$name => &Tables::<Machine<types::$name>>::UNARY,)*
                _ => return None,
            }
        };
    }
    let table = table! {
        F32Ceil F32Floor F32Trunc F32Nearest F64Ceil F64Floor F64Trunc F64Nearest
    };
    if rounds() { by_operand(table, x, to) } else { None }
}

#[cfg(not(all(target_arch = "x86_64", not(miri))))]
fn find_rounding(_: FloatUnary, _: Source, _: Target) -> Entry {
    None
}

/// The handler of an operation on one float.
pub(crate) fn find_unary(operation: FloatUnary, x: Source, to: Target) -> Entry {
    if let Some(handler) = find_rounding(operation, x, to) {
        return Some(handler);
    }
    macro_rules! table {
        ($($name:ident)*) => {
            match operation { $(FloatUnary::$name => &Tables::<types::$name>::UNARY,)* }
        };
    }
    let table = table! {
        F32Abs F32Neg F32Ceil F32Floor F32Trunc F32Nearest F32Sqrt F32DemoteF64
        F64Abs F64Neg F64Ceil F64Floor F64Trunc F64Nearest F64Sqrt F64PromoteF32
    };
    by_operand(table, x, to)
}

/// The handler of a comparison whose result is a value.
pub(crate) fn find_compare(operation: FloatCompare, x: Source, y: Source, to: Target) -> Entry {
    macro_rules! table {
        ($($name:ident)*) => {
            match operation { $(FloatCompare::$name => &Tables::<types::$name>::COMPARISON,)* }
        };
    }
    let table = table! { F32Eq F32Ne F32Lt F32Le F64Eq F64Ne F64Lt F64Le };
    by_operands(table, x, y, to)
}

/// The handler of a move.
pub(crate) fn find_copy(x: Source, to: Target) -> Entry {
    by_operand(&COPIES, x, to)
}

/// The handler of a selection; `z` is the condition.
pub(crate) fn find_select(z: Source, x: Source, y: Source, to: Target) -> Entry {
    by_operands(by_source(&SELECTIONS, z)?, x, y, to)
}
