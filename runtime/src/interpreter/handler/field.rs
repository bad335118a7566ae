//! Fields of structures, and lengths of arrays.
//!
//! `x` is the reference and `extra` the distance of the field from the beginning of the object, as
//! its type says; what is null traps.

use super::super::operation::{
    FloatLoad, FloatStore, IntLoad, IntStore, LoadFloat, LoadInt, StoreFloat, StoreInt,
};
use super::tables::prelude::*;
use super::trap::trap;
use crate::trap::TrapCode::{NullArrayReference, NullStructReference};
use crate::vm::Header;

impl Registers {
    /// The address of the object that a slot refers to.
    #[inline(always)]
    pub(super) unsafe fn object(&self, reference: u64) -> *mut u8 {
        // SAFETY: the heap has a base if there are objects, and references lead to those.
        unsafe { (*self.runtime()).heap.base().wrapping_add(reference as u32 as usize) }
    }
}

handler! {
    /// `to = x.field`
    fn get<L: LoadInt, X: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let reference = X::read(&r, (*cell).x);
        if reference as u32 == 0 {
            return r.transfer(trap(NullStructReference));
        }
        let place = r.object(reference).add((*cell).extra as usize);
        T::write(r, (*cell).to, L::load(place)).next::<cell::Plain>()
    }

    /// `to = x.field`
    fn get_float<L: LoadFloat, X: IntSource, T: FloatTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let reference = X::read(&r, (*cell).x);
        if reference as u32 == 0 {
            return r.transfer(trap(NullStructReference));
        }
        let place = r.object(reference).add((*cell).extra as usize);
        T::write_float(r, (*cell).to, L::load(place)).next::<cell::Plain>()
    }

    /// `x.field = y`
    fn set<S: StoreInt, X: IntSource, Y: IntSource>(r) {
        let cell = r.cell::<cell::Plain>();
        let reference = X::read(&r, (*cell).x);
        if reference as u32 == 0 {
            return r.transfer(trap(NullStructReference));
        }
        S::store(r.object(reference).add((*cell).extra as usize), Y::read(&r, (*cell).y));
        r.next::<cell::Plain>()
    }

    /// `x.field = y`
    fn set_float<S: StoreFloat, X: IntSource, Y: FloatSource>(r) {
        let cell = r.cell::<cell::Plain>();
        let reference = X::read(&r, (*cell).x);
        if reference as u32 == 0 {
            return r.transfer(trap(NullStructReference));
        }
        S::store(r.object(reference).add((*cell).extra as usize), Y::read_float(&r, (*cell).y));
        r.next::<cell::Plain>()
    }

    /// `x = x.field`, a vector; `first` is the distance
    fn get_vector(r) {
        let cell = r.cell::<cell::Bulk>();
        let slot = r.slot((*cell).x);
        if *slot as u32 == 0 {
            return r.transfer(trap(NullStructReference));
        }
        let place = r.object(*slot).add((*cell).first as usize);
        slot.cast::<[u64; 2]>().write(place.cast::<[u64; 2]>().read());
        r.next::<cell::Bulk>()
    }

    /// `x.field = y`, a vector; `first` is the distance
    fn set_vector(r) {
        let cell = r.cell::<cell::Bulk>();
        let reference = *r.slot((*cell).x);
        if reference as u32 == 0 {
            return r.transfer(trap(NullStructReference));
        }
        let place = r.object(reference).add((*cell).first as usize);
        place.cast::<[u64; 2]>().write(r.slot((*cell).y).cast::<[u64; 2]>().read());
        r.next::<cell::Bulk>()
    }

    /// `to =` the length of `x`
    fn length<X: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Short>();
        let reference = X::read(&r, (*cell).x);
        if reference as u32 == 0 {
            return r.transfer(trap(NullArrayReference));
        }
        let length = (*r.object(reference).cast::<Header>()).length;
        T::write(r, (*cell).to, length.into()).next::<cell::Short>()
    }
}

/// The tables of the access `A`.
struct Tables<A>(A);

impl<L: LoadInt> Tables<L> {
    const GET: BySource<ByTarget> = variable_sources!(targets, get; L);
}

impl<L: LoadFloat> Tables<L> {
    const GET_FLOAT: BySource<ByTarget> = variable_sources!(targets, get_float; L);
}

impl<S: StoreInt> Tables<S> {
    const SET: ByPair<Entry> = ordered_pairs!(one, set; S);
}

impl<S: StoreFloat> Tables<S> {
    const SET_FLOAT: ByPair<Entry> = ordered_pairs!(one, set_float; S);
}

const LENGTH: BySource<ByTarget> = variable_sources!(targets, length;);

/// The handler that reads a field which is an integer or a reference, if it is read like this.
pub(crate) fn find_get(load: IntLoad, x: Source, to: Target) -> Entry {
    let table = match load {
        IntLoad::Load8U => &Tables::<types::Load8U>::GET,
        IntLoad::Load16U => &Tables::<types::Load16U>::GET,
        IntLoad::Load32 => &Tables::<types::Load32>::GET,
        IntLoad::Load64 => &Tables::<types::Load64>::GET,
        IntLoad::Load8SAs32 => &Tables::<types::Load8SAs32>::GET,
        IntLoad::Load16SAs32 => &Tables::<types::Load16SAs32>::GET,
        _ => return None,
    };
    by_operand(table, x, to)
}

/// The handler that reads a field which is a float.
pub(crate) fn find_get_float(load: FloatLoad, x: Source, to: Target) -> Entry {
    let table = match load {
        FloatLoad::F32Load => &Tables::<types::F32Load>::GET_FLOAT,
        FloatLoad::F64Load => &Tables::<types::F64Load>::GET_FLOAT,
    };
    by_operand(table, x, to)
}

/// The handler that writes a field which is an integer or a reference.
pub(crate) fn find_set(store: IntStore, x: Source, y: Source) -> Entry {
    let table = match store {
        IntStore::Store8 => &Tables::<types::Store8>::SET,
        IntStore::Store16 => &Tables::<types::Store16>::SET,
        IntStore::Store32 => &Tables::<types::Store32>::SET,
        IntStore::Store64 => &Tables::<types::Store64>::SET,
    };
    *by_pair(table, x, y)?
}

/// The handler that writes a field which is a float.
pub(crate) fn find_set_float(store: FloatStore, x: Source, y: Source) -> Entry {
    let table = match store {
        FloatStore::F32Store => &Tables::<types::F32Store>::SET_FLOAT,
        FloatStore::F64Store => &Tables::<types::F64Store>::SET_FLOAT,
    };
    *by_pair(table, x, y)?
}

/// The handler that reads a field which is a vector.
pub(crate) fn find_get_vector() -> Handler {
    get_vector
}

/// The handler that writes a field which is a vector.
pub(crate) fn find_set_vector() -> Handler {
    set_vector
}

/// The handler that reads the length of an array.
pub(crate) fn find_length(x: Source, to: Target) -> Entry {
    by_operand(&LENGTH, x, to)
}
