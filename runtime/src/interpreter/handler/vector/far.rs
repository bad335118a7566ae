//! Loads and stores of vectors and of their lanes in far memories.

use super::super::super::operation::vector::{LoadVector, Vector};
use super::super::super::operation::{IntStore, StoreInt, types as scalar};
use super::super::far::{FirstWide, OtherNarrow, OtherWide, Reach, Reaches};
use super::super::trap::trap;
use super::memory::VectorLoad;
use super::prelude::*;
use crate::trap::TrapCode::MemoryOutOfBounds;

handler! {
    /// `to = memory[x + offset]`
    fn load<R: Reaches, L: LoadVector, X: IntSource>(r) {
        let cell = r.cell::<cell::Far>();
        let site = ((*cell).memory, (*cell).offset);
        let Some(place) = R::place(&r, X::read(&r, (*cell).x), site, L::SIZE) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        r.set_vector((*cell).to, L::load(place));
        r.next::<cell::Far>()
    }

    /// `memory[x + offset] = y`
    fn store<R: Reaches, X: IntSource>(r) {
        let cell = r.cell::<cell::Far>();
        let site = ((*cell).memory, (*cell).offset);
        let size = size_of::<Vector>() as u64;
        let Some(place) = R::place(&r, X::read(&r, (*cell).x), site, size) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        place.cast::<Vector>().write(r.vector((*cell).y));
        r.next::<cell::Far>()
    }

    /// `to = y` with `memory[x + offset]` as one of its lanes
    fn load_lane<R: Reaches, S: StoreInt, X: IntSource>(r) {
        let cell = r.cell::<cell::FarLane>();
        let site = ((*cell).memory, (*cell).offset);
        let Some(place) = R::place(&r, X::read(&r, (*cell).x), site, S::SIZE) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        r.set_vector((*cell).to, r.vector((*cell).y));
        place.copy_to_nonoverlapping(r.lane((*cell).to, (*cell).lane), S::SIZE as usize);
        r.next::<cell::FarLane>()
    }

    /// `memory[x + offset] =` a lane of `y`
    fn store_lane<R: Reaches, S: StoreInt, X: IntSource>(r) {
        let cell = r.cell::<cell::FarLane>();
        let site = ((*cell).memory, (*cell).offset);
        let Some(place) = R::place(&r, X::read(&r, (*cell).x), site, S::SIZE) else {
            return r.transfer(trap(MemoryOutOfBounds));
        };
        r.lane((*cell).y, (*cell).lane).copy_to_nonoverlapping(place, S::SIZE as usize);
        r.next::<cell::FarLane>()
    }
}

/// The tables of accesses to the memories `R`.
struct Plain<R>(R);
/// The tables of the access `A` to the memories `R`.
struct Tables<R, A>(R, A);

impl<R: Reaches> Plain<R> {
    const STORE: BySource<Entry> = rare_sources!(one, store; R);
}

impl<R: Reaches, L: LoadVector> Tables<R, L> {
    const LOAD: BySource<Entry> = rare_sources!(one, load; R, L);
}

impl<R: Reaches, S: StoreInt> Tables<R, S> {
    const LOAD_LANE: BySource<Entry> = rare_sources!(one, load_lane; R, S);
    const STORE_LANE: BySource<Entry> = rare_sources!(one, store_lane; R, S);
}

/// The table of one of the accesses listed, to the memories of a reach.
macro_rules! table {
    ($reach:expr, $access:expr, $enum:ident, $types:ident::$table:ident; $($name:ident)*) => {
        match ($reach, $access) {
            $((Reach::FirstWide, $enum::$name) => &Tables::<FirstWide, $types::$name>::$table,)*
            $((Reach::OtherNarrow, $enum::$name) => &Tables::<OtherNarrow, $types::$name>::$table,)*
            $((Reach::OtherWide, $enum::$name) => &Tables::<OtherWide, $types::$name>::$table,)*
        }
    };
}

/// The handler of a load from address `x`.
pub(crate) fn find_load(reach: Reach, load: VectorLoad, x: Source) -> Entry {
    let table = table! { reach, load, VectorLoad, types::LOAD;
        V128Load V128Load8x8S V128Load8x8U V128Load16x4S V128Load16x4U V128Load32x2S V128Load32x2U
        V128Load8Splat V128Load16Splat V128Load32Splat V128Load64Splat V128Load32Zero V128Load64Zero
    };
    *by_source(table, x)?
}

/// The handler of a store at address `x`.
pub(crate) fn find_store(reach: Reach, x: Source) -> Entry {
    let table = match reach {
        Reach::FirstWide => &Plain::<FirstWide>::STORE,
        Reach::OtherNarrow => &Plain::<OtherNarrow>::STORE,
        Reach::OtherWide => &Plain::<OtherWide>::STORE,
    };
    *by_source(table, x)?
}

/// The handler that loads a lane from address `x`, of the width that `lane` writes.
pub(crate) fn find_load_lane(reach: Reach, lane: IntStore, x: Source) -> Entry {
    let table = table! { reach, lane, IntStore, scalar::LOAD_LANE; Store8 Store16 Store32 Store64 };
    *by_source(table, x)?
}

/// The handler that stores a lane at address `x`.
pub(crate) fn find_store_lane(reach: Reach, lane: IntStore, x: Source) -> Entry {
    let table =
        table! { reach, lane, IntStore, scalar::STORE_LANE; Store8 Store16 Store32 Store64 };
    *by_source(table, x)?
}
