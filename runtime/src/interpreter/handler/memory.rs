//! Loads and stores of memory 0.
//!
//! Its addresses have 32 bits; accesses to all others are [far](super::far). `extra` is the constant
//! offset of the access.

use super::super::operation::{
    FloatLoad, FloatStore, IntLoad, IntStore, LoadFloat, LoadInt, StoreFloat, StoreInt,
};
use super::step::steps;
use super::tables::prelude::*;

steps! {
    /// `to = memory[x + offset]`
    LoadStep: cell::Plain, reading [X], writing [T];
    fn load<L: LoadInt, X: IntSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let address = X::read(&r, (*cell).x);
        let place = r.accessed(address, (*cell).extra, L::SIZE)?;
        Ok(T::write(r, (*cell).to, L::load(place)))
    }

    /// `to = memory[x + offset]`
    LoadFloatStep: cell::Plain, reading [X], writing [T];
    fn load_float<L: LoadFloat, X: IntSource, T: FloatTarget>(r) {
        let cell = r.cell::<cell::Plain>();
        let address = X::read(&r, (*cell).x);
        let place = r.accessed(address, (*cell).extra, L::SIZE)?;
        Ok(T::write_float(r, (*cell).to, L::load(place)))
    }

    /// `memory[x + offset] = y`
    StoreStep: cell::Plain, reading [X, Y], writing [];
    fn store<S: StoreInt, X: IntSource, Y: IntSource>(r) {
        let cell = r.cell::<cell::Plain>();
        let address = X::read(&r, (*cell).x);
        let place = r.accessed(address, (*cell).extra, S::SIZE)?;
        S::store(place, Y::read(&r, (*cell).y));
        Ok(r)
    }

    /// `memory[x + offset] = y`
    StoreFloatStep: cell::Plain, reading [X, Y], writing [];
    fn store_float<S: StoreFloat, X: IntSource, Y: FloatSource>(r) {
        let cell = r.cell::<cell::Plain>();
        let address = X::read(&r, (*cell).x);
        let place = r.accessed(address, (*cell).extra, S::SIZE)?;
        S::store(place, Y::read_float(&r, (*cell).y));
        Ok(r)
    }
}

/// The tables of the access `A`.
struct Tables<A>(A);

impl<L: LoadInt> Tables<L> {
    const LOAD: BySource<ByTarget> = sources!(targets, load; L);
}

impl<L: LoadFloat> Tables<L> {
    const LOAD_FLOAT: BySource<ByTarget> = sources!(targets, load_float; L);
}

impl<S: StoreInt> Tables<S> {
    const STORE: ByPair<Entry> = all_pairs!(one, store; S);
}

impl<S: StoreFloat> Tables<S> {
    const STORE_FLOAT: ByPair<Entry> = all_pairs!(one, store_float; S);
}

const WIDE_STORES: BySource<Entry> = sources!(wide, store; types::Store64);

/// The handler of a load of an integer.
pub(crate) fn find_load(load: IntLoad, x: Source, to: Target) -> Entry {
    macro_rules! table {
        ($($name:ident)*) => {
            match load { $(IntLoad::$name => &Tables::<types::$name>::LOAD,)* }
        };
    }
    let table = table! {
        Load8U Load16U Load32 Load64
        Load8SAs32 Load16SAs32 Load8SAs64 Load16SAs64 Load32SAs64
    };
    by_operand(table, x, to)
}

/// The handler of a load of a float.
pub(crate) fn find_load_float(load: FloatLoad, x: Source, to: Target) -> Entry {
    let table = match load {
        FloatLoad::F32Load => &Tables::<types::F32Load>::LOAD_FLOAT,
        FloatLoad::F64Load => &Tables::<types::F64Load>::LOAD_FLOAT,
    };
    by_operand(table, x, to)
}

/// The handler of a store of an integer; `y` is the value.
pub(crate) fn find_store(store: IntStore, x: Source, y: Source) -> Entry {
    if y == Source::Wide {
        return *by_source(wide_stores(store)?, x)?;
    }
    let table = match store {
        IntStore::Store8 => &Tables::<types::Store8>::STORE,
        IntStore::Store16 => &Tables::<types::Store16>::STORE,
        IntStore::Store32 => &Tables::<types::Store32>::STORE,
        IntStore::Store64 => &Tables::<types::Store64>::STORE,
    };
    *by_pair(table, x, y)?
}

/// The handlers of a store of a wide constant.
fn wide_stores(store: IntStore) -> Option<&'static BySource<Entry>> {
    (store == IntStore::Store64).then_some(&WIDE_STORES)
}

/// The handler of a store of a float; `y` is the value.
pub(crate) fn find_store_float(store: FloatStore, x: Source, y: Source) -> Entry {
    let table = match store {
        FloatStore::F32Store => &Tables::<types::F32Store>::STORE_FLOAT,
        FloatStore::F64Store => &Tables::<types::F64Store>::STORE_FLOAT,
    };
    *by_pair(table, x, y)?
}
