//! Branches.

use std::ptr;

use super::super::dispatch::Done;
use super::super::operation::{
    CompareFloats, CompareInts, FloatCompare, IntCompare, IntLoad, Inverted, LoadInt,
};
use super::tables::prelude::*;
use super::trap::{answer, trap};
use crate::trap::TrapCode;

/// What a branch looks at before it is taken.
pub(in crate::interpreter) trait Poll {
    /// Whether it looks for requests to stop, or to be looked at.
    const POLLS: bool;
    /// Whether it takes its cost off the fuel.
    const METERS: bool;
}

/// A branch as most are.
pub(super) struct Silent;
/// A branch to the beginning of a loop, of a guest that can be interrupted.
pub(super) struct Polling;
/// Any branch of a guest that consumes fuel, which it can also be interrupted at.
pub(super) struct Metering;

impl Poll for Silent {
    const POLLS: bool = false;
    const METERS: bool = false;
}

impl Poll for Polling {
    const POLLS: bool = true;
    const METERS: bool = false;
}

impl Poll for Metering {
    const POLLS: bool = true;
    const METERS: bool = true;
}

/// Which of the three a branch is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Checks {
    #[default]
    None,
    Interruption,
    Fuel,
}

/// A function of the type that the checks ask for.
macro_rules! by_checks {
    ($checks:expr, $function:ident $(($($argument:expr),*))?) => {
        match $checks {
            Checks::None => $function::<Silent> $(($($argument),*))?,
            Checks::Interruption => $function::<Polling> $(($($argument),*))?,
            Checks::Fuel => $function::<Metering> $(($($argument),*))?,
        }
    };
}
pub(super) use by_checks;

impl Registers {
    /// Takes a branch, unless somebody wants something of the guest. Reads its fields as late as possible, which
    /// leaves enough scratch registers to do without the stack.
    #[inline(always)]
    pub(super) unsafe fn take<P: Poll>(self, distance: *const i32, cost: *const u32) -> Done {
        // SAFETY: the context is that of a live instance, whose store has the limit; the distance
        // is that of the current cell.
        unsafe {
            if P::POLLS && self.is_wanted() {
                return self.transfer(answer);
            }
            self.pay_and_jump::<P>(distance, cost)
        }
    }

    /// Whether there is a request to stop, or to be looked at. The handler that answers it may come
    /// back to the same cell, which therefore must not have changed anything.
    #[inline(always)]
    pub(super) unsafe fn is_wanted(&self) -> bool {
        // SAFETY: the context is that of a live instance, whose store has the limit.
        unsafe { (*(*self.context).stack_limit).is_lowered() }
    }

    /// Takes a branch that has looked for requests already.
    #[inline(always)]
    pub(super) unsafe fn pay_and_jump<P: Poll>(
        self,
        distance: *const i32,
        cost: *const u32,
    ) -> Done {
        // SAFETY: the distance is that of the current cell.
        unsafe {
            if P::METERS && self.exhausts(*cost) {
                return self.transfer(trap(TrapCode::OutOfFuel));
            }
            self.jump(*distance)
        }
    }

    /// Takes a cost off the fuel, or gives it back if it is negative; true if there was too little.
    #[inline(always)]
    pub(super) unsafe fn exhausts(&self, cost: u32) -> bool {
        // SAFETY: the runtime is that of a live store, which only this thread uses.
        unsafe {
            let fuel = &raw mut (*self.runtime()).fuel;
            *fuel -= i64::from(cost as i32);
            *fuel < 0
        }
    }
}

handler! {
    /// A branch if `x op y`; `extra` is its distance, `to` its cost.
    fn branch_if<P: Poll, C: CompareInts, X: IntSource, Y: IntSource>(r) {
        let cell = r.cell::<cell::Plain>();
        if C::holds(X::read(&r, (*cell).x), Y::read(&r, (*cell).y)) {
            return r.take::<P>((&raw const (*cell).extra).cast(), &raw const (*cell).to);
        }
        r.next::<cell::Plain>()
    }

    /// A branch if `x op y`; `extra` is its distance, `to` its cost.
    fn branch_if_float<P: Poll, C: CompareFloats, X: FloatSource, Y: FloatSource>(r) {
        let cell = r.cell::<cell::Plain>();
        if C::holds(X::read_float(&r, (*cell).x), Y::read_float(&r, (*cell).y)) {
            return r.take::<P>((&raw const (*cell).extra).cast(), &raw const (*cell).to);
        }
        r.next::<cell::Plain>()
    }

    /// A branch.
    fn branch<P: Poll>(r) {
        let cell = r.cell::<cell::Branch>();
        r.take::<P>(&raw const (*cell).distance, &raw const (*cell).cost)
    }

    /// A branch to the target of number `x + addend`, or to the last if there are fewer.
    fn branch_table<P: Poll, X: IntSource>(r) {
        let cell = r.cell::<cell::BranchTable>();
        let index = (X::read(&r, (*cell).x) as u32).wrapping_add((*cell).addend);
        let index = index.min((*cell).last);
        let targets = r.after::<cell::BranchTable>();
        if P::METERS {
            let target = targets.cell::<cell::MeteredTarget>().add(index as usize);
            return r.take::<P>(&raw const (*target).distance, &raw const (*target).cost);
        }
        r.take::<P>(targets.cell::<i32>().add(index as usize), ptr::null())
    }
}

handler! {
    /// `to = memory[x + offset]`, then a branch to the target of that number, or to the last
    fn load_table<L: LoadInt, X: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::LoadTable>();
        let address = X::read(&r, (*cell).x);
        let Some(place) = r.memory_at(address, (*cell).offset, L::SIZE) else {
            return r.transfer(trap(TrapCode::MemoryOutOfBounds));
        };
        let value = L::load(place);
        let r = T::write(r, (*cell).to, value);
        let index = (value as u32).wrapping_add((*cell).addend).min((*cell).last);
        let distances = r.after::<cell::LoadTable>().cell::<i32>();
        r.jump(*distances.add(index as usize))
    }
}

/// The tables of the load `L`.
struct Loads<L>(L);

impl<L: LoadInt> Loads<L> {
    const TABLES: BySource<ByTarget> = variable_sources!(targets, load_table; L);
}

/// The handler of a load and a branch by the value as an index.
pub(crate) fn find_load_table(load: IntLoad, x: Source, to: Target) -> Entry {
    let table = match load {
        IntLoad::Load8U => &Loads::<types::Load8U>::TABLES,
        IntLoad::Load16U => &Loads::<types::Load16U>::TABLES,
        IntLoad::Load32 => &Loads::<types::Load32>::TABLES,
        _ => return None,
    };
    by_operand(table, x, to)
}

/// The tables of the comparison `C`.
struct Tables<P, C>(P, C);

impl<P: Poll, C: CompareInts> Tables<P, C> {
    const UNORDERED: ByPair<Entry> = unordered_pairs!(one, branch_if; P, C);
    const ORDERED: ByPair<Entry> = ordered_pairs!(one, branch_if; P, C);
    const WIDE: BySource<Entry> = variable_sources!(wide, branch_if; P, C);
    const OF_WIDE: BySource<Entry> = variable_sources!(one, branch_if; P, C, FromWide);
}

impl<P: Poll, C: CompareFloats> Tables<P, C> {
    const UNORDERED_FLOAT: ByPair<Entry> = unordered_pairs!(one, branch_if_float; P, C);
    const ORDERED_FLOAT: ByPair<Entry> = ordered_pairs!(one, branch_if_float; P, C);
}

macro_rules! by_index {
    ($handler:ident; $poll:ty) => { variable_sources!(one, $handler; $poll) };
}
const TABLES: BySource<Entry> = by_index!(branch_table; Silent);
const POLLING_TABLES: BySource<Entry> = by_index!(branch_table; Polling);
const METERING_TABLES: BySource<Entry> = by_index!(branch_table; Metering);

/// The handler of a branch on a comparison of integers.
pub(crate) fn find_branch_if(checks: Checks, compare: IntCompare, x: Source, y: Source) -> Entry {
    by_checks!(checks, branch_if_of(compare, x, y))
}

fn branch_if_of<P: Poll>(compare: IntCompare, x: Source, y: Source) -> Entry {
    macro_rules! table {
        ($($kind:ident: $($name:ident)*;)*) => {
            match compare { $($(IntCompare::$name => &Tables::<P, types::$name>::$kind,)*)* }
        };
    }
    if y == Source::Wide {
        return wide_branch_if_of::<P>(compare, x);
    }
    if x == Source::Wide {
        return branch_if_of_wide::<P>(compare, y);
    }
    let table = table! {
        UNORDERED: I32Eq I32Ne I32AnyBits I32NoBits I64Eq I64Ne;
        ORDERED: I32LtS I32LtU I32LeS I32LeU I64LtS I64LtU I64LeS I64LeU;
    };
    *by_pair(table, x, y)?
}

/// The handler of a branch on a comparison with a wide constant.
fn wide_branch_if_of<P: Poll>(compare: IntCompare, x: Source) -> Entry {
    let table = match compare {
        IntCompare::I64Eq => &Tables::<P, types::I64Eq>::WIDE,
        IntCompare::I64Ne => &Tables::<P, types::I64Ne>::WIDE,
        IntCompare::I64LtS => &Tables::<P, types::I64LtS>::WIDE,
        IntCompare::I64LtU => &Tables::<P, types::I64LtU>::WIDE,
        IntCompare::I64LeS => &Tables::<P, types::I64LeS>::WIDE,
        IntCompare::I64LeU => &Tables::<P, types::I64LeU>::WIDE,
        _ => return None,
    };
    *by_source(table, x)?
}

/// The handler of a branch on a comparison of a wide constant with something.
fn branch_if_of_wide<P: Poll>(compare: IntCompare, y: Source) -> Entry {
    let table = match compare {
        IntCompare::I64LtS => &Tables::<P, types::I64LtS>::OF_WIDE,
        IntCompare::I64LtU => &Tables::<P, types::I64LtU>::OF_WIDE,
        IntCompare::I64LeS => &Tables::<P, types::I64LeS>::OF_WIDE,
        IntCompare::I64LeU => &Tables::<P, types::I64LeU>::OF_WIDE,
        _ => return None,
    };
    *by_source(table, y)?
}

/// The handler of a branch on a comparison of floats, or, if `inverted`, on its opposite.
pub(crate) fn find_branch_if_float(
    checks: Checks,
    (compare, inverted): (FloatCompare, bool),
    x: Source,
    y: Source,
) -> Entry {
    by_checks!(checks, branch_if_float_of(compare, inverted, x, y))
}

fn branch_if_float_of<P: Poll>(
    compare: FloatCompare,
    inverted: bool,
    x: Source,
    y: Source,
) -> Entry {
    use FloatCompare as C;
    let table = match (compare, inverted) {
        (C::F32Eq, false) | (C::F32Ne, true) => &Tables::<P, types::F32Eq>::UNORDERED_FLOAT,
        (C::F32Ne, false) | (C::F32Eq, true) => &Tables::<P, types::F32Ne>::UNORDERED_FLOAT,
        (C::F32Lt, false) => &Tables::<P, types::F32Lt>::ORDERED_FLOAT,
        (C::F32Le, false) => &Tables::<P, types::F32Le>::ORDERED_FLOAT,
        (C::F32Lt, true) => &Tables::<P, Inverted<types::F32Lt>>::ORDERED_FLOAT,
        (C::F32Le, true) => &Tables::<P, Inverted<types::F32Le>>::ORDERED_FLOAT,
        (C::F64Eq, false) | (C::F64Ne, true) => &Tables::<P, types::F64Eq>::UNORDERED_FLOAT,
        (C::F64Ne, false) | (C::F64Eq, true) => &Tables::<P, types::F64Ne>::UNORDERED_FLOAT,
        (C::F64Lt, false) => &Tables::<P, types::F64Lt>::ORDERED_FLOAT,
        (C::F64Le, false) => &Tables::<P, types::F64Le>::ORDERED_FLOAT,
        (C::F64Lt, true) => &Tables::<P, Inverted<types::F64Lt>>::ORDERED_FLOAT,
        (C::F64Le, true) => &Tables::<P, Inverted<types::F64Le>>::ORDERED_FLOAT,
    };
    *by_pair(table, x, y)?
}

/// The handler of an unconditional branch.
pub(crate) fn find_branch(checks: Checks) -> Handler {
    by_checks!(checks, branch)
}

/// The handler of a branch by index.
pub(crate) fn find_branch_table(checks: Checks, x: Source) -> Entry {
    let table = match checks {
        Checks::None => &TABLES,
        Checks::Interruption => &POLLING_TABLES,
        Checks::Fuel => &METERING_TABLES,
    };
    *by_source(table, x)?
}
