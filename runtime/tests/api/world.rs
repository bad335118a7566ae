//! What most tests begin with.

use wasmrun_runtime::{Engine, Error, Instance, Linker, Module, Store, Val};

/// An engine, a linker and a store with data of type `T`.
pub(crate) struct World<T: 'static> {
    pub(crate) engine: Engine,
    pub(crate) linker: Linker<T>,
    pub(crate) store: Store<T>,
}

impl<T: 'static> World<T> {
    pub(crate) fn new(data: T) -> Self {
        Self::with_engine(Engine::default(), data)
    }

    pub(crate) fn with_engine(engine: Engine, data: T) -> Self {
        let (linker, store) = (Linker::new(&engine), Store::new(&engine, data));
        Self { engine, linker, store }
    }

    pub(crate) fn module(&self, text: &str) -> Result<Module, Error> {
        Module::new(&self.engine, &wat::parse_str(text).unwrap())
    }

    pub(crate) fn instantiate(&mut self, text: &str) -> Result<Instance, Error> {
        let module = self.module(text)?;
        self.linker.instantiate(&mut self.store, &module)
    }

    /// Calls an export that has at most one result.
    pub(crate) fn call(
        &mut self,
        instance: Instance,
        name: &str,
        arguments: &[Val],
    ) -> Result<Option<Val>, Error> {
        let func = instance.get_func(&self.store, name).unwrap();
        let mut results = vec![Val::I32(0); func.ty(&self.store).results().len()];
        func.call(&mut self.store, arguments, &mut results)?;
        Ok(results.first().copied())
    }
}
