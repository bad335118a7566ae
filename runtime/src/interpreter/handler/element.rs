//! Elements of arrays.
//!
//! `x` is the reference and `y` the index. What is null traps, and so does an index beyond the end.

use super::super::operation::{
    FloatLoad, FloatStore, IntLoad, IntStore, LoadFloat, LoadInt, StoreFloat, StoreInt,
};
use super::tables::prelude::*;
use super::trap::trap;
use crate::trap::TrapCode::{self, ArrayOutOfBounds, NullArrayReference};
use crate::vm::Header;

impl Registers {
    /// The address of an element of `size` bytes.
    #[inline(always)]
    unsafe fn element(&self, reference: u64, index: u64, size: u64) -> Result<*mut u8, TrapCode> {
        if reference as u32 == 0 {
            return Err(NullArrayReference);
        }
        // SAFETY: a reference that is not null leads to an array.
        unsafe {
            let array = self.object(reference);
            let index = index as u32;
            if index >= (*array.cast::<Header>()).length {
                return Err(ArrayOutOfBounds);
            }
            Ok(array.add(size_of::<Header>() + index as usize * size as usize))
        }
    }
}

handler! {
    /// `to = x[y]`
    fn get<L: LoadInt, X: IntSource, Y: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let (x, y) = (X::read(&r, (*cell).x), Y::read(&r, (*cell).y));
        match r.element(x, y, L::SIZE) {
            Ok(place) => T::write(r, (*cell).to, L::load(place)).next::<cell::Plain>(),
            Err(code) => r.transfer(trap(code)),
        }
    }

    /// `to = x[y]`
    fn get_float<L: LoadFloat, X: IntSource, Y: IntSource, T: FloatTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let (x, y) = (X::read(&r, (*cell).x), Y::read(&r, (*cell).y));
        match r.element(x, y, L::SIZE) {
            Ok(place) => T::write_float(r, (*cell).to, L::load(place)).next::<cell::Plain>(),
            Err(code) => r.transfer(trap(code)),
        }
    }

    /// `x[y] = z`; the slot of `z` is `extra`
    fn set<S: StoreInt, X: IntSource, Y: IntSource, Z: IntSource>(r) {
        let cell = r.cell::<cell::Plain>();
        let (x, y) = (X::read(&r, (*cell).x), Y::read(&r, (*cell).y));
        match r.element(x, y, S::SIZE) {
            Ok(place) => {
                S::store(place, Z::read(&r, (*cell).extra));
                r.next::<cell::Plain>()
            }
            Err(code) => r.transfer(trap(code)),
        }
    }

    /// `x[y] = z`; the slot of `z` is `extra`
    fn set_float<S: StoreFloat, X: IntSource, Y: IntSource, Z: FloatSource>(r) {
        let cell = r.cell::<cell::Plain>();
        let (x, y) = (X::read(&r, (*cell).x), Y::read(&r, (*cell).y));
        match r.element(x, y, S::SIZE) {
            Ok(place) => {
                S::store(place, Z::read_float(&r, (*cell).extra));
                r.next::<cell::Plain>()
            }
            Err(code) => r.transfer(trap(code)),
        }
    }

    /// `x = x[y]`, a vector
    fn get_vector(r) {
        let cell = r.cell::<cell::Bulk>();
        let slot = r.slot((*cell).x);
        match r.element(*slot, *r.slot((*cell).y), 16) {
            Ok(place) => {
                slot.cast::<[u64; 2]>().write(place.cast::<[u64; 2]>().read());
                r.next::<cell::Bulk>()
            }
            Err(code) => r.transfer(trap(code)),
        }
    }

    /// `x[y] = z`, a vector
    fn set_vector(r) {
        let cell = r.cell::<cell::Bulk>();
        match r.element(*r.slot((*cell).x), *r.slot((*cell).y), 16) {
            Ok(place) => {
                let value = r.slot((*cell).z).cast::<[u64; 2]>();
                place.cast::<[u64; 2]>().write(value.read());
                r.next::<cell::Bulk>()
            }
            Err(code) => r.transfer(trap(code)),
        }
    }
}

/// The tables of the access `A`.
struct Tables<A>(A);

impl<L: LoadInt> Tables<L> {
    const GET: ByPair<ByTarget> = rare_pairs!(unpinned_targets, get; L);
}

impl<L: LoadFloat> Tables<L> {
    const GET_FLOAT: ByPair<ByTarget> = rare_pairs!(unpinned_targets, get_float; L);
}

/// The value comes from the accumulator or a slot.
macro_rules! values {
    ($handler:ident; $($parameter:ty),*) => { [
        Some($handler::<$($parameter,)* FromSlot> as Handler),
        Some($handler::<$($parameter,)* FromAcc> as Handler),
    ] };
}

impl<S: StoreInt> Tables<S> {
    const SET: ByPair<[Entry; 2]> = rare_pairs!(values, set; S);
}

impl<S: StoreFloat> Tables<S> {
    const SET_FLOAT: ByPair<[Entry; 2]> = rare_pairs!(values, set_float; S);
}

/// The handler that reads an element which is an integer or a reference, if it is read like this.
pub(crate) fn find_get(load: IntLoad, x: Source, y: Source, to: Target) -> Entry {
    let table = match load {
        IntLoad::Load8U => &Tables::<types::Load8U>::GET,
        IntLoad::Load16U => &Tables::<types::Load16U>::GET,
        IntLoad::Load32 => &Tables::<types::Load32>::GET,
        IntLoad::Load64 => &Tables::<types::Load64>::GET,
        IntLoad::Load8SAs32 => &Tables::<types::Load8SAs32>::GET,
        IntLoad::Load16SAs32 => &Tables::<types::Load16SAs32>::GET,
        _ => return None,
    };
    by_operands(table, x, y, to)
}

/// The handler that reads an element which is a float.
pub(crate) fn find_get_float(load: FloatLoad, x: Source, y: Source, to: Target) -> Entry {
    let table = match load {
        FloatLoad::F32Load => &Tables::<types::F32Load>::GET_FLOAT,
        FloatLoad::F64Load => &Tables::<types::F64Load>::GET_FLOAT,
    };
    by_operands(table, x, y, to)
}

/// The handler that writes an element which is an integer or a reference.
pub(crate) fn find_set(store: IntStore, x: Source, y: Source, z: Source) -> Entry {
    let table = match store {
        IntStore::Store8 => &Tables::<types::Store8>::SET,
        IntStore::Store16 => &Tables::<types::Store16>::SET,
        IntStore::Store32 => &Tables::<types::Store32>::SET,
        IntStore::Store64 => &Tables::<types::Store64>::SET,
    };
    *by_pair(table, x, y)?.get(z as usize)?
}

/// The handler that writes an element which is a float.
pub(crate) fn find_set_float(store: FloatStore, x: Source, y: Source, z: Source) -> Entry {
    let table = match store {
        FloatStore::F32Store => &Tables::<types::F32Store>::SET_FLOAT,
        FloatStore::F64Store => &Tables::<types::F64Store>::SET_FLOAT,
    };
    *by_pair(table, x, y)?.get(z as usize)?
}

/// The handler that reads an element which is a vector.
pub(crate) fn find_get_vector() -> Handler {
    get_vector
}

/// The handler that writes an element which is a vector.
pub(crate) fn find_set_vector() -> Handler {
    set_vector
}
