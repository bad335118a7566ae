//! Two operations in one handler, the second on the first's result, which nothing else needs.
//!
//! The tables name the pairs that are fused: those that programs run often enough.

use super::super::operation::{CombineInts, IntBinary};
use super::step::steps;
use super::tables::prelude::*;

steps! {
    /// `to = (x op y) op z`, with `z` in `extra`
    BinaryChainStep: cell::Plain, reading [X, Y, Z], writing [T];
    fn binary_chain<
        O: CombineInts, P: CombineInts, X: IntSource, Y: IntSource, Z: IntSource, T: IntTarget
    >(r) {
        let cell = r.cell::<cell::Plain>();
        let value = O::apply(X::read(&r, (*cell).x), Y::read(&r, (*cell).y));
        let value = P::apply(value, Z::read(&r, (*cell).extra));
        Ok(T::write(r, (*cell).to, value))
    }
}

/// Tables by the sources of the operands `x` and `z`, and by the target.
type ByOperands = ByPair<ByTarget>;

/// The tables of the pair of operations `O` and `P`.
struct Two<O, P>(O, P);

macro_rules! with_constant {
    ($handler:ident; $($parameter:ty),*) => {
        side_sources!(targets, $handler; $($parameter,)* FromConstant)
    };
}
macro_rules! with_slot {
    ($handler:ident; $($parameter:ty),*) => {
        side_sources!(targets, $handler; $($parameter,)* FromSlot)
    };
}
macro_rules! with_accumulator {
    ($handler:ident; $($parameter:ty),*) => {
        side_sources!(targets, $handler; $($parameter,)* FromAcc)
    };
}

impl<O: CombineInts, P: CombineInts> Two<O, P> {
    /// `y` is constant.
    const WITH_CONSTANT: ByOperands = variable_sources!(with_constant, binary_chain; O, P);
    /// `y` is in a slot, `x` in a slot or the accumulator.
    const WITH_SLOT: ByOperands = [
        with_slot!(binary_chain; O, P, FromSlot),
        with_slot!(binary_chain; O, P, FromAcc),
        Absent::ABSENT,
        Absent::ABSENT,
        Absent::ABSENT,
    ];
    /// `y` is in the accumulator, `x` in a slot.
    const WITH_ACCUMULATOR: ByOperands = [
        with_accumulator!(binary_chain; O, P, FromSlot),
        Absent::ABSENT,
        Absent::ABSENT,
        Absent::ABSENT,
        Absent::ABSENT,
    ];
}

/// Matches a pair of operations against those of which there are chains.
macro_rules! chains {
    ($pair:expr; $table:ident; $($first:ident: $($second:ident)*;)*) => {
        match $pair {
            $($((IntBinary::$first, IntBinary::$second) =>
                &Two::<types::$first, types::$second>::$table,)*)*
            _ => return None,
        }
    };
}

/// The handler of two operations, the second on the result of the first and `z`.
pub(crate) fn find_binary_chain(
    pair: (IntBinary, IntBinary),
    (x, y, z): (Source, Source, Source),
    to: Target,
) -> Entry {
    let table = match y {
        Source::Constant => chains! { pair; WITH_CONSTANT;
            I32Add: I32Add I32And I32Mul I32Shl I32ShrU I32Xor;
            I32And: I32Add I32Or I32Shl I32Xor;
            I32Mul: I32Add;
            I32Shl: I32Add I32Or I32Sub I32Xor;
            I32ShrU: I32Add I32And I32Or I32Xor;
            I32ShrS: I32Add I32And;
            I32Rotl: I32Add I32Xor;
            I32Xor: I32And;
            I64And: I64Or I64Shl;
            I64Rotl: I64Add I64Xor;
            I64Mul: I64Add I64Xor;
            I64Shl: I64Add I64Or I64Xor;
            I64ShrU: I64And I64Or I64Xor;
        },
        Source::Slot => chains! { pair; WITH_SLOT;
            I32Add: I32Add I32And I32Mul I32Xor;
            I32And: I32Add I32Or I32Xor;
            I32Mul: I32Add;
            I32Or: I32And;
            I32Sub: I32Add I32And;
            I32Xor: I32Add I32And I32Rotl I32Xor;
            I64Add: I64Add I64Xor;
            I64Mul: I64Add I64Xor;
            I64Xor: I64Mul I64Rotl;
        },
        Source::Acc => chains! { pair; WITH_ACCUMULATOR;
            I32Add: I32Add I32And I32Mul I32Xor;
            I32And: I32Add I32Or I32Xor;
            I32Mul: I32Add;
            I32Or: I32And;
            I32Sub: I32Add I32And;
            I32Xor: I32Add I32And I32Rotl I32Xor;
            I64Add: I64Add I64Xor;
            I64Mul: I64Add I64Xor;
            I64Xor: I64Mul I64Rotl;
        },
        Source::Pin0 | Source::Pin1 | Source::Wide => return None,
    };
    by_operands(table, x, z, to)
}
