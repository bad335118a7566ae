//! References to the host's values.

use std::any::Any;

use crate::{
    error::Error,
    store::{AsContextMut, Handle, Objects, StoreContext},
};

/// A reference to a value of the host's, which guests can hold and hand back but not look into.
///
/// The value lives as long as the store.
///
/// ```
/// use wasmrun_runtime::{Engine, ExternRef, Store};
///
/// let mut store = Store::new(&Engine::default(), ());
/// let reference = ExternRef::new(&mut store, String::from("hello"))?;
/// assert_eq!(reference.data(&store).downcast_ref::<String>().unwrap(), "hello");
/// # Ok::<(), wasmrun_runtime::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExternRef {
    handle: Handle,
}

impl ExternRef {
    /// Puts a value into the store and refers to it.
    ///
    /// # Errors
    /// If the store holds 2^32 values already.
    pub fn new(mut store: impl AsContextMut, value: impl Any + Send + Sync) -> Result<Self, Error> {
        let mut store = store.as_context_mut();
        let objects = store.objects_mut();
        let index = objects
            .externs
            .add(Box::new(value))
            .ok_or_else(|| Error::limit("too many references in one store"))?;
        Ok(Self { handle: Handle::new(objects.id(), index) })
    }

    /// The value referred to.
    pub fn data<'a, T: 'static>(
        &self,
        store: impl Into<StoreContext<'a, T>>,
    ) -> &'a (dyn Any + Send + Sync) {
        let objects = store.into().objects();
        match objects.externs.get(self.handle.index_in(objects.id())) {
            Some(value) => value,
            // Values are never removed, and the handle belongs to this store.
            None => unreachable!("a reference outlived its value"),
        }
    }

    /// The reference as it lies in a slot.
    #[track_caller]
    pub(crate) fn to_slot(reference: Option<Self>, objects: &Objects) -> u64 {
        reference.map_or(0, |reference| reference.handle.index_in(objects.id()) as u64 + 1)
    }

    /// The reference that lies in a slot.
    pub(crate) fn from_slot(slot: u64, objects: &Objects) -> Option<Self> {
        let index = slot.checked_sub(1)?;
        Some(Self { handle: Handle::new(objects.id(), index as u32) })
    }
}
