//! Modules whose imports have been found already.

use std::{fmt, marker::PhantomData, sync::Arc};

use crate::{
    definition::Definition,
    error::Error,
    instance::{self, Instance},
    module::Module,
    store::AsContextMut,
};

/// A module with the values for its imports, ready to be instantiated many times: made by
/// [`Linker::instantiate_pre`](crate::Linker::instantiate_pre).
///
/// Cheap to clone, and usable from several threads at once. Names are looked up, and host functions
/// checked, when it is made and not at every instantiation.
///
/// ```
/// use wasmrun_runtime::{Engine, Linker, Module, Store};
///
/// let engine = Engine::default();
/// let wasm = wat::parse_str(
///     r#"(module
///         (import "host" "next" (func $next (param i32) (result i32)))
///         (func (export "run") (param i32) (result i32) (call $next (local.get 0))))"#,
/// )?;
/// let mut linker = Linker::<()>::new(&engine);
/// linker.func_wrap("host", "next", |n: i32| n + 1)?;
/// let guest = linker.instantiate_pre(&Module::new(&engine, &wasm)?)?;
///
/// std::thread::scope(|scope| {
///     for n in 0..4 {
///         let guest = &guest;
///         scope.spawn(move || {
///             let mut store = Store::new(guest.module().engine(), ());
///             let instance = guest.instantiate(&mut store)?;
///             let run = instance.get_typed_func::<i32, i32>(&store, "run")?;
///             assert_eq!(run.call(&mut store, n)?, n + 1);
///             Ok::<(), wasmrun_runtime::Error>(())
///         });
///     }
/// });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct InstancePre<T: 'static> {
    module: Module,
    definitions: Arc<[Definition]>,
    data: PhantomData<fn(T) -> T>,
}

impl<T: 'static> InstancePre<T> {
    /// The definitions are those of the module's imports, in their order, for stores with data of type
    /// `T`.
    pub(crate) fn new(module: &Module, definitions: Arc<[Definition]>) -> Result<Self, Error> {
        for (import, definition) in module.data().imports.iter().zip(&*definitions) {
            if let Definition::Host(function) = definition {
                instance::check_host_function(module.data(), import, function)?;
            }
        }
        Ok(Self { module: module.clone(), definitions, data: PhantomData })
    }

    /// The module.
    pub fn module(&self) -> &Module {
        &self.module
    }

    /// Makes an instance and runs its start function.
    ///
    /// # Errors
    /// As [`Instance::new`].
    ///
    /// # Panics
    /// If the linker's definitions are those of another store.
    pub fn instantiate(&self, mut store: impl AsContextMut<Data = T>) -> Result<Instance, Error> {
        let mut store = store.as_context_mut();
        let objects = store.objects_mut();
        let imports: Vec<_> =
            self.definitions.iter().map(|definition| definition.to_extern(objects)).collect();
        Instance::new(store, &self.module, &imports)
    }
}

impl<T: 'static> Clone for InstancePre<T> {
    fn clone(&self) -> Self {
        Self {
            module: self.module.clone(),
            definitions: Arc::clone(&self.definitions),
            data: PhantomData,
        }
    }
}

impl<T: 'static> fmt::Debug for InstancePre<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InstancePre").field("module", &self.module).finish_non_exhaustive()
    }
}
