//! Stopping guests from other threads.

use std::sync::Arc;

use super::Store;
use crate::{error::Error, vm};

/// Stops, from any thread, the guest that runs in a store.
///
/// ```
/// use wasmrun_runtime::{Config, Engine, Linker, Module, Store, TrapCode};
///
/// let wasm = wat::parse_str(r#"(module (func (export "spin") (loop (br 0))))"#)?;
/// let engine = Engine::new(Config::new().interruptible(true))?;
/// let mut store = Store::new(&engine, ());
/// let instance = Linker::new(&engine).instantiate(&mut store, &Module::new(&engine, &wasm)?)?;
/// let spin = instance.get_typed_func::<(), ()>(&store, "spin")?;
///
/// let handle = store.interrupt_handle()?;
/// let other = std::thread::spawn(move || handle.interrupt());
/// let error = spin.call(&mut store, ()).unwrap_err();
/// assert_eq!(error.trap().unwrap().code(), TrapCode::Interrupted);
/// # other.join().unwrap();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct InterruptHandle {
    limit: Arc<vm::StackLimit>,
}

impl InterruptHandle {
    /// Stops what runs with [`TrapCode::Interrupted`](crate::TrapCode::Interrupted), at the next
    /// call of a function or branch to the beginning of a loop.
    ///
    /// A host function is not disturbed, but what it returns to and what it calls is. If nothing
    /// runs, the request stays for the next call; once a call from outside of the store has been
    /// stopped, it is met.
    pub fn interrupt(&self) {
        self.limit.interrupt();
    }

    /// Takes back a request that nothing has met yet.
    pub fn clear(&self) {
        self.limit.restore();
    }
}

impl<T: 'static> Store<T> {
    /// What stops the guests of this store.
    ///
    /// # Errors
    /// If the engine's guests are not [interruptible](crate::Config::interruptible), or if the
    /// stack that its settings ask for cannot be reserved.
    pub fn interrupt_handle(&mut self) -> Result<InterruptHandle, Error> {
        let objects = &mut self.inner.objects;
        if !objects.engine().config().is_interruptible() {
            return Err(Error::usage("guests are not interruptible: see `Config::interruptible`"));
        }
        Ok(InterruptHandle { limit: objects.stack_limit()? })
    }
}
