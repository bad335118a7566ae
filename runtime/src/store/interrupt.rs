//! Stopping guests from other threads.

#[cfg(unix)]
use std::{io, os::fd::BorrowedFd};
use std::{sync::Arc, time::Duration};

use super::{Objects, Store, StoreContextMut};
use crate::{error::Error, trap::TrapCode, vm};

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
    /// Stops what runs with [`TrapCode::Interrupted`], at the next call of a function or branch to
    /// the beginning of a loop, and in the midst of operations on long ranges of memories and tables.
    ///
    /// A host function is not disturbed, unless it waits for an [`Interruption`] as those of
    /// [WASI](crate::wasi) do; but what it returns to and what it calls is stopped. If nothing runs, the request stays for the next call; once a call from outside of the store has been
    /// stopped, it is met.
    pub fn interrupt(&self) {
        self.limit.interrupt();
    }

    /// Takes back a request that nothing has met yet.
    pub fn clear(&self) {
        self.limit.restore();
    }
}

/// What a host function waits with, so that requests to stop reach it too.
///
/// ```
/// use std::time::Duration;
/// use wasmrun_runtime::{Caller, Config, Engine, Linker, Module, Store, TrapCode};
///
/// let engine = Engine::new(Config::new().interruptible(true))?;
/// let mut linker = Linker::new(&engine);
/// linker.func_wrap("host", "sleep", |mut caller: Caller<'_, ()>, seconds: u32| {
///     caller.interruption()?.sleep(Duration::from_secs(seconds.into()))
/// })?;
///
/// let wasm = wat::parse_str(
///     r#"(module
///         (import "host" "sleep" (func $sleep (param i32)))
///         (func (export "run") (call $sleep (i32.const 1_000_000))))"#,
/// )?;
/// let mut store = Store::new(&engine, ());
/// let instance = linker.instantiate(&mut store, &Module::new(&engine, &wasm)?)?;
/// let run = instance.get_typed_func::<(), ()>(&store, "run")?;
///
/// let handle = store.interrupt_handle()?;
/// let other = std::thread::spawn(move || handle.interrupt());
/// let error = run.call(&mut store, ()).unwrap_err();
/// assert_eq!(error.trap().unwrap().code(), TrapCode::Interrupted);
/// # other.join().unwrap();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Interruption {
    limit: Arc<vm::StackLimit>,
}

impl Interruption {
    /// Whether the guest, and whoever works for it, is to stop.
    pub fn is_requested(&self) -> bool {
        self.limit.is_interrupted()
    }

    /// Fails if the guest is to stop: for host functions that work for long.
    ///
    /// # Errors
    /// The trap to return, [`TrapCode::Interrupted`].
    pub fn check(&self) -> Result<(), Error> {
        if self.is_requested() { Err(TrapCode::Interrupted.into()) } else { Ok(()) }
    }

    /// Sleeps for so long, or until the guest is to stop.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub fn sleep(&self, time: Duration) -> Result<(), Error> {
        if self.limit.wait(time) { Err(TrapCode::Interrupted.into()) } else { Ok(()) }
    }

    /// A descriptor that becomes readable when the guest is to stop, to be polled beside those that
    /// a host function waits for. Nothing is to be read from it.
    ///
    /// # Errors
    /// If this process has too many descriptors.
    #[cfg(unix)]
    pub fn descriptor(&self) -> io::Result<BorrowedFd<'_>> {
        self.limit.descriptor()
    }
}

impl<T: 'static> StoreContextMut<'_, T> {
    /// What to wait with, in a host function.
    ///
    /// # Errors
    /// As [`Store::interrupt_handle`].
    pub fn interruption(&mut self) -> Result<Interruption, Error> {
        Ok(Interruption { limit: interruptible_limit(self.objects_mut())? })
    }
}

impl<T: 'static> Store<T> {
    /// What stops the guests of this store.
    ///
    /// # Errors
    /// If the engine's guests are not [interruptible](crate::Config::interruptible), or if the
    /// stack that its settings ask for cannot be reserved.
    pub fn interrupt_handle(&mut self) -> Result<InterruptHandle, Error> {
        Ok(InterruptHandle { limit: interruptible_limit(&mut self.inner.objects)? })
    }
}

/// The limit of a store's stack, if requests lower it.
pub(super) fn interruptible_limit(objects: &mut Objects) -> Result<Arc<vm::StackLimit>, Error> {
    if !objects.engine().config().is_interruptible() {
        return Err(Error::usage("guests are not interruptible: see `Config::interruptible`"));
    }
    objects.stack_limit()
}
