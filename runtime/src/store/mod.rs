//! Stores: what owns instances, memories, tables, globals and the host's data.

mod arrays;
mod budget;
mod bulk;
mod checkpoint;
mod collect;
mod context;
mod convert;
mod exceptions;
mod externs;
mod fuel;
mod grow;
mod handle;
mod inner;
mod interrupt;
mod objects;
mod owned;
mod roots;
mod sample;
mod scope;
pub(crate) mod services;
mod trace;

use std::fmt;

pub use context::{AsContext, AsContextMut, StoreContext, StoreContextMut};
pub(crate) use externs::Externs;
pub(crate) use handle::{Handle, StoreId};
pub(crate) use inner::StoreInner;
pub use interrupt::{InterruptHandle, Interruption};
pub(crate) use objects::{GlobalCell, GlobalObject, MemoryObject, Objects, TableObject};
pub(crate) use owned::Owned;
pub(crate) use roots::Root;
pub use sample::SampleHandle;
pub use scope::RootScope;
pub use trace::CallEvent;

use crate::engine::Engine;

/// The world in which instances live, with data of the host's own.
///
/// Everything instantiated in a store, and everything the host makes for it, lives as long as the
/// store does, but for objects that references refer to. Handles such as [`Func`](crate::Func) and [`Memory`](crate::Memory) are small and
/// cheap to copy; they mean something only together with their store.
///
/// A store can be sent to another thread, but only one thread uses it at a time.
///
/// # Panics
/// Every method of a handle panics if it is given another store than the handle's own: that is a
/// mistake in the embedder's program, not an event that it could handle.
///
/// ```
/// use wasmrun_runtime::{Engine, Store};
///
/// let mut store = Store::new(&Engine::default(), vec!["tea"]);
/// store.data_mut().push("milk");
/// assert_eq!(store.into_data(), ["tea", "milk"]);
/// ```
pub struct Store<T: 'static> {
    /// Boxed, because running code points to it.
    inner: Box<StoreInner<T>>,
}

impl<T: 'static> Store<T> {
    /// A store without instances.
    pub fn new(engine: &Engine, data: T) -> Self {
        Self { inner: Box::new(StoreInner { objects: Objects::new(engine), data }) }
    }

    /// The engine the store was made with.
    pub fn engine(&self) -> &Engine {
        self.inner.objects.engine()
    }

    /// The host's data.
    pub fn data(&self) -> &T {
        &self.inner.data
    }

    /// The host's data, to be changed.
    pub fn data_mut(&mut self) -> &mut T {
        &mut self.inner.data
    }

    /// Collects garbage: frees the objects of the heap that nothing can reach. Otherwise that is done
    /// now and then while objects are made.
    pub fn gc(&mut self) {
        self.as_context_mut().gc();
    }

    /// Drops all instances and gives the host's data back.
    pub fn into_data(self) -> T {
        self.inner.data
    }
}

impl<T: 'static> AsContext for Store<T> {
    type Data = T;

    fn as_context(&self) -> StoreContext<'_, T> {
        StoreContext::new(&self.inner)
    }
}

impl<T: 'static> AsContextMut for Store<T> {
    fn as_context_mut(&mut self) -> StoreContextMut<'_, T> {
        StoreContextMut::new(&mut self.inner)
    }
}

impl<T: fmt::Debug> fmt::Debug for Store<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("data", self.data()).finish_non_exhaustive()
    }
}
