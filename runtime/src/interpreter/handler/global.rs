//! Access to globals, and references to functions.
//!
//! `x` is the offset in the context: of the global or function itself if the module defines it, of
//! a pointer to it if it is imported.

use super::super::operation::CombineInts;
use super::step::steps;
use super::tables::prelude::*;
use crate::vm::{Context, Place};

/// How something is found from its offset in the context.
pub(in crate::interpreter) trait Locate {
    unsafe fn locate(registers: &Registers, offset: u32) -> *mut u64;
}

/// The thing itself is in the context.
pub(super) struct Inline;
/// A pointer to the thing is in the context.
pub(super) struct Imported;

impl Locate for Inline {
    #[inline(always)]
    unsafe fn locate(registers: &Registers, offset: u32) -> *mut u64 {
        Context::cell(registers.context, offset)
    }
}

impl Locate for Imported {
    #[inline(always)]
    unsafe fn locate(registers: &Registers, offset: u32) -> *mut u64 {
        // SAFETY: the offset is that of a pointer in the context.
        unsafe { *Context::cell::<*mut u64>(registers.context, offset) }
    }
}

steps! {
    /// `to = global + y`
    GetAddStep: cell::Plain, reading [], writing [T];
    fn get_add<P: Locate, T: IntTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let value = <types::I32Add as CombineInts>::apply(
            *P::locate(&r, (*cell).extra),
            FromConstant::read(&r, (*cell).y),
        );
        Ok(T::write(r, (*cell).to, value))
    }

    /// `global = to = global + y`
    MoveByStep: cell::Plain, reading [], writing [T];
    fn move_by<P: Locate, T: IntTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let place = P::locate(&r, (*cell).extra);
        let value =
            <types::I32Add as CombineInts>::apply(*place, FromConstant::read(&r, (*cell).y));
        *place = value;
        Ok(T::write(r, (*cell).to, value))
    }

    /// `global = x + y`
    SetSumStep: cell::Plain, reading [X], writing [];
    fn set_sum<P: Locate, X: IntSource>(r) {
        let cell = r.cell::<cell::Plain>();
        let acc = <types::I32Add as CombineInts>::apply(
            X::read(&r, (*cell).x),
            FromConstant::read(&r, (*cell).y),
        );
        // The accumulator is free, and there are few scratch registers.
        let r = Registers { acc, ..r };
        *P::locate(&r, (*cell).extra) = acc;
        Ok(r)
    }
}

handler! {
    /// `to = global`
    fn get<P: Locate, T: IntTarget>(r) {
        let cell = r.cell::<cell::Short>();
        let value = *P::locate(&r, (*cell).x);
        T::write(r, (*cell).to, value).next::<cell::Short>()
    }

    /// `to = global`
    fn get_float<P: Locate, T: FloatTarget>(r) {
        let cell = r.cell::<cell::Short>();
        let value = *P::locate(&r, (*cell).x).cast::<f64>();
        T::write_float(r, (*cell).to, value).next::<cell::Short>()
    }

    /// `global = x`, with the offset of the global in `extra`
    fn set<P: Locate, X: IntSource>(r) {
        let cell = r.cell::<cell::Plain>();
        *P::locate(&r, (*cell).extra) = X::read(&r, (*cell).x);
        r.next::<cell::Plain>()
    }

    /// `global = x`, with the offset of the global in `extra`
    fn set_float<P: Locate, X: FloatSource>(r) {
        let cell = r.cell::<cell::Plain>();
        *P::locate(&r, (*cell).extra).cast() = X::read_float(&r, (*cell).x);
        r.next::<cell::Plain>()
    }

    /// `to =` the address of a function's entry
    fn reference<P: Locate, T: IntTarget>(r) {
        let cell = r.cell::<cell::Short>();
        let entry = P::locate(&r, (*cell).x).expose_provenance();
        T::write(r, (*cell).to, entry as u64).next::<cell::Short>()
    }
}

const GET: [ByTarget; 2] = [targets!(get; Inline), targets!(get; Imported)];
const GET_FLOAT: [ByTarget; 2] = [targets!(get_float; Inline), targets!(get_float; Imported)];
const SET: [BySource<Entry>; 2] = [sources!(one, set; Inline), sources!(one, set; Imported)];
const SET_FLOAT: [BySource<Entry>; 2] =
    [sources!(one, set_float; Inline), sources!(one, set_float; Imported)];
const GET_ADD: [ByTarget; 2] = [targets!(get_add; Inline), targets!(get_add; Imported)];
const MOVE_BY: [ByTarget; 2] = [targets!(move_by; Inline), targets!(move_by; Imported)];
const SET_SUM: [BySource<Entry>; 2] =
    [variable_sources!(one, set_sum; Inline), variable_sources!(one, set_sum; Imported)];
const REFERENCE: [ByTarget; 2] = [targets!(reference; Inline), targets!(reference; Imported)];

fn kind(place: Place) -> usize {
    match place {
        Place::Inline(_) => 0,
        Place::Pointer(_) => 1,
    }
}

/// The handler that reads a global with an integer or a reference.
pub(crate) fn find_get(place: Place, to: Target) -> Entry {
    GET[kind(place)][to as usize]
}

/// The handler that reads a global with a float.
pub(crate) fn find_get_float(place: Place, to: Target) -> Entry {
    GET_FLOAT[kind(place)][to as usize]
}

/// The handler that writes a global with an integer or a reference.
pub(crate) fn find_set(place: Place, x: Source) -> Entry {
    *by_source(&SET[kind(place)], x)?
}

/// The handler that writes a global with a float.
pub(crate) fn find_set_float(place: Place, x: Source) -> Entry {
    *by_source(&SET_FLOAT[kind(place)], x)?
}

/// The handler that reads a global of 32 bits and adds a constant; `moves` says that the sum is
/// the global's new value.
pub(crate) fn find_get_add(place: Place, moves: bool, to: Target) -> Entry {
    let table = if moves { &MOVE_BY } else { &GET_ADD };
    table[kind(place)][to as usize]
}

/// The handler that writes a sum of 32 bits to a global; one summand is constant.
pub(crate) fn find_set_sum(place: Place, x: Source) -> Entry {
    *by_source(&SET_SUM[kind(place)], x)?
}

/// The handler that makes a reference to a function.
pub(crate) fn find_reference(place: Place, to: Target) -> Entry {
    REFERENCE[kind(place)][to as usize]
}
