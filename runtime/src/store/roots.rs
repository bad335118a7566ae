//! What the host's handles refer to in the heap.
//!
//! References that the host holds are kept in a list, and its handles name places in it. The list is a
//! stack: what a host function puts there is taken off when it returns, so that handles need not be
//! given back one by one.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::handle::StoreId;
use crate::vm::ObjectRef;

/// A handle to an object of a store, good until the scope ends in which it was made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Root {
    store: StoreId,
    index: u32,
    /// Tells the reference from others that were at the same place.
    generation: u32,
}

/// The references of a store's host.
#[derive(Debug, Default)]
pub(super) struct Roots {
    /// Behind a lock, since handles are made where a store is only read.
    list: Mutex<List>,
}

#[derive(Debug, Default)]
struct List {
    entries: Vec<Entry>,
    generation: u32,
}

#[derive(Debug)]
struct Entry {
    reference: ObjectRef,
    generation: u32,
}

/// A scope that has begun: what comes to the list from now on belongs to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope {
    length: usize,
}

impl Roots {
    fn lock(&self) -> MutexGuard<'_, List> {
        // Nothing in this file panics halfway through a change.
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn list(&mut self) -> &mut List {
        self.list.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    /// A handle to an object, in the innermost scope.
    pub(super) fn add(&self, store: StoreId, reference: ObjectRef) -> Root {
        let mut list = self.lock();
        // Each takes a part of the host's memory, which ends before the numbers do.
        let index = list.entries.len() as u32;
        let generation = list.generation;
        list.entries.push(Entry { reference, generation });
        Root { store, index, generation }
    }

    /// What a handle refers to; `None` if its scope has ended.
    pub(super) fn get(&self, root: Root) -> Option<ObjectRef> {
        let list = self.lock();
        let entry = list.entries.get(root.index as usize)?;
        (entry.generation == root.generation).then_some(entry.reference)
    }

    /// Begins a scope.
    pub(super) fn open(&mut self) -> Scope {
        Scope { length: self.list().entries.len() }
    }

    /// Ends a scope, and those in it.
    pub(super) fn close(&mut self, scope: Scope) {
        let list = self.list();
        if list.entries.len() > scope.length {
            list.entries.truncate(scope.length);
            list.generation = list.generation.wrapping_add(1);
        }
    }

    /// All references.
    pub(super) fn references(&mut self) -> impl Iterator<Item = ObjectRef> + '_ {
        self.list().entries.iter().map(|entry| entry.reference)
    }
}

impl Root {
    /// The store it belongs to.
    pub(super) fn store(self) -> StoreId {
        self.store
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(offset: u64) -> ObjectRef {
        ObjectRef::from_slot(offset).unwrap()
    }

    #[test]
    fn handles_are_good_until_their_scope_ends() {
        let (mut roots, store) = (Roots::default(), StoreId::next());
        let outer = roots.add(store, object(8));
        let scope = roots.open();
        let inner = roots.add(store, object(16));
        assert_eq!(roots.get(inner), Some(object(16)));
        assert_eq!(roots.references().count(), 2);
        roots.close(scope);
        assert_eq!((roots.get(outer), roots.get(inner)), (Some(object(8)), None));
        let scope = roots.open();
        let other = roots.add(store, object(24));
        assert_eq!((roots.get(inner), roots.get(other)), (None, Some(object(24))));
        roots.close(scope);
        assert_eq!(roots.get(other), None);
    }
}
