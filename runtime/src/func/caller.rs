//! What a host function sees of its surroundings.

use crate::{
    engine::Engine,
    error::Error,
    external::Extern,
    instance::Instance,
    store::{AsContext, AsContextMut, Interruption, StoreContext, StoreContextMut},
};

/// The store a host function was called in, and the instance that called it.
pub struct Caller<'a, T: 'static> {
    store: StoreContextMut<'a, T>,
    instance: Option<Instance>,
}

impl<'a, T: 'static> Caller<'a, T> {
    pub(super) fn new(store: StoreContextMut<'a, T>, instance: Option<Instance>) -> Self {
        Self { store, instance }
    }

    /// The same for a shorter time.
    pub(super) fn reborrow(&mut self) -> Caller<'_, T> {
        Caller { store: self.store.as_context_mut(), instance: self.instance }
    }

    /// The host's data.
    pub fn data(&self) -> &T {
        self.store.data()
    }

    /// The host's data, to be changed.
    pub fn data_mut(&mut self) -> &mut T {
        self.store.data_mut()
    }

    /// The engine the store was made with.
    pub fn engine(&self) -> &Engine {
        self.store.engine()
    }

    /// What to wait with, so that requests to stop the guest are heard.
    ///
    /// # Errors
    /// If the engine's guests are not [interruptible](crate::Config::interruptible).
    pub fn interruption(&mut self) -> Result<Interruption, Error> {
        self.store.interruption()
    }

    /// How much fuel is left, without what the caller has paid for in advance.
    ///
    /// # Errors
    /// As [`Store::get_fuel`](crate::Store::get_fuel).
    pub fn get_fuel(&self) -> Result<u64, Error> {
        self.store.get_fuel()
    }

    /// Sets how much fuel is left.
    ///
    /// # Errors
    /// As [`Store::set_fuel`](crate::Store::set_fuel).
    pub fn set_fuel(&mut self, fuel: u64) -> Result<(), Error> {
        self.store.set_fuel(fuel)
    }

    /// The instance that called, or `None` if the host itself did.
    pub fn instance(&self) -> Option<Instance> {
        self.instance
    }

    /// An export of the instance that called; `None` if there is none of this name.
    pub fn get_export(&self, name: &str) -> Option<Extern> {
        self.instance?.get_export(self, name)
    }
}

impl<T: 'static> AsContext for Caller<'_, T> {
    type Data = T;

    fn as_context(&self) -> StoreContext<'_, T> {
        self.store.as_context()
    }
}

impl<T: 'static> AsContextMut for Caller<'_, T> {
    fn as_context_mut(&mut self) -> StoreContextMut<'_, T> {
        self.store.as_context_mut()
    }
}
