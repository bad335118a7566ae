//! Vectors on their way: constants, copies, choices, globals, and results of functions.

use super::super::super::operation::vector::Vector;
use super::super::global::{Imported, Inline, Locate};
use super::prelude::*;
use crate::vm::Place;

handler! {
    /// `to =` a constant
    fn constant(r) {
        let cell = r.cell::<cell::Constant>();
        r.set_vector((*cell).to, (*cell).value);
        r.next::<cell::Constant>()
    }

    /// `to = x`
    fn copy(r) {
        let cell = r.cell::<cell::Short>();
        r.set_vector((*cell).to, r.vector((*cell).x));
        r.next::<cell::Short>()
    }

    /// `to = z ? x : y`, with `z` in `extra`
    fn select<Z: IntSource>(r) {
        let cell = r.cell::<cell::Plain>();
        let holds = Z::read(&r, (*cell).extra) as u32 != 0;
        let from = if holds { (*cell).x } else { (*cell).y };
        r.set_vector((*cell).to, r.vector(from));
        r.next::<cell::Plain>()
    }

    /// `to = global`
    fn get<P: Locate>(r) {
        let cell = r.cell::<cell::Short>();
        r.set_vector((*cell).to, P::locate(&r, (*cell).x).cast::<Vector>().read());
        r.next::<cell::Short>()
    }

    /// `global = x`, with the offset of the global in `extra`
    fn set<P: Locate>(r) {
        let cell = r.cell::<cell::Plain>();
        P::locate(&r, (*cell).extra).cast::<Vector>().write(r.vector((*cell).x));
        r.next::<cell::Plain>()
    }

    /// A return of one vector.
    fn leave_with(r) {
        let cell = r.cell::<cell::Return>();
        r.set_vector(0, r.vector((*cell).x));
        r.pop_frame((*cell).header).dispatch()
    }
}

macro_rules! conditions {
    ($handler:ident;) => { rare_sources!(one, $handler;) };
}
const SELECT: BySource<Entry> = conditions!(select;);

/// The handler that makes a constant.
pub(crate) fn find_constant() -> Handler {
    constant
}

/// The handler that copies a vector.
pub(crate) fn find_copy(x: Source, to: Target) -> Entry {
    (x == Source::Slot && to == Target::Slot).then_some(copy as Handler)
}

/// The handler that chooses by the condition `z`.
pub(crate) fn find_select(z: Source) -> Entry {
    *by_source(&SELECT, z)?
}

/// The handler that reads a global.
pub(crate) fn find_get(place: Place) -> Handler {
    match place {
        Place::Inline(_) => get::<Inline>,
        Place::Pointer(_) => get::<Imported>,
    }
}

/// The handler that writes a global.
pub(crate) fn find_set(place: Place) -> Handler {
    match place {
        Place::Inline(_) => set::<Inline>,
        Place::Pointer(_) => set::<Imported>,
    }
}

/// The handler of a return of one vector.
pub(crate) fn find_leave_with() -> Handler {
    leave_with
}
