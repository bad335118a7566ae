//! Tables of the instances of a generic handler, indexed by the classes of its operands.
//!
//! The macros build nested arrays. Each appends a class to the handler's type parameters and hands
//! on to the `$inner` macro for the next parameter; [`one`] ends the recursion. So
//! `sources!(targets, load; L)` is the table `[source][target]` of the instances `load::<L, _, _>`.

use super::super::dispatch::Handler;
use super::super::operand::{Source, Target};

/// A handler, or `None` where there is no instance for the combination.
pub(super) type Entry = Option<Handler>;
/// Entries by the class of the result.
pub(super) type ByTarget = [Entry; 4];
/// Entries by the class of an operand.
pub(super) type BySource<T> = [T; 5];
/// Entries by the classes of two operands.
pub(super) type ByPair<T> = [[T; 5]; 5];

/// What a table has for combinations without an instance.
pub(super) trait Absent {
    const ABSENT: Self;
}

impl Absent for Entry {
    const ABSENT: Self = None;
}

impl<T: Absent, const N: usize> Absent for [T; N] {
    const ABSENT: Self = [const { T::ABSENT }; N];
}

/// Looks a source up.
pub(super) fn by_source<T>(table: &BySource<T>, x: Source) -> Option<&T> {
    table.get(x as usize)
}

/// Looks a source and a target up.
pub(super) fn by_operand(table: &BySource<ByTarget>, x: Source, to: Target) -> Entry {
    by_source(table, x)?[to as usize]
}

/// Looks a pair of sources up.
pub(super) fn by_pair<T>(table: &ByPair<T>, x: Source, y: Source) -> Option<&T> {
    by_source(by_source(table, x)?, y)
}

/// Looks a pair of sources and a target up.
pub(super) fn by_operands(table: &ByPair<ByTarget>, x: Source, y: Source, to: Target) -> Entry {
    by_pair(table, x, y)?[to as usize]
}

/// The instance itself.
macro_rules! one {
    ($handler:ident; $($parameter:ty),*) => { Some($handler::<$($parameter),*> as Handler) };
}

/// All targets.
macro_rules! targets {
    ($handler:ident; $($parameter:ty),*) => { [
        Some($handler::<$($parameter,)* ToSlot> as Handler),
        Some($handler::<$($parameter,)* ToAcc> as Handler),
        Some($handler::<$($parameter,)* ToPin0> as Handler),
        Some($handler::<$($parameter,)* ToPin1> as Handler),
    ] };
}

/// No pinned locals: a result for one takes a move.
macro_rules! unpinned_targets {
    ($handler:ident; $($parameter:ty),*) => { [
        Some($handler::<$($parameter,)* ToSlot> as Handler),
        Some($handler::<$($parameter,)* ToAcc> as Handler),
        None,
        None,
    ] };
}

/// All sources.
macro_rules! sources {
    ($inner:ident, $handler:ident; $($parameter:ty),*) => { [
        $inner!($handler; $($parameter,)* FromSlot),
        $inner!($handler; $($parameter,)* FromAcc),
        $inner!($handler; $($parameter,)* FromPin0),
        $inner!($handler; $($parameter,)* FromPin1),
        $inner!($handler; $($parameter,)* FromConstant),
    ] };
}

/// No constants: they are computed with when translating, or moved into a slot.
macro_rules! variable_sources {
    ($inner:ident, $handler:ident; $($parameter:ty),*) => { [
        $inner!($handler; $($parameter,)* FromSlot),
        $inner!($handler; $($parameter,)* FromAcc),
        $inner!($handler; $($parameter,)* FromPin0),
        $inner!($handler; $($parameter,)* FromPin1),
        Absent::ABSENT,
    ] };
}

/// No accumulator: what else the instruction reads has just been put there.
macro_rules! side_sources {
    ($inner:ident, $handler:ident; $($parameter:ty),*) => { [
        $inner!($handler; $($parameter,)* FromSlot),
        Absent::ABSENT,
        $inner!($handler; $($parameter,)* FromPin0),
        $inner!($handler; $($parameter,)* FromPin1),
        $inner!($handler; $($parameter,)* FromConstant),
    ] };
}

/// For rare instructions: no pinned locals, which can be read from their slots just as well.
macro_rules! rare_sources {
    ($inner:ident, $handler:ident; $($parameter:ty),*) => { [
        $inner!($handler; $($parameter,)* FromSlot),
        $inner!($handler; $($parameter,)* FromAcc),
        Absent::ABSENT,
        Absent::ABSENT,
        $inner!($handler; $($parameter,)* FromConstant),
    ] };
}

/// A wide constant as the last operand; without, with all, and with unpinned targets.
macro_rules! wide {
    ($handler:ident; $($parameter:ty),*) => { one!($handler; $($parameter,)* FromWide) };
}
macro_rules! wide_targets {
    ($handler:ident; $($parameter:ty),*) => { targets!($handler; $($parameter,)* FromWide) };
}
macro_rules! wide_unpinned_targets {
    ($handler:ident; $($parameter:ty),*) => { unpinned_targets!($handler; $($parameter,)* FromWide) };
}

/// Pairs in either order, but not two constants.
macro_rules! ordered_pairs {
    ($inner:ident, $handler:ident; $($parameter:ty),*) => { [
        sources!($inner, $handler; $($parameter,)* FromSlot),
        sources!($inner, $handler; $($parameter,)* FromAcc),
        sources!($inner, $handler; $($parameter,)* FromPin0),
        sources!($inner, $handler; $($parameter,)* FromPin1),
        variable_sources!($inner, $handler; $($parameter,)* FromConstant),
    ] };
}

/// Pairs whose first class is not greater than the second, but not two constants.
macro_rules! unordered_pairs {
    ($inner:ident, $handler:ident; $($parameter:ty),*) => { [
        sources!($inner, $handler; $($parameter,)* FromSlot),
        [
            Absent::ABSENT,
            $inner!($handler; $($parameter,)* FromAcc, FromAcc),
            $inner!($handler; $($parameter,)* FromAcc, FromPin0),
            $inner!($handler; $($parameter,)* FromAcc, FromPin1),
            $inner!($handler; $($parameter,)* FromAcc, FromConstant),
        ],
        [
            Absent::ABSENT,
            Absent::ABSENT,
            $inner!($handler; $($parameter,)* FromPin0, FromPin0),
            $inner!($handler; $($parameter,)* FromPin0, FromPin1),
            $inner!($handler; $($parameter,)* FromPin0, FromConstant),
        ],
        [
            Absent::ABSENT,
            Absent::ABSENT,
            Absent::ABSENT,
            $inner!($handler; $($parameter,)* FromPin1, FromPin1),
            $inner!($handler; $($parameter,)* FromPin1, FromConstant),
        ],
        Absent::ABSENT,
    ] };
}

/// Pairs for rare instructions: a variable and anything, none of them pinned.
macro_rules! rare_pairs {
    ($inner:ident, $handler:ident; $($parameter:ty),*) => { [
        rare_sources!($inner, $handler; $($parameter,)* FromSlot),
        rare_sources!($inner, $handler; $($parameter,)* FromAcc),
        Absent::ABSENT,
        Absent::ABSENT,
        rare_sources!($inner, $handler; $($parameter,)* FromConstant),
    ] };
}

/// All pairs: for instructions whose operands are not combined.
macro_rules! all_pairs {
    ($inner:ident, $handler:ident; $($parameter:ty),*) => { [
        sources!($inner, $handler; $($parameter,)* FromSlot),
        sources!($inner, $handler; $($parameter,)* FromAcc),
        sources!($inner, $handler; $($parameter,)* FromPin0),
        sources!($inner, $handler; $($parameter,)* FromPin1),
        sources!($inner, $handler; $($parameter,)* FromConstant),
    ] };
}

/// A variable and something that is not in the accumulator.
macro_rules! variable_side_pairs {
    ($inner:ident, $handler:ident; $($parameter:ty),*) => { [
        side_sources!($inner, $handler; $($parameter,)* FromSlot),
        side_sources!($inner, $handler; $($parameter,)* FromAcc),
        side_sources!($inner, $handler; $($parameter,)* FromPin0),
        side_sources!($inner, $handler; $($parameter,)* FromPin1),
        Absent::ABSENT,
    ] };
}

pub(super) use {
    all_pairs, one, ordered_pairs, rare_pairs, rare_sources, side_sources, sources, targets,
    unordered_pairs, unpinned_targets, variable_side_pairs, variable_sources, wide, wide_targets,
    wide_unpinned_targets,
};

/// What the macros of this module need in scope.
pub(super) mod prelude {
    pub(in super::super) use super::super::super::cell;
    pub(in super::super) use super::super::super::dispatch::{Handler, Registers, handler};
    pub(in super::super) use super::super::super::operand::{
        FloatSource, FloatTarget, FromAcc, FromConstant, FromPin0, FromPin1, FromSlot, FromWide,
        IntSource, IntTarget, Source, Target, ToAcc, ToPin0, ToPin1, ToSlot,
    };
    pub(in super::super) use super::super::super::operation::types;
    pub(in super::super) use super::*;
}
