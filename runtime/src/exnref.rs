//! References to exceptions.

#![expect(unsafe_code, reason = "exceptions are kept with the state of running code")]

use crate::{
    error::Error,
    exception::Exception,
    store::{AsContext, AsContextMut, Handle, Objects},
};

/// A reference to an exception: what a guest catches with `catch_ref`, and may throw again.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExnRef {
    /// The index is the reference as it lies in a slot.
    handle: Handle,
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
        let runtime = objects.runtime()?;
        // SAFETY: the runtime lives as long as the store, which is borrowed mutably.
        let slot = unsafe { (*runtime).exceptions.allocate(tag, &payload) };
        let slot = slot.ok_or_else(|| Error::limit("no memory for an exception"))?;
        Ok(Self { handle: Handle::new(objects.id(), slot as u32) })
    }

    /// The exception referred to.
    pub fn exception(&self, store: impl AsContext) -> Exception {
        let store = store.as_context();
        let objects = store.objects();
        let slot = self.handle.index_in(objects.id()) as u64;
        let package = objects.existing_runtime().and_then(|runtime| {
            // SAFETY: the runtime lives as long as the store, which is borrowed.
            unsafe { (*runtime).exceptions.get(slot) }
        });
        match package {
            Some(package) => Exception::from_slots(objects, package.tag, &package.payload),
            // The handle belongs to this store, which keeps what handles refer to.
            None => unreachable!("a reference outlived its exception"),
        }
    }

    /// The reference as it lies in a slot.
    #[track_caller]
    pub(crate) fn to_slot(reference: Option<Self>, objects: &Objects) -> u64 {
        reference.map_or(0, |reference| reference.handle.index_in(objects.id()) as u64)
    }

    /// The reference that lies in a slot.
    pub(crate) fn from_slot(slot: u64, objects: &Objects) -> Option<Self> {
        // Only the lower half means something.
        let index = slot as u32;
        (index != 0).then(|| Self { handle: Handle::new(objects.id(), index) })
    }
}
