//! Looking at guests while they run, as profilers do.

use std::sync::Arc;

use super::Store;
use super::interrupt::interruptible_limit;
use crate::{error::Error, trap::Frame, vm};

/// Asks, from any thread, for a sample of what the guests of a store are doing.
#[derive(Clone, Debug)]
pub struct SampleHandle {
    limit: Arc<vm::StackLimit>,
}

impl SampleHandle {
    /// Asks for a sample at the next call of a function or branch to the beginning of a loop. A
    /// request that comes before the last one was met adds nothing; one that comes while a host
    /// function works, or nothing runs, is met later.
    pub fn request(&self) {
        self.limit.request_sample();
    }
}

impl<T: 'static> Store<T> {
    /// Calls `observe` with the functions that are running, innermost first, whenever the handle
    /// asks for a sample, until it is set anew. The 512 innermost functions are seen.
    ///
    /// ```
    /// use std::sync::mpsc;
    /// use wasmrun_runtime::{Config, Engine, Linker, Module, Store};
    ///
    /// let wasm = wat::parse_str(
    ///     r#"(module (func $spin (export "spin") (param i64) (result i64)
    ///         (loop $again
    ///             (local.set 0 (i64.sub (local.get 0) (i64.const 1)))
    ///             (br_if $again (i64.ne (local.get 0) (i64.const 0))))
    ///         (local.get 0)))"#,
    /// )?;
    /// let engine = Engine::new(Config::new().interruptible(true))?;
    /// let mut store = Store::new(&engine, ());
    /// let instance = Linker::new(&engine).instantiate(&mut store, &Module::new(&engine, &wasm)?)?;
    /// let spin = instance.get_typed_func::<i64, i64>(&store, "spin")?;
    ///
    /// let (sender, samples) = mpsc::channel();
    /// let handle = store.set_sampler(move |frames| {
    ///     let _ = sender.send(frames[0].name().map(str::to_owned));
    /// })?;
    /// handle.request();
    /// spin.call(&mut store, 1000)?;
    /// assert_eq!(samples.recv()?.as_deref(), Some("spin"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// A panic of `observe` ends the process, since there is no way out for it through running
    /// code.
    ///
    /// # Errors
    /// If the engine's guests are not [interruptible](crate::Config::interruptible), or if the
    /// stack that its settings ask for cannot be reserved.
    pub fn set_sampler(
        &mut self,
        observe: impl FnMut(&[Frame]) + Send + 'static,
    ) -> Result<SampleHandle, Error> {
        let objects = &mut self.inner.objects;
        let limit = interruptible_limit(objects)?;
        objects.set_sampler(vm::Sampler::new(observe))?;
        Ok(SampleHandle { limit })
    }
}
