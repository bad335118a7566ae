//! The fuel that guests consume.

#![expect(unsafe_code, reason = "running code takes its fuel off the raw state of the store")]

use super::{Objects, Store, StoreContext, StoreContextMut};
use crate::error::Error;

impl<T: 'static> Store<T> {
    /// Sets how much fuel is left: see [`Config::consume_fuel`](crate::Config::consume_fuel). A new
    /// store has none.
    ///
    /// ```
    /// use wasmrun_runtime::{Config, Engine, Linker, Module, Store, TrapCode};
    ///
    /// let wasm = wat::parse_str(
    ///     r#"(module
    ///         (func (export "nothing"))
    ///         (func (export "spin") (loop (br 0))))"#,
    /// )?;
    /// let engine = Engine::new(Config::new().consume_fuel(true))?;
    /// let mut store = Store::new(&engine, ());
    /// let instance = Linker::new(&engine).instantiate(&mut store, &Module::new(&engine, &wasm)?)?;
    ///
    /// store.set_fuel(1000)?;
    /// instance.get_typed_func::<(), ()>(&store, "nothing")?.call(&mut store, ())?;
    /// assert_eq!(store.get_fuel()?, 999);
    ///
    /// let spin = instance.get_typed_func::<(), ()>(&store, "spin")?;
    /// let error = spin.call(&mut store, ()).unwrap_err();
    /// assert_eq!(error.trap().unwrap().code(), TrapCode::OutOfFuel);
    /// assert_eq!(store.get_fuel()?, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If guests of the engine do not consume fuel, or if the stack that its settings ask for cannot
    /// be reserved.
    pub fn set_fuel(&mut self, fuel: u64) -> Result<(), Error> {
        self.inner.objects.set_fuel(fuel)
    }

    /// How much fuel is left.
    ///
    /// # Errors
    /// If guests of the engine do not consume fuel.
    pub fn get_fuel(&self) -> Result<u64, Error> {
        self.inner.objects.get_fuel()
    }
}

impl<T: 'static> StoreContext<'_, T> {
    /// How much fuel is left.
    ///
    /// # Errors
    /// As [`Store::get_fuel`].
    pub fn get_fuel(self) -> Result<u64, Error> {
        self.objects().get_fuel()
    }
}

impl<T: 'static> StoreContextMut<'_, T> {
    /// How much fuel is left. While a guest waits for a host function, what it has paid for in
    /// advance is gone already.
    ///
    /// # Errors
    /// As [`Store::get_fuel`].
    pub fn get_fuel(&self) -> Result<u64, Error> {
        self.objects().get_fuel()
    }

    /// Sets how much fuel is left.
    ///
    /// # Errors
    /// As [`Store::set_fuel`].
    pub fn set_fuel(&mut self, fuel: u64) -> Result<(), Error> {
        self.objects_mut().set_fuel(fuel)
    }
}

impl Objects {
    fn set_fuel(&mut self, fuel: u64) -> Result<(), Error> {
        self.check_consumption()?;
        let runtime = self.runtime()?;
        // SAFETY: the runtime lives as long as the store, and no code runs during this borrow.
        unsafe { (*runtime).fuel.set(fuel.try_into().unwrap_or(i64::MAX)) };
        Ok(())
    }

    fn get_fuel(&self) -> Result<u64, Error> {
        self.check_consumption()?;
        let Some(runtime) = self.existing_runtime() else { return Ok(0) };
        // SAFETY: as in `set_fuel`.
        let fuel = unsafe { (*runtime).fuel.left() };
        Ok(fuel.try_into().unwrap_or(0))
    }

    fn check_consumption(&self) -> Result<(), Error> {
        if self.engine().config().consumes_fuel() {
            return Ok(());
        }
        Err(Error::usage("guests consume no fuel: see `Config::consume_fuel`"))
    }
}
