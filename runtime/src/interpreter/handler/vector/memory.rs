//! Loads and stores of vectors and of their lanes.

use super::super::super::operation::vector::{LoadVector, Vector};
use super::super::super::operation::{IntStore, StoreInt, types as scalar};
use super::super::trap::trap;
use super::prelude::*;
use crate::trap::TrapCode::MemoryOutOfBounds;

handler! {
    /// `to = memory[x + offset]`
    fn load<L: LoadVector, X: IntSource>(r) {
        let cell = r.cell::<cell::Plain>();
        let address = X::read(&r, (*cell).x);
        let Some(place) = r.memory_at(address, (*cell).extra, L::SIZE) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        r.set_vector((*cell).to, L::load(place));
        r.next::<cell::Plain>()
    }

    /// `memory[x + offset] = y`
    fn store<X: IntSource>(r) {
        let cell = r.cell::<cell::Plain>();
        let address = X::read(&r, (*cell).x);
        let Some(place) = r.memory_at(address, (*cell).extra, size_of::<Vector>() as u64) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        place.cast::<Vector>().write(r.vector((*cell).y));
        r.next::<cell::Plain>()
    }

    /// `to = y` with `memory[x + offset]` as one of its lanes
    fn load_lane<S: StoreInt, X: IntSource>(r) {
        let cell = r.cell::<cell::LaneAccess>();
        let address = X::read(&r, (*cell).x);
        let Some(place) = r.memory_at(address, (*cell).offset, S::SIZE) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        r.set_vector((*cell).to, r.vector((*cell).y));
        place.copy_to_nonoverlapping(r.lane((*cell).to, (*cell).lane), S::SIZE as usize);
        r.next::<cell::LaneAccess>()
    }

    /// `memory[x + offset] =` a lane of `y`
    fn store_lane<S: StoreInt, X: IntSource>(r) {
        let cell = r.cell::<cell::LaneAccess>();
        let address = X::read(&r, (*cell).x);
        let Some(place) = r.memory_at(address, (*cell).offset, S::SIZE) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        r.lane((*cell).y, (*cell).lane).copy_to_nonoverlapping(place, S::SIZE as usize);
        r.next::<cell::LaneAccess>()
    }
}

operators! {
    /// A load of a whole vector, perhaps from fewer bytes.
    VectorLoad;
    V128Load V128Load8x8S V128Load8x8U V128Load16x4S V128Load16x4U V128Load32x2S V128Load32x2U
    V128Load8Splat V128Load16Splat V128Load32Splat V128Load64Splat V128Load32Zero V128Load64Zero
}

/// The tables of the access `A`.
struct Tables<A>(A);

impl<L: LoadVector> Tables<L> {
    const LOAD: BySource<Entry> = rare_sources!(one, load; L);
}

impl<S: StoreInt> Tables<S> {
    const LOAD_LANE: BySource<Entry> = rare_sources!(one, load_lane; S);
    const STORE_LANE: BySource<Entry> = rare_sources!(one, store_lane; S);
}

macro_rules! addresses {
    ($handler:ident;) => { rare_sources!(one, $handler;) };
}
const STORE: BySource<Entry> = addresses!(store;);

/// The handler of a load from address `x`.
pub(crate) fn find_load(load: VectorLoad, x: Source) -> Entry {
    macro_rules! table {
        ($($name:ident)*) => {
            match load { $(VectorLoad::$name => &Tables::<types::$name>::LOAD,)* }
        };
    }
    let table = table! {
        V128Load V128Load8x8S V128Load8x8U V128Load16x4S V128Load16x4U V128Load32x2S V128Load32x2U
        V128Load8Splat V128Load16Splat V128Load32Splat V128Load64Splat V128Load32Zero V128Load64Zero
    };
    *by_source(table, x)?
}

/// The handler of a store at address `x`.
pub(crate) fn find_store(x: Source) -> Entry {
    *by_source(&STORE, x)?
}

/// The handler that loads a lane from address `x`, of the width that `lane` writes.
pub(crate) fn find_load_lane(lane: IntStore, x: Source) -> Entry {
    let table = match lane {
        IntStore::Store8 => &Tables::<scalar::Store8>::LOAD_LANE,
        IntStore::Store16 => &Tables::<scalar::Store16>::LOAD_LANE,
        IntStore::Store32 => &Tables::<scalar::Store32>::LOAD_LANE,
        IntStore::Store64 => &Tables::<scalar::Store64>::LOAD_LANE,
    };
    *by_source(table, x)?
}

/// The handler that stores a lane at address `x`.
pub(crate) fn find_store_lane(lane: IntStore, x: Source) -> Entry {
    let table = match lane {
        IntStore::Store8 => &Tables::<scalar::Store8>::STORE_LANE,
        IntStore::Store16 => &Tables::<scalar::Store16>::STORE_LANE,
        IntStore::Store32 => &Tables::<scalar::Store32>::STORE_LANE,
        IntStore::Store64 => &Tables::<scalar::Store64>::STORE_LANE,
    };
    *by_source(table, x)?
}
