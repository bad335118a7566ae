//! Branches.

use super::super::operation::{CompareFloats, CompareInts, FloatCompare, IntCompare, Inverted};
use super::tables::prelude::*;

handler! {
    /// A branch if `x op y`; `extra` is its distance.
    fn branch_if<C: CompareInts, X: IntSource, Y: IntSource>(r) {
        let cell = r.cell::<cell::Plain>();
        if C::holds(X::read(&r, (*cell).x), Y::read(&r, (*cell).y)) {
            return r.jump((*cell).extra as i32);
        }
        r.next::<cell::Plain>()
    }

    /// A branch if `x op y`; `extra` is its distance.
    fn branch_if_float<C: CompareFloats, X: FloatSource, Y: FloatSource>(r) {
        let cell = r.cell::<cell::Plain>();
        if C::holds(X::read_float(&r, (*cell).x), Y::read_float(&r, (*cell).y)) {
            return r.jump((*cell).extra as i32);
        }
        r.next::<cell::Plain>()
    }

    /// A branch.
    fn branch(r) {
        let cell = r.cell::<cell::Branch>();
        r.jump((*cell).distance)
    }

    /// A branch to the `x`th target, or to the last if there are fewer.
    fn branch_table<X: IntSource>(r) {
        let cell = r.cell::<cell::BranchTable>();
        let index = (X::read(&r, (*cell).x) as u32).min((*cell).last);
        let distances = r.after::<cell::BranchTable>().cell::<i32>();
        r.jump(*distances.add(index as usize))
    }
}

/// The tables of the comparison `C`.
struct Tables<C>(C);

impl<C: CompareInts> Tables<C> {
    const UNORDERED: ByPair<Entry> = unordered_pairs!(one, branch_if; C);
    const ORDERED: ByPair<Entry> = ordered_pairs!(one, branch_if; C);
    const WIDE: BySource<Entry> = variable_sources!(wide, branch_if; C);
}

impl<C: CompareFloats> Tables<C> {
    const UNORDERED_FLOAT: ByPair<Entry> = unordered_pairs!(one, branch_if_float; C);
    const ORDERED_FLOAT: ByPair<Entry> = ordered_pairs!(one, branch_if_float; C);
}

macro_rules! by_index {
    ($handler:ident;) => { variable_sources!(one, $handler;) };
}
const TABLES: BySource<Entry> = by_index!(branch_table;);

/// The handler of a branch on a comparison of integers.
pub(crate) fn find_branch_if(compare: IntCompare, x: Source, y: Source) -> Entry {
    macro_rules! table {
        ($($kind:ident: $($name:ident)*;)*) => {
            match compare { $($(IntCompare::$name => &Tables::<types::$name>::$kind,)*)* }
        };
    }
    if y == Source::Wide {
        return find_wide_branch_if(compare, x);
    }
    let table = table! {
        UNORDERED: I32Eq I32Ne I32AnyBits I32NoBits I64Eq I64Ne;
        ORDERED: I32LtS I32LtU I32LeS I32LeU I64LtS I64LtU I64LeS I64LeU;
    };
    *by_pair(table, x, y)?
}

/// The handler of a branch on a comparison with a wide constant.
fn find_wide_branch_if(compare: IntCompare, x: Source) -> Entry {
    let table = match compare {
        IntCompare::I64Eq => &Tables::<types::I64Eq>::WIDE,
        IntCompare::I64Ne => &Tables::<types::I64Ne>::WIDE,
        _ => return None,
    };
    *by_source(table, x)?
}

/// The handler of a branch on a comparison of floats, or on its opposite.
pub(crate) fn find_branch_if_float(
    (compare, inverted): (FloatCompare, bool),
    x: Source,
    y: Source,
) -> Entry {
    use FloatCompare as C;
    let table = match (compare, inverted) {
        (C::F32Eq, false) | (C::F32Ne, true) => &Tables::<types::F32Eq>::UNORDERED_FLOAT,
        (C::F32Ne, false) | (C::F32Eq, true) => &Tables::<types::F32Ne>::UNORDERED_FLOAT,
        (C::F32Lt, false) => &Tables::<types::F32Lt>::ORDERED_FLOAT,
        (C::F32Le, false) => &Tables::<types::F32Le>::ORDERED_FLOAT,
        (C::F32Lt, true) => &Tables::<Inverted<types::F32Lt>>::ORDERED_FLOAT,
        (C::F32Le, true) => &Tables::<Inverted<types::F32Le>>::ORDERED_FLOAT,
        (C::F64Eq, false) | (C::F64Ne, true) => &Tables::<types::F64Eq>::UNORDERED_FLOAT,
        (C::F64Ne, false) | (C::F64Eq, true) => &Tables::<types::F64Ne>::UNORDERED_FLOAT,
        (C::F64Lt, false) => &Tables::<types::F64Lt>::ORDERED_FLOAT,
        (C::F64Le, false) => &Tables::<types::F64Le>::ORDERED_FLOAT,
        (C::F64Lt, true) => &Tables::<Inverted<types::F64Lt>>::ORDERED_FLOAT,
        (C::F64Le, true) => &Tables::<Inverted<types::F64Le>>::ORDERED_FLOAT,
    };
    *by_pair(table, x, y)?
}

/// The handler of an unconditional branch.
pub(crate) fn find_branch() -> Handler {
    branch
}

/// The handler of a branch by index.
pub(crate) fn find_branch_table(x: Source) -> Entry {
    *by_source(&TABLES, x)?
}
