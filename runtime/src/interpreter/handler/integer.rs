//! Integer arithmetic, comparisons, moves and selection.

use super::super::operation::{
    CombineInts, CompareInts, Divide, Division, IntBinary, IntCompare, IntUnary, MapInt,
};
use super::step::steps;
use super::tables::prelude::*;
use super::trap::trap;

steps! {
    /// `to = x op y`
    BinaryStep: cell::Plain, reading [X, Y], writing [T];
    fn binary<O: CombineInts, X: IntSource, Y: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let value = O::apply(X::read(&r, (*cell).x), Y::read(&r, (*cell).y));
        Ok(T::write(r, (*cell).to, value))
    }

    /// `to = x op y ? 1 : 0`
    CompareStep: cell::Plain, reading [X, Y], writing [T];
    fn compare<C: CompareInts, X: IntSource, Y: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let value = C::holds(X::read(&r, (*cell).x), Y::read(&r, (*cell).y));
        Ok(T::write(r, (*cell).to, value.into()))
    }

    /// `to = x`
    CopyStep: cell::Short, reading [X], writing [T];
    fn copy<X: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Short>();
        let value = X::read(&r, (*cell).x);
        Ok(T::write(r, (*cell).to, value))
    }
}

handler! {
    /// `to = x op y`, or a trap
    fn divide<O: Divide, X: IntSource, Y: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        match O::apply(X::read(&r, (*cell).x), Y::read(&r, (*cell).y)) {
            Ok(value) => T::write(r, (*cell).to, value).next::<cell::Plain>(),
            Err(code) => r.transfer(trap(code)),
        }
    }

    /// `to = op x`
    fn unary<O: MapInt, X: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Short>();
        let value = O::apply(X::read(&r, (*cell).x));
        T::write(r, (*cell).to, value).next::<cell::Short>()
    }

    /// `to = z ? x : y`
    fn select<Z: IntSource, X: IntSource, Y: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let (x, y) = (X::read(&r, (*cell).x), Y::read(&r, (*cell).y));
        let value = if Z::read(&r, (*cell).extra) as u32 == 0 { y } else { x };
        T::write(r, (*cell).to, value).next::<cell::Plain>()
    }
}

/// The tables of the operation `O`.
struct Tables<O>(O);

impl<O: CombineInts> Tables<O> {
    const COMMUTATIVE: ByPair<ByTarget> = unordered_pairs!(targets, binary; O);
    const ORDERED: ByPair<ByTarget> = ordered_pairs!(targets, binary; O);
    const RARE: ByPair<ByTarget> = rare_pairs!(unpinned_targets, binary; O);
    const WIDE: BySource<ByTarget> = variable_sources!(wide_targets, binary; O);
}

impl<O: Divide> Tables<O> {
    const DIVISION: ByPair<ByTarget> = rare_pairs!(unpinned_targets, divide; O);
}

impl<O: MapInt> Tables<O> {
    const UNARY: BySource<ByTarget> = variable_sources!(targets, unary; O);
}

impl<C: CompareInts> Tables<C> {
    const UNORDERED_COMPARISON: ByPair<ByTarget> = unordered_pairs!(unpinned_targets, compare; C);
    const COMPARISON: ByPair<ByTarget> = ordered_pairs!(unpinned_targets, compare; C);
    const WIDE_COMPARISON: BySource<ByTarget> =
        variable_sources!(wide_unpinned_targets, compare; C);
    const COMPARISON_OF_WIDE: BySource<ByTarget> =
        variable_sources!(unpinned_targets, compare; C, FromWide);
}

macro_rules! copies {
    ($handler:ident; $($parameter:ty),*) => { sources!(targets, $handler; $($parameter),*) };
}
const COPIES: BySource<ByTarget> = copies!(copy;);
const WIDE_COPIES: ByTarget = targets!(copy; FromWide);
macro_rules! selections {
    ($handler:ident; $($parameter:ty),*) => { rare_pairs!(targets, $handler; $($parameter),*) };
}
const SELECTIONS: BySource<ByPair<ByTarget>> = variable_sources!(selections, select;);

/// The handler of an operation on two integers.
pub(crate) fn find_binary(operation: IntBinary, x: Source, y: Source, to: Target) -> Entry {
    macro_rules! table {
        ($($kind:ident: $($name:ident)*;)*) => {
            match operation { $($(IntBinary::$name => &Tables::<types::$name>::$kind,)*)* }
        };
    }
    if y == Source::Wide {
        return find_wide_binary(operation, x, to);
    }
    let table = table! {
        COMMUTATIVE: I32Add I32Mul I32And I32Or I32Xor I64Add I64Mul I64And I64Or I64Xor;
        ORDERED: I32Sub I32Shl I32ShrS I32ShrU I32Rotl I64Sub I64Shl I64ShrS I64ShrU I64Rotl;
        RARE: I32Rotr I64Rotr;
    };
    by_operands(table, x, y, to)
}

/// The handler of an operation on an integer and a wide constant.
fn find_wide_binary(operation: IntBinary, x: Source, to: Target) -> Entry {
    let table = match operation {
        IntBinary::I64Add => &Tables::<types::I64Add>::WIDE,
        IntBinary::I64Mul => &Tables::<types::I64Mul>::WIDE,
        IntBinary::I64And => &Tables::<types::I64And>::WIDE,
        IntBinary::I64Or => &Tables::<types::I64Or>::WIDE,
        IntBinary::I64Xor => &Tables::<types::I64Xor>::WIDE,
        _ => return None,
    };
    by_operand(table, x, to)
}

/// The handler of a division.
pub(crate) fn find_division(operation: Division, x: Source, y: Source, to: Target) -> Entry {
    macro_rules! table {
        ($($name:ident)*) => {
            match operation { $(Division::$name => &Tables::<types::$name>::DIVISION,)* }
        };
    }
    let table = table! {
        I32DivS I32DivU I32RemS I32RemU I64DivS I64DivU I64RemS I64RemU
    };
    by_operands(table, x, y, to)
}

/// The handler of an operation on one integer.
pub(crate) fn find_unary(operation: IntUnary, x: Source, to: Target) -> Entry {
    macro_rules! table {
        ($($name:ident)*) => {
            match operation { $(IntUnary::$name => &Tables::<types::$name>::UNARY,)* }
        };
    }
    let table = table! {
        I32Clz I32Ctz I32Popcnt I32Extend8S I32Extend16S I32WrapI64
        I64Clz I64Ctz I64Popcnt I64Extend8S I64Extend16S I64Extend32S I64ExtendI32U Saturate32
    };
    by_operand(table, x, to)
}

/// The handler of a comparison whose result is a value.
pub(crate) fn find_compare(operation: IntCompare, x: Source, y: Source, to: Target) -> Entry {
    macro_rules! table {
        ($($kind:ident: $($name:ident)*;)*) => {
            match operation {
                $($(IntCompare::$name => &Tables::<types::$name>::$kind,)*)*
                IntCompare::I32AnyBits | IntCompare::I32NoBits => return None,
            }
        };
    }
    if y == Source::Wide {
        return find_wide_compare(operation, x, to);
    }
    if x == Source::Wide {
        return find_compare_of_wide(operation, y, to);
    }
    let table = table! {
        UNORDERED_COMPARISON: I32Eq I32Ne I64Eq I64Ne;
        COMPARISON: I32LtS I32LtU I32LeS I32LeU I64LtS I64LtU I64LeS I64LeU;
    };
    by_operands(table, x, y, to)
}

/// The handler of a comparison with a wide constant.
fn find_wide_compare(operation: IntCompare, x: Source, to: Target) -> Entry {
    let table = match operation {
        IntCompare::I64Eq => &Tables::<types::I64Eq>::WIDE_COMPARISON,
        IntCompare::I64Ne => &Tables::<types::I64Ne>::WIDE_COMPARISON,
        IntCompare::I64LtS => &Tables::<types::I64LtS>::WIDE_COMPARISON,
        IntCompare::I64LtU => &Tables::<types::I64LtU>::WIDE_COMPARISON,
        IntCompare::I64LeS => &Tables::<types::I64LeS>::WIDE_COMPARISON,
        IntCompare::I64LeU => &Tables::<types::I64LeU>::WIDE_COMPARISON,
        _ => return None,
    };
    by_operand(table, x, to)
}

/// The handler of a comparison of a wide constant with something.
fn find_compare_of_wide(operation: IntCompare, y: Source, to: Target) -> Entry {
    let table = match operation {
        IntCompare::I64LtS => &Tables::<types::I64LtS>::COMPARISON_OF_WIDE,
        IntCompare::I64LtU => &Tables::<types::I64LtU>::COMPARISON_OF_WIDE,
        IntCompare::I64LeS => &Tables::<types::I64LeS>::COMPARISON_OF_WIDE,
        IntCompare::I64LeU => &Tables::<types::I64LeU>::COMPARISON_OF_WIDE,
        _ => return None,
    };
    by_operand(table, y, to)
}

/// The handler of a move.
pub(crate) fn find_copy(x: Source, to: Target) -> Entry {
    if x == Source::Wide {
        return WIDE_COPIES[to as usize];
    }
    by_operand(&COPIES, x, to)
}

/// The handler of a selection; `z` is the condition.
pub(crate) fn find_select(z: Source, x: Source, y: Source, to: Target) -> Entry {
    by_operands(by_source(&SELECTIONS, z)?, x, y, to)
}
