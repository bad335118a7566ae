//! Two operations on floats of 64 bits in one handler, and operations whose result is stored.

use super::super::operation::{CombineFloats, FloatBinary, StoreFloat};
use super::step::steps;
use super::tables::prelude::*;

/// The operands of an operation the other way round.
pub(in crate::interpreter) struct Reversed<O>(O);

impl<O: CombineFloats> CombineFloats for Reversed<O> {
    #[inline(always)]
    fn apply(a: f64, b: f64) -> f64 {
        O::apply(b, a)
    }
}

steps! {
    /// `memory[to + extra] = x op y`
    FloatBinaryStoreStep: cell::Plain, reading [X, Y, Z], writing [];
    fn float_binary_store<
        S: StoreFloat, O: CombineFloats, X: FloatSource, Y: FloatSource, Z: IntSource
    >(r) {
        let cell = r.cell::<cell::Plain>();
        let address = Z::read(&r, (*cell).to);
        let place = r.accessed(address, (*cell).extra, S::SIZE)?;
        S::store(place, O::apply(X::read_float(&r, (*cell).x), Y::read_float(&r, (*cell).y)));
        Ok(r)
    }
}

handler! {
    /// `to = (x op y) op z`, with `z` in `extra`
    fn float_chain<
        O: CombineFloats, P: CombineFloats,
        X: FloatSource, Y: FloatSource, Z: FloatSource, T: FloatTarget
    >(r) {
        let cell = r.cell::<cell::Plain>();
        let value = O::apply(X::read_float(&r, (*cell).x), Y::read_float(&r, (*cell).y));
        let value = P::apply(value, Z::read_float(&r, (*cell).extra));
        T::write_float(r, (*cell).to, value).next::<cell::Plain>()
    }
}

/// The tables of the operations or accesses `A` and `B`.
struct Two<A, B>(A, B);

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
macro_rules! with_locals {
    ($handler:ident; $($parameter:ty),*) => { locals!(targets, $handler; $($parameter),*) };
}
/// Not the accumulator for the first operand if the second has another place in the order.
macro_rules! pairs_of_sources {
    ($inner:ident, $handler:ident; $($parameter:ty),*) => { [
        sources!($inner, $handler; $($parameter,)* FromSlot),
        sources!($inner, $handler; $($parameter,)* FromAcc),
        Absent::ABSENT,
        Absent::ABSENT,
        Absent::ABSENT,
    ] };
}
macro_rules! addresses {
    ($handler:ident; $($parameter:ty),*) => { side_sources!(one, $handler; $($parameter),*) };
}

impl<O: CombineFloats, P: CombineFloats> Two<O, P> {
    const CHAIN: ByPair<BySource<ByTarget>> = pairs_of_sources!(with_locals, float_chain; O, P);
}

impl<S: StoreFloat, O: CombineFloats> Two<S, O> {
    const STORE: ByPair<BySource<Entry>> = pairs_of_sources!(addresses, float_binary_store; S, O);
}

/// The handler of two operations; the result of the first is the first operand of the second,
/// unless `reversed`, and `z` the other.
pub(crate) fn find_float_chain(
    (first, second, reversed): (FloatBinary, FloatBinary, bool),
    (x, y, z): (Source, Source, Source),
    to: Target,
) -> Entry {
    use FloatBinary as F;
    let table = match (first, second, reversed && !second.is_commutative()) {
        (F::F64Mul, F::F64Add, _) => &Two::<types::F64Mul, types::F64Add>::CHAIN,
        (F::F64Mul, F::F64Sub, false) => &Two::<types::F64Mul, types::F64Sub>::CHAIN,
        (F::F64Mul, F::F64Sub, true) => &Two::<types::F64Mul, Reversed<types::F64Sub>>::CHAIN,
        (F::F64Add, F::F64Add, _) => &Two::<types::F64Add, types::F64Add>::CHAIN,
        (F::F64Add, F::F64Mul, _) => &Two::<types::F64Add, types::F64Mul>::CHAIN,
        (F::F64Sub, F::F64Add, _) => &Two::<types::F64Sub, types::F64Add>::CHAIN,
        (F::F64Sub, F::F64Mul, _) => &Two::<types::F64Sub, types::F64Mul>::CHAIN,
        _ => return None,
    };
    by_operand(by_pair(table, x, y)?, z, to)
}

/// The handler of an operation whose result is stored; `z` is the address.
pub(crate) fn find_float_binary_store(
    operation: FloatBinary,
    (x, y, z): (Source, Source, Source),
) -> Entry {
    let table = match operation {
        FloatBinary::F64Add => &Two::<types::F64Store, types::F64Add>::STORE,
        FloatBinary::F64Sub => &Two::<types::F64Store, types::F64Sub>::STORE,
        FloatBinary::F64Mul => &Two::<types::F64Store, types::F64Mul>::STORE,
        _ => return None,
    };
    *by_source(by_pair(table, x, y)?, z)?
}
