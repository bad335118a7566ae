//! Single lanes: vectors made of them, lanes read and lanes replaced.
//!
//! A lane is read and written where it lies in its vector's slots, like a value in a memory; `extra`
//! is its offset in bytes.

use super::super::super::operation::vector::SplatLane;
use super::super::super::operation::{
    FloatLoad, FloatStore, IntLoad, IntStore, LoadFloat, LoadInt, StoreFloat, StoreInt,
    types as scalar,
};
use super::prelude::*;

handler! {
    /// `to =` a vector of lanes that are all `x`
    fn splat<O: SplatLane, X: IntSource>(r) {
        let cell = r.cell::<cell::Short>();
        r.set_vector((*cell).to, O::apply(X::read(&r, (*cell).x)));
        r.next::<cell::Short>()
    }

    /// `to =` a vector of lanes that are all `x`
    fn splat_float<O: SplatLane, X: FloatSource>(r) {
        let cell = r.cell::<cell::Short>();
        r.set_vector((*cell).to, O::apply(X::read_float(&r, (*cell).x).to_bits()));
        r.next::<cell::Short>()
    }

    /// `to =` a lane of `x`
    fn extract<L: LoadInt, T: IntTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let value = L::load(r.lane((*cell).x, (*cell).extra));
        T::write(r, (*cell).to, value).next::<cell::Plain>()
    }

    /// `to =` a lane of `x`
    fn extract_float<L: LoadFloat, T: FloatTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let value = L::load(r.lane((*cell).x, (*cell).extra));
        T::write_float(r, (*cell).to, value).next::<cell::Plain>()
    }

    /// `to = x` with `y` as one of its lanes
    fn replace<S: StoreInt, Y: IntSource>(r) {
        let cell = r.cell::<cell::Plain>();
        let value = Y::read(&r, (*cell).y);
        r.set_vector((*cell).to, r.vector((*cell).x));
        S::store(r.lane((*cell).to, (*cell).extra), value);
        r.next::<cell::Plain>()
    }

    /// `to = x` with `y` as one of its lanes
    fn replace_float<S: StoreFloat, Y: FloatSource>(r) {
        let cell = r.cell::<cell::Plain>();
        let value = Y::read_float(&r, (*cell).y);
        r.set_vector((*cell).to, r.vector((*cell).x));
        S::store(r.lane((*cell).to, (*cell).extra), value);
        r.next::<cell::Plain>()
    }
}

operators! {
    /// A vector of equal lanes, made of an integer or a float.
    #[expect(clippy::enum_variant_names, reason = "the operators' own names")]
    VectorSplat;
    I8x16Splat I16x8Splat I32x4Splat I64x2Splat F32x4Splat F64x2Splat
}

/// The tables of the operation or access `O`.
struct Tables<O>(O);

impl<O: SplatLane> Tables<O> {
    const SPLAT: BySource<Entry> = rare_sources!(one, splat; O);
    const SPLAT_FLOAT: BySource<Entry> = rare_sources!(one, splat_float; O);
}

impl<L: LoadInt> Tables<L> {
    const EXTRACT: ByTarget = unpinned_targets!(extract; L);
}

impl<L: LoadFloat> Tables<L> {
    const EXTRACT_FLOAT: ByTarget = unpinned_targets!(extract_float; L);
}

impl<S: StoreInt> Tables<S> {
    const REPLACE: BySource<Entry> = rare_sources!(one, replace; S);
}

impl<S: StoreFloat> Tables<S> {
    const REPLACE_FLOAT: BySource<Entry> = rare_sources!(one, replace_float; S);
}

/// The handler that makes a vector of equal lanes `x`.
pub(crate) fn find_splat(splat: VectorSplat, x: Source) -> Entry {
    let table = match splat {
        VectorSplat::I8x16Splat => &Tables::<types::I8x16Splat>::SPLAT,
        VectorSplat::I16x8Splat => &Tables::<types::I16x8Splat>::SPLAT,
        VectorSplat::I32x4Splat => &Tables::<types::I32x4Splat>::SPLAT,
        VectorSplat::I64x2Splat => &Tables::<types::I64x2Splat>::SPLAT,
        VectorSplat::F32x4Splat => &Tables::<types::F32x4Splat>::SPLAT_FLOAT,
        VectorSplat::F64x2Splat => &Tables::<types::F64x2Splat>::SPLAT_FLOAT,
    };
    *by_source(table, x)?
}

/// The handler that reads a lane of an integer as `load` would read it from a memory.
pub(crate) fn find_extract(load: IntLoad, to: Target) -> Entry {
    macro_rules! table {
        ($($name:ident)*) => {
            match load {
                $(IntLoad::$name => &Tables::<scalar::$name>::EXTRACT,)*
                _ => return None,
            }
        };
    }
    let table = table! { Load8U Load16U Load32 Load64 Load8SAs32 Load16SAs32 };
    table[to as usize]
}

/// The handler that reads a lane of a float.
pub(crate) fn find_extract_float(load: FloatLoad, to: Target) -> Entry {
    let table = match load {
        FloatLoad::F32Load => &Tables::<scalar::F32Load>::EXTRACT_FLOAT,
        FloatLoad::F64Load => &Tables::<scalar::F64Load>::EXTRACT_FLOAT,
    };
    table[to as usize]
}

/// The handler that replaces a lane with the integer `y`, as `store` would write it to a memory.
pub(crate) fn find_replace(store: IntStore, y: Source) -> Entry {
    let table = match store {
        IntStore::Store8 => &Tables::<scalar::Store8>::REPLACE,
        IntStore::Store16 => &Tables::<scalar::Store16>::REPLACE,
        IntStore::Store32 => &Tables::<scalar::Store32>::REPLACE,
        IntStore::Store64 => &Tables::<scalar::Store64>::REPLACE,
    };
    *by_source(table, y)?
}

/// The handler that replaces a lane with the float `y`.
pub(crate) fn find_replace_float(store: FloatStore, y: Source) -> Entry {
    let table = match store {
        FloatStore::F32Store => &Tables::<scalar::F32Store>::REPLACE_FLOAT,
        FloatStore::F64Store => &Tables::<scalar::F64Store>::REPLACE_FLOAT,
    };
    *by_source(table, y)?
}
