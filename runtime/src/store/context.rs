//! Borrowed stores, and the traits that let functions take anything that leads to a store.

use super::{Objects, StoreInner};
use crate::engine::Engine;

/// A store, borrowed to be read.
pub struct StoreContext<'a, T: 'static> {
    inner: &'a StoreInner<T>,
}

impl<'a, T: 'static> StoreContext<'a, T> {
    pub(super) fn new(inner: &'a StoreInner<T>) -> Self {
        Self { inner }
    }

    /// The host's data.
    pub fn data(self) -> &'a T {
        &self.inner.data
    }

    /// The engine the store was made with.
    pub fn engine(self) -> &'a Engine {
        self.inner.objects.engine()
    }

    pub(crate) fn objects(self) -> &'a Objects {
        &self.inner.objects
    }
}

impl<T: 'static> Clone for StoreContext<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: 'static> Copy for StoreContext<'_, T> {}

/// A store, borrowed to be changed.
pub struct StoreContextMut<'a, T: 'static> {
    inner: &'a mut StoreInner<T>,
}

impl<'a, T: 'static> StoreContextMut<'a, T> {
    pub(crate) fn new(inner: &'a mut StoreInner<T>) -> Self {
        Self { inner }
    }

    /// The host's data.
    pub fn data(&self) -> &T {
        &self.inner.data
    }

    /// The host's data, to be changed.
    pub fn data_mut(&mut self) -> &mut T {
        &mut self.inner.data
    }

    /// The engine the store was made with.
    pub fn engine(&self) -> &Engine {
        self.inner.objects.engine()
    }

    /// Collects garbage, as [`Store::gc`](crate::Store::gc) does.
    pub fn gc(&mut self) {
        self.inner.objects.collect_for_host();
    }

    pub(crate) fn objects(&self) -> &Objects {
        &self.inner.objects
    }

    pub(crate) fn objects_mut(&mut self) -> &mut Objects {
        &mut self.inner.objects
    }

    pub(crate) fn inner_mut(&mut self) -> &mut StoreInner<T> {
        self.inner
    }

    /// The contents, for as long as the store was borrowed.
    pub(crate) fn into_inner(self) -> &'a mut StoreInner<T> {
        self.inner
    }
}

/// Anything that leads to a store that can be read: `&store`, `&caller` and their like.
pub trait AsContext {
    /// The type of the host's data.
    type Data: 'static;

    /// Borrows the store.
    fn as_context(&self) -> StoreContext<'_, Self::Data>;
}

/// Anything that leads to a store that can be changed: `&mut store`, `&mut caller` and their like.
pub trait AsContextMut: AsContext {
    /// Borrows the store.
    fn as_context_mut(&mut self) -> StoreContextMut<'_, Self::Data>;
}

impl<T: 'static> AsContext for StoreContext<'_, T> {
    type Data = T;

    fn as_context(&self) -> StoreContext<'_, T> {
        *self
    }
}

impl<T: 'static> AsContext for StoreContextMut<'_, T> {
    type Data = T;

    fn as_context(&self) -> StoreContext<'_, T> {
        StoreContext::new(self.inner)
    }
}

impl<T: 'static> AsContextMut for StoreContextMut<'_, T> {
    fn as_context_mut(&mut self) -> StoreContextMut<'_, T> {
        StoreContextMut::new(self.inner)
    }
}

impl<C: AsContext> AsContext for &C {
    type Data = C::Data;

    fn as_context(&self) -> StoreContext<'_, C::Data> {
        C::as_context(self)
    }
}

impl<C: AsContext> AsContext for &mut C {
    type Data = C::Data;

    fn as_context(&self) -> StoreContext<'_, C::Data> {
        C::as_context(self)
    }
}

impl<C: AsContextMut> AsContextMut for &mut C {
    fn as_context_mut(&mut self) -> StoreContextMut<'_, C::Data> {
        C::as_context_mut(self)
    }
}
