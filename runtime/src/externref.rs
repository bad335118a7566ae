//! References to the host's values.

use std::any::Any;

use crate::{
    anyref::AnyRef,
    error::Error,
    reference::Reference,
    store::{AsContext, AsContextMut, Objects, StoreContext},
};

/// A reference to a value of the host's, which guests can hold and hand back but not look into.
///
/// The value lives as long as something refers to it: a guest, or this handle. As all handles to
/// objects, it is good until the scope ends in which it was made: see [`RootScope`](crate::RootScope).
///
/// ```
/// use wasmrun_runtime::{Engine, ExternRef, Store};
///
/// let mut store = Store::new(&Engine::default(), ());
/// let reference = ExternRef::new(&mut store, String::from("hello"))?;
/// let value = reference.data(&store).unwrap();
/// assert_eq!(value.downcast_ref::<String>().unwrap(), "hello");
/// # Ok::<(), wasmrun_runtime::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ExternRef {
    reference: Reference,
}

impl ExternRef {
    /// Puts a value into the store and refers to it.
    ///
    /// # Errors
    /// If there is no room for it.
    pub fn new(mut store: impl AsContextMut, value: impl Any + Send + Sync) -> Result<Self, Error> {
        let mut store = store.as_context_mut();
        let objects = store.objects_mut();
        let index = objects
            .externs
            .reserve()
            .ok_or_else(|| Error::limit("too many references in one store"))?;
        let made = objects.make(|heap, attempt| heap.new_host(index, attempt));
        let object = made.inspect_err(|_| objects.externs.release(index))?;
        objects.externs.set(index, Box::new(value), object);
        Ok(Self { reference: Reference::of_object(objects, object) })
    }

    /// The value referred to; `None` if it is none of the host's but a guest's, which made it an
    /// `externref`.
    ///
    /// # Panics
    /// As all uses of handles.
    pub fn data<'a, T: 'static>(
        &self,
        store: impl Into<StoreContext<'a, T>>,
    ) -> Option<&'a (dyn Any + Send + Sync)> {
        let objects = store.into().objects();
        let object = self.reference.object(objects)?;
        objects.externs.get(objects.heap()?.host_index(object)?)
    }

    /// The same as a reference of the hierarchy of `any`, as `any.convert_extern` gives it.
    pub fn to_any(self) -> AnyRef {
        AnyRef::of(self.reference)
    }

    /// Whether both refer to the same.
    ///
    /// # Panics
    /// As all uses of handles.
    pub fn same(store: impl AsContext, a: &Self, b: &Self) -> bool {
        let store = store.as_context();
        a.reference.to_slot(store.objects()) == b.reference.to_slot(store.objects())
    }

    pub(crate) fn of(reference: Reference) -> Self {
        Self { reference }
    }

    /// The reference as it lies in a slot.
    #[track_caller]
    pub(crate) fn to_slot(reference: Option<Self>, objects: &Objects) -> u64 {
        reference.map_or(0, |reference| reference.reference.to_slot(objects))
    }

    /// The reference that lies in a slot.
    pub(crate) fn from_slot(slot: u64, objects: &Objects) -> Option<Self> {
        Some(Self { reference: Reference::from_slot(slot, objects)? })
    }
}
