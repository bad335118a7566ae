//! What a handle to something in a store is made of.

use std::sync::atomic::{AtomicU64, Ordering};

/// The identity of a store, unique in the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct StoreId(u64);

impl StoreId {
    /// An identity that no other store has.
    pub(super) fn next() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }

    /// Refuses handles of other stores.
    #[track_caller]
    pub(crate) fn check(self, other: Self) {
        assert!(self == other, "a handle was used with another store than its own");
    }
}

/// The place of something in the tables of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Handle {
    store: StoreId,
    index: u32,
}

impl Handle {
    pub(crate) fn new(store: StoreId, index: u32) -> Self {
        Self { store, index }
    }

    /// The store it belongs to.
    pub(crate) fn store(self) -> StoreId {
        self.store
    }

    /// The index in the table of `store`.
    ///
    /// # Panics
    /// If the handle belongs to another store.
    #[track_caller]
    pub(crate) fn index_in(self, store: StoreId) -> usize {
        store.check(self.store);
        self.index as usize
    }
}
