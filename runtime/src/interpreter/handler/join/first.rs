//! The tables of what comes first: for each form, what may come second.

use super::super::super::operation::{FloatLoad, IntBinary, IntLoad, IntStore};
use super::super::chain::BinaryChainStep;
use super::super::copies::CopyCopyStep;
use super::super::fused::{LoadCombineFloatStep, LoadIndexedStep};
use super::super::global::{GetAddStep, Inline, MoveByStep, SetSumStep};
use super::super::integer::{BinaryStep, CopyStep};
use super::super::memory::{LoadFloatStep, LoadStep, StoreStep};
use super::super::tables::prelude::*;
use super::Form;
use super::second::{
    Access, AccessInLoop, After, Element, Epilogue, Field, FloatAccess, Move, Moves, Product,
    Prologue, Seconds, Sum,
};

/// What may come second, if anything may.
type First = Option<&'static Seconds>;

impl Absent for First {
    const ABSENT: Self = None;
}

/// A first step, after the group that it belongs to.
macro_rules! first {
    ($first:ident; $group:ty, $($parameter:ty),*) => {
        Some(&After::<$group, $first<$($parameter),*>>::SECONDS)
    };
}
macro_rules! first_targets {
    ($first:ident; $($parameter:ty),*) => { [
        first!($first; $($parameter,)* ToSlot),
        first!($first; $($parameter,)* ToAcc),
        first!($first; $($parameter,)* ToPin0),
        first!($first; $($parameter,)* ToPin1),
    ] };
}
macro_rules! first_to_acc {
    ($first:ident; $($parameter:ty),*) => { first!($first; $($parameter,)* ToAcc) };
}
macro_rules! first_chain {
    ($first:ident; $($parameter:ty),*) => {
        first!($first; $($parameter,)* FromConstant, FromConstant, ToAcc)
    };
}
macro_rules! first_with_any {
    ($first:ident; $($parameter:ty),*) => { sources!(first, $first; $($parameter),*) };
}
macro_rules! first_with_side {
    ($first:ident; $($parameter:ty),*) => { side_sources!(first_to_acc, $first; $($parameter),*) };
}
macro_rules! first_stored {
    ($first:ident; $($parameter:ty),*) => { [
        first!($first; $($parameter,)* ToSlot),
        None,
        first!($first; $($parameter,)* ToPin0),
        first!($first; $($parameter,)* ToPin1),
    ] };
}
/// The second of two moves to slots.
macro_rules! first_second_move {
    ($first:ident; $($parameter:ty),*) => {
        sources!(first_to_slot, $first; $($parameter,)* ToSlot)
    };
}
macro_rules! first_to_slot {
    ($first:ident; $($parameter:ty),*) => { first!($first; $($parameter,)* ToSlot) };
}

const LOAD8: BySource<[First; 4]> =
    variable_sources!(first_targets, LoadStep; AccessInLoop, types::Load8U);
const LOAD32: BySource<[First; 4]> =
    variable_sources!(first_targets, LoadStep; Access, types::Load32);
const LOAD64: BySource<[First; 4]> =
    variable_sources!(first_targets, LoadStep; AccessInLoop, types::Load64);
const LOAD_FLOAT: BySource<[First; 4]> =
    variable_sources!(first_targets, LoadFloatStep; FloatAccess, types::F64Load);
const LOAD_INDEXED8: ByPair<First> =
    unordered_pairs!(first_to_acc, LoadIndexedStep; Element, types::Load8U);
const LOAD_INDEXED32: ByPair<First> =
    unordered_pairs!(first_to_acc, LoadIndexedStep; Element, types::Load32);
const STORE8: ByPair<First> =
    variable_sources!(first_with_any, StoreStep; AccessInLoop, types::Store8);
const STORE32: ByPair<First> = variable_sources!(first_with_any, StoreStep; Access, types::Store32);
const ADD: ByPair<[First; 4]> = unordered_pairs!(first_targets, BinaryStep; Sum, types::I32Add);
const SHIFT_AND: BySource<First> =
    variable_sources!(first_chain, BinaryChainStep; Field, types::I32ShrU, types::I32And);
const AND_SHIFT: BySource<First> =
    variable_sources!(first_chain, BinaryChainStep; Field, types::I32And, types::I32Shl);
const COPY: BySource<[First; 4]> = sources!(first_stored, CopyStep; Move);
const COPY_COPY: ByPair<First> = sources!(first_second_move, CopyCopyStep; Moves);
const GET_ADD: [First; 4] = first_targets!(GetAddStep; Prologue, Inline);
const MOVE_BY: [First; 4] = first_targets!(MoveByStep; Prologue, Inline);
const SET_SUM: BySource<First> = variable_sources!(first, SetSumStep; Epilogue, Inline);
const LOAD_MULTIPLY: ByPair<First> = variable_sources!(first_with_side, LoadCombineFloatStep; Product, types::F64Load, types::F64Mul);

/// The handler that joins two cells, the first of which always goes on with the second, which takes
/// something off the fuel if it is `metered`.
pub(crate) fn find(first: Form, second: Form, metered: bool) -> Entry {
    follow(first)?.find(second, metered)
}

/// What may follow.
fn follow(first: Form) -> First {
    match first {
        Form::Load(load, x, to) => by_source(loads(load)?, x)?[to as usize],
        Form::LoadFloat(FloatLoad::F64Load, x, to) => by_source(&LOAD_FLOAT, x)?[to as usize],
        Form::LoadIndexed(IntLoad::Load8U, (x, y), Target::Acc) => *by_pair(&LOAD_INDEXED8, x, y)?,
        Form::LoadIndexed(IntLoad::Load32, (x, y), Target::Acc) => *by_pair(&LOAD_INDEXED32, x, y)?,
        Form::Store(IntStore::Store8, x, y) => *by_pair(&STORE8, x, y)?,
        Form::Store(IntStore::Store32, x, y) => *by_pair(&STORE32, x, y)?,
        Form::Add((x, y), to) => by_pair(&ADD, x, y)?[to as usize],
        Form::Chain(IntBinary::I32ShrU, IntBinary::I32And, x) => *by_source(&SHIFT_AND, x)?,
        Form::Chain(IntBinary::I32And, IntBinary::I32Shl, x) => *by_source(&AND_SHIFT, x)?,
        Form::Copy(x, to) => by_source(&COPY, x)?[to as usize],
        Form::CopyCopy((x, Target::Slot), (y, Target::Slot)) => *by_pair(&COPY_COPY, x, y)?,
        Form::GlobalAdd(false, to) => GET_ADD[to as usize],
        Form::GlobalAdd(true, to) => MOVE_BY[to as usize],
        Form::GlobalSetSum(x) => *by_source(&SET_SUM, x)?,
        Form::LoadMultiply(x, y, Target::Acc) => *by_pair(&LOAD_MULTIPLY, x, y)?,
        _ => None,
    }
}

fn loads(load: IntLoad) -> Option<&'static BySource<[First; 4]>> {
    match load {
        IntLoad::Load8U => Some(&LOAD8),
        IntLoad::Load32 => Some(&LOAD32),
        IntLoad::Load64 => Some(&LOAD64),
        _ => None,
    }
}
