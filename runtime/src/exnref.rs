//! References to exceptions.

use crate::{
    error::Error,
    exception::Exception,
    store::{AsContext, AsContextMut, Objects, Root},
    vm::ObjectRef,
};

/// A reference to an exception: what a guest catches with `catch_ref`, and may throw again.
///
/// As all handles to objects, it is good until the scope ends in which it was made: see
/// [`RootScope`](crate::RootScope).
///
/// ```
/// use wasmrun_runtime::{Engine, Exception, ExnRef, Store, Tag, TagType, Val, ValType};
///
/// let mut store = Store::new(&Engine::default(), ());
/// let tag = Tag::new(&mut store, TagType::new([ValType::I32]))?;
/// let exception = Exception::new(&store, tag, &[Val::I32(7)])?;
/// let reference = ExnRef::new(&mut store, &exception)?;
/// assert_eq!(reference.exception(&store).payload()[0].i32(), Some(7));
/// # Ok::<(), wasmrun_runtime::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ExnRef {
    root: Root,
}

impl ExnRef {
    /// Puts an exception into the store and refers to it.
    ///
    /// # Errors
    /// If there is no room for it.
    pub fn new(mut store: impl AsContextMut, exception: &Exception) -> Result<Self, Error> {
        let mut store = store.as_context_mut();
        let objects = store.objects_mut();
        let tag = exception.tag().index_in(objects);
        let payload = exception.to_slots(objects);
        let object = objects.make(|heap, attempt| heap.new_exception(tag, &payload, attempt))?;
        Ok(Self { root: objects.root(object) })
    }

    /// The exception referred to.
    ///
    /// # Panics
    /// As all uses of handles.
    pub fn exception(&self, store: impl AsContext) -> Exception {
        let store = store.as_context();
        let objects = store.objects();
        let object = objects.object(self.root);
        match objects.heap().and_then(|heap| heap.exception(object)) {
            Some((tag, payload)) => Exception::from_slots(objects, tag, payload),
            // The handle belongs to this store, and keeps what it refers to.
            None => unreachable!("a reference to an exception leads to something else"),
        }
    }

    /// The reference as it lies in a slot.
    #[track_caller]
    pub(crate) fn to_slot(reference: Option<Self>, objects: &Objects) -> u64 {
        reference.map_or(0, |reference| objects.object(reference.root).to_slot())
    }

    /// The reference that lies in a slot.
    pub(crate) fn from_slot(slot: u64, objects: &Objects) -> Option<Self> {
        Some(Self { root: objects.root(ObjectRef::from_slot(slot)?) })
    }
}
