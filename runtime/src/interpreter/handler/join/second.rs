//! The tables of what comes second, by what comes first.

use super::super::super::dispatch::Done;
use super::super::super::operation::{
    CompareInts, FloatLoad, IntCompare, IntLoad, IntStore, LoadInt,
};
use super::super::branch::{branch, branch_if, branch_table, load_table};
use super::super::call::{call, call_indirect, copy_call, leave, leave_with};
use super::super::float_chain::FloatBinaryStoreStep;
use super::super::fused::{Counter, LoadIndexedStep, add_branch, load_branch};
use super::super::integer::{BinaryStep, CompareStep, CopyStep};
use super::super::memory::{LoadFloatStep, LoadStep, StoreStep};
use super::super::metering::{Meter, Metered, Unmetered};
use super::super::step::{Last, Step};
use super::super::tables::prelude::*;
use super::{Form, entry, entry_by_acc};

/// Defines what may come second and never first, by the handler of its own.
macro_rules! lasts {
    ($($name:ident <$($parameter:ident: $bound:ident),*> reading [$($source:ident),*] = $handler:expr;)*) => { $(
        struct $name<$($parameter),*>($($parameter),*);

        impl<$($parameter: $bound),*> Last for $name<$($parameter),*> {
            const READS_ACC: bool = false $(|| matches!($source::CLASS, Source::Acc))*;

            #[inline(always)]
            unsafe fn run(registers: Registers) -> Done {
                // SAFETY: the current cell is one of that handler.
                unsafe { registers.transfer($handler) }
            }
        }
    )* };
}

lasts! {
    Branch<M: Meter> reading [] = branch::<M>;
    BranchIf<M: Meter, C: CompareInts, X: IntSource, Y: IntSource> reading [X, Y] = branch_if::<M, C, X, Y>;
    AddBranch<M: Meter, C: CompareInts, X: IntSource, T: IntTarget, Y: IntSource, Z: IntSource>
        reading [] = add_branch::<M, C, X, T, Y, Z>;
    BranchTable<X: IntSource> reading [X] = branch_table::<Unmetered, X>;
    LoadTable<L: LoadInt, X: IntSource, T: IntTarget> reading [X] = load_table::<Unmetered, L, X, T>;
    LoadBranch<M: Meter, L: LoadInt, C: CompareInts, X: IntSource, Y: IntSource, T: IntTarget>
        reading [X, Y] = load_branch::<M, L, C, X, Y, T>;
    Call<M: Meter> reading [] = call::<M>;
    CopyCall<M: Meter, X: IntSource> reading [X] = copy_call::<M, X>;
    CallIndirect<M: Meter, X: IntSource> reading [X] = call_indirect::<M, X>;
    Leave<> reading [] = leave;
    LeaveWith<X: IntSource> reading [X] = leave_with::<X>;
}

/// Entries by the classes of operands and result.
type Operation = ByPair<ByTarget>;
/// Tables of what takes nothing off the fuel, and of what does.
type ByMeter<T> = [T; 2];

/// The handlers that join something with what may come second.
#[derive(Clone, Copy)]
pub(super) struct Seconds {
    load8: &'static BySource<ByTarget>,
    load32: &'static BySource<ByTarget>,
    load_float: &'static BySource<ByTarget>,
    load_indexed8: &'static Operation,
    store32: &'static ByPair<Entry>,
    add: &'static Operation,
    equal: &'static Operation,
    copy: &'static BySource<ByTarget>,
    add_store: &'static BySource<ByPair<Entry>>,
    branches: &'static ByMeter<Branches>,
    counters: &'static ByMeter<Counters>,
    load_branches: &'static ByMeter<LoadBranches>,
    branch_table: &'static BySource<Entry>,
    load_table: &'static BySource<ByTarget>,
    calls: &'static ByMeter<Calls>,
    leaves: &'static Leaves,
}

/// Branches: all, and those on a comparison with a constant.
struct Branches {
    always: Entry,
    equal: BySource<Entry>,
    unequal: BySource<Entry>,
}

/// Branches by a counter, by its place.
struct Counters {
    until: [BySource<Entry>; 3],
    below: [BySource<Entry>; 3],
}

/// Branches on comparing a loaded word, which goes only into the accumulator, with a constant.
struct LoadBranches {
    equal: BySource<Entry>,
    unequal: BySource<Entry>,
}

struct Calls {
    plain: Entry,
    with_copy: BySource<Entry>,
    indirect: BySource<Entry>,
}

struct Leaves {
    plain: Entry,
    with: BySource<Entry>,
}

impl Seconds {
    /// The handler that joins with `second`, if that takes nothing off the fuel.
    fn find_unmetered(&self, second: Form) -> Entry {
        match second {
            Form::Load(IntLoad::Load8U, x, to) => by_operand(self.load8, x, to),
            Form::Load(IntLoad::Load32, x, to) => by_operand(self.load32, x, to),
            Form::LoadFloat(FloatLoad::F64Load, x, to) => by_operand(self.load_float, x, to),
            Form::LoadIndexed(IntLoad::Load8U, (x, y), to) => {
                by_operands(self.load_indexed8, x, y, to)
            }
            Form::Store(IntStore::Store32, x, y) => *by_pair(self.store32, x, y)?,
            Form::Add((x, y), to) => by_operands(self.add, x, y, to),
            Form::Compare(IntCompare::I32Eq, (x, y), to) => by_operands(self.equal, x, y, to),
            Form::Copy(x, to) => by_operand(self.copy, x, to),
            Form::AddStore((x, y), z) => *by_pair(by_source(self.add_store, x)?, y, z)?,
            Form::BranchTable(x) => *by_source(self.branch_table, x)?,
            Form::LoadTable(IntLoad::Load32, x, to) => by_operand(self.load_table, x, to),
            Form::Leave => self.leaves.plain,
            Form::LeaveWith(x) => *by_source(&self.leaves.with, x)?,
            _ => None,
        }
    }

    /// The handler that joins with `second`, which may take something off the fuel.
    fn find_by_meter(&self, second: Form, metered: bool) -> Entry {
        let meter = usize::from(metered);
        match second {
            Form::Branch => self.branches[meter].always,
            Form::BranchIf(compare, x, Source::Constant) => self.branches[meter].find(compare, x),
            Form::AddBranch(compare, counter, Source::Constant, z) => {
                self.counters[meter].find(compare, counter, z)
            }
            Form::LoadBranch(compare, x) => self.load_branches[meter].find(compare, x),
            Form::Call => self.calls[meter].plain,
            Form::CopyCall(x) => *by_source(&self.calls[meter].with_copy, x)?,
            Form::CallIndirect(x) => *by_source(&self.calls[meter].indirect, x)?,
            _ => None,
        }
    }

    /// The handler that joins with `second`, which takes something off the fuel if it is `metered`.
    pub(super) fn find(&self, second: Form, metered: bool) -> Entry {
        self.find_by_meter(second, metered)
            .or_else(|| if metered { None } else { self.find_unmetered(second) })
    }
}

impl Branches {
    fn find(&self, compare: IntCompare, x: Source) -> Entry {
        match compare {
            IntCompare::I32Eq => *by_source(&self.equal, x)?,
            IntCompare::I32Ne => *by_source(&self.unequal, x)?,
            _ => None,
        }
    }
}

impl LoadBranches {
    fn find(&self, compare: IntCompare, x: Source) -> Entry {
        match compare {
            IntCompare::I32Eq => *by_source(&self.equal, x)?,
            IntCompare::I32Ne => *by_source(&self.unequal, x)?,
            _ => None,
        }
    }
}

impl Counters {
    fn find(&self, compare: IntCompare, counter: Counter, z: Source) -> Entry {
        let place = match counter {
            Counter::Slot => 0,
            Counter::Pin0 => 1,
            Counter::Pin1 => 2,
            Counter::Sum => return None,
        };
        match compare {
            IntCompare::I32Ne => *by_source(&self.until[place], z)?,
            IntCompare::I32LtU => *by_source(&self.below[place], z)?,
            _ => None,
        }
    }
}

/// `A` and a second step or handler.
macro_rules! then {
    ($second:ident; $a:ty, $($parameter:ty),*) => { entry::<$a, $second<$($parameter),*>>() };
}
macro_rules! then_by_acc {
    ($second:ident; $a:ty, $($parameter:ty),*) => { entry_by_acc::<$a, $second<$($parameter),*>>() };
}
macro_rules! then_targets {
    ($second:ident; $($parameter:ty),*) => { [
        then!($second; $($parameter,)* ToSlot),
        then!($second; $($parameter,)* ToAcc),
        then!($second; $($parameter,)* ToPin0),
        then!($second; $($parameter,)* ToPin1),
    ] };
}
macro_rules! then_targets_by_acc {
    ($second:ident; $($parameter:ty),*) => { [
        then_by_acc!($second; $($parameter,)* ToSlot),
        then_by_acc!($second; $($parameter,)* ToAcc),
        then_by_acc!($second; $($parameter,)* ToPin0),
        then_by_acc!($second; $($parameter,)* ToPin1),
    ] };
}
macro_rules! then_stored {
    ($second:ident; $($parameter:ty),*) => { [
        then!($second; $($parameter,)* ToSlot),
        None,
        then!($second; $($parameter,)* ToPin0),
        then!($second; $($parameter,)* ToPin1),
    ] };
}
macro_rules! then_with_constant {
    ($second:ident; $($parameter:ty),*) => { then!($second; $($parameter,)* FromConstant) };
}
macro_rules! then_with_constant_to_acc {
    ($second:ident; $($parameter:ty),*) => {
        then!($second; $($parameter,)* FromConstant, ToAcc)
    };
}
/// A variable and a constant.
macro_rules! then_constant {
    ($second:ident; $($parameter:ty),*) => { [
        Absent::ABSENT,
        Absent::ABSENT,
        Absent::ABSENT,
        Absent::ABSENT,
        then_targets!($second; $($parameter,)* FromConstant),
    ] };
}
macro_rules! then_any {
    ($second:ident; $($parameter:ty),*) => { sources!(then, $second; $($parameter),*) };
}
/// A counter that goes on until it meets a constant or a slot, by steps of a constant.
macro_rules! then_counters {
    ($a:ty, $meter:ty, $compare:ty) => { [
        then_counters!(@ $a, $meter, $compare, FromSlot, ToSlot),
        then_counters!(@ $a, $meter, $compare, FromPin0, ToPin0),
        then_counters!(@ $a, $meter, $compare, FromPin1, ToPin1),
    ] };
    (@ $a:ty, $meter:ty, $compare:ty, $from:ty, $to:ty) => { [
        entry::<$a, AddBranch<$meter, $compare, $from, $to, FromConstant, FromSlot>>(),
        None,
        None,
        None,
        entry::<$a, AddBranch<$meter, $compare, $from, $to, FromConstant, FromConstant>>(),
    ] };
}
/// By the classes of a value in the accumulator that is added, and of the address of the sum.
macro_rules! then_sums {
    ($second:ident; $($parameter:ty),*) => { [
        Absent::ABSENT,
        variable_sources!(then_by_acc, $second; $($parameter,)* FromAcc),
        Absent::ABSENT,
        Absent::ABSENT,
        Absent::ABSENT,
    ] };
}

/// The tables of what follows the step `A`.
struct Tables<A>(A);

impl<A: Step> Tables<A> {
    const LOAD8: BySource<ByTarget> = variable_sources!(then_targets, LoadStep; A, types::Load8U);
    const LOAD32: BySource<ByTarget> = variable_sources!(then_targets, LoadStep; A, types::Load32);
    const LOAD_FLOAT: BySource<ByTarget> =
        variable_sources!(then_targets, LoadFloatStep; A, types::F64Load);
    const LOAD_INDEXED8: Operation =
        unordered_pairs!(then_targets_by_acc, LoadIndexedStep; A, types::Load8U);
    const STORE32: ByPair<Entry> = variable_sources!(then_any, StoreStep; A, types::Store32);
    const ADD: Operation = variable_sources!(then_constant, BinaryStep; A, types::I32Add);
    const ADD_ACC: Operation = unordered_pairs!(then_targets_by_acc, BinaryStep; A, types::I32Add);
    const EQUAL: Operation = unordered_pairs!(then_targets_by_acc, CompareStep; A, types::I32Eq);
    const COPY: BySource<ByTarget> = variable_sources!(then_stored, CopyStep; A);
    const ADD_STORE: BySource<ByPair<Entry>> =
        variable_sources!(then_sums, FloatBinaryStoreStep; A, types::F64Store, types::F64Add);
    const BRANCHES: ByMeter<Branches> =
        [Going::<Unmetered, A>::BRANCHES, Going::<Metered, A>::BRANCHES];
    const COUNTERS: ByMeter<Counters> =
        [Going::<Unmetered, A>::COUNTERS, Going::<Metered, A>::COUNTERS];
    const LOAD_BRANCHES: ByMeter<LoadBranches> =
        [Going::<Unmetered, A>::LOAD_BRANCHES, Going::<Metered, A>::LOAD_BRANCHES];
    const BRANCH_TABLE: BySource<Entry> = variable_sources!(then, BranchTable; A);
    const LOAD_TABLE: BySource<ByTarget> =
        variable_sources!(then_targets_by_acc, LoadTable; A, types::Load32);
    const CALLS: ByMeter<Calls> = [Going::<Unmetered, A>::CALLS, Going::<Metered, A>::CALLS];
    const LEAVES: Leaves =
        Leaves { plain: entry::<A, Leave>(), with: sources!(then, LeaveWith; A) };
}

/// The tables of what follows the step `A` with the meter `M`.
struct Going<M, A>(M, A);

impl<M: Meter, A: Step> Going<M, A> {
    const BRANCHES: Branches = Branches {
        always: entry::<A, Branch<M>>(),
        equal: variable_sources!(then_with_constant, BranchIf; A, M, types::I32Eq),
        unequal: variable_sources!(then_with_constant, BranchIf; A, M, types::I32Ne),
    };
    const COUNTERS: Counters = Counters {
        until: then_counters!(A, M, types::I32Ne),
        below: then_counters!(A, M, types::I32LtU),
    };
    const LOAD_BRANCHES: LoadBranches = LoadBranches {
        equal: variable_sources!(
            then_with_constant_to_acc,
            LoadBranch;
            A, M, types::Load32, types::I32Eq
        ),
        unequal: variable_sources!(
            then_with_constant_to_acc,
            LoadBranch;
            A, M, types::Load32, types::I32Ne
        ),
    };
    const CALLS: Calls = Calls {
        plain: entry::<A, Call<M>>(),
        with_copy: sources!(then, CopyCall; A, M),
        indirect: variable_sources!(then, CallIndirect; A, M),
    };
}

/// What may follow the step `A`, which belongs to the group `G`.
pub(super) struct After<G, A>(G, A);

/// Defines the groups, and the tables that each has of what follows.
macro_rules! groups {
    ($($(#[$attribute:meta])* $group:ident: $($field:ident = $table:ident),*;)*) => { $(
        $(#[$attribute])*
        pub(super) struct $group;

        impl<A: Step> After<$group, A> {
            pub(super) const SECONDS: Seconds =
                Seconds { $($field: &Tables::<A>::$table,)* ..NOTHING };
        }
    )* };
}

groups! {
    /// Accesses to words of memory.
    Access: load32 = LOAD32, store32 = STORE32, add = ADD, branches = BRANCHES,
        load_branches = LOAD_BRANCHES, calls = CALLS, leaves = LEAVES;
    /// Accesses to bytes and wide words, most of which are in loops.
    AccessInLoop: add = ADD, branches = BRANCHES, counters = COUNTERS, branch_table = BRANCH_TABLE;
    FloatAccess: load_float = LOAD_FLOAT;
    /// Loads from arrays.
    Element: add = ADD_ACC, equal = EQUAL, branches = BRANCHES;
    /// Additions.
    Sum: load8 = LOAD8, load32 = LOAD32, load_float = LOAD_FLOAT, load_indexed8 = LOAD_INDEXED8,
        add = ADD, copy = COPY, branches = BRANCHES, counters = COUNTERS, calls = CALLS,
        leaves = LEAVES;
    /// Bits taken from a word.
    Field: add = ADD_ACC, load_table = LOAD_TABLE;
    Move: add = ADD, branches = BRANCHES, counters = COUNTERS, calls = CALLS;
    /// Moves of the last two arguments of a call.
    Moves: calls = CALLS;
    /// Products that are added to sums in memory.
    Product: add_store = ADD_STORE;
    /// The stack pointer has been moved down, to where arguments are then put into memory.
    Prologue: store32 = STORE32;
    /// It has been moved up.
    Epilogue: leaves = LEAVES;
}

const NO_BRANCHES: Branches =
    Branches { always: None, equal: Absent::ABSENT, unequal: Absent::ABSENT };
const NO_COUNTERS: Counters = Counters { until: Absent::ABSENT, below: Absent::ABSENT };
const NO_LOAD_BRANCHES: LoadBranches =
    LoadBranches { equal: Absent::ABSENT, unequal: Absent::ABSENT };
const NO_CALLS: Calls = Calls { plain: None, with_copy: Absent::ABSENT, indirect: Absent::ABSENT };

/// What is not joined with anything.
const NOTHING: Seconds = Seconds {
    load8: &Absent::ABSENT,
    load32: &Absent::ABSENT,
    load_float: &Absent::ABSENT,
    load_indexed8: &Absent::ABSENT,
    store32: &Absent::ABSENT,
    add: &Absent::ABSENT,
    equal: &Absent::ABSENT,
    copy: &Absent::ABSENT,
    add_store: &Absent::ABSENT,
    branches: &[NO_BRANCHES, NO_BRANCHES],
    counters: &[NO_COUNTERS, NO_COUNTERS],
    load_branches: &[NO_LOAD_BRANCHES, NO_LOAD_BRANCHES],
    branch_table: &Absent::ABSENT,
    load_table: &Absent::ABSENT,
    calls: &[NO_CALLS, NO_CALLS],
    leaves: &Leaves { plain: None, with: Absent::ABSENT },
};
