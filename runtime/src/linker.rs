//! Linkers: values for imports, found by their names.

use std::{collections::HashMap, fmt};

use crate::{
    definition::Definition,
    engine::Engine,
    error::{Error, ErrorKind},
    external::Extern,
    func::{Caller, IntoFunc, dynamic_host_function},
    instance::Instance,
    instance_pre::InstancePre,
    module::{ImportType, Module},
    store::{AsContext, AsContextMut},
    types::{ExternType, FuncType},
    value::Val,
};

/// Names for what modules import.
///
/// Host functions defined with [`func_wrap`](Linker::func_wrap) and [`func_new`](Linker::func_new)
/// belong to no store, so one linker serves any number of stores; things defined with
/// [`define`](Linker::define) and [`instance`](Linker::instance) belong to theirs.
///
/// ```
/// use wasmrun_runtime::{Caller, Engine, Linker, Module, Store};
///
/// let engine = Engine::default();
/// let mut linker = Linker::<u32>::new(&engine);
/// linker.func_wrap("host", "add", |mut caller: Caller<'_, u32>, n: u32| *caller.data_mut() += n)?;
///
/// let wasm = wat::parse_str(
///     r#"(module (import "host" "add" (func $add (param i32)))
///         (func (export "run") i32.const 40 call $add i32.const 2 call $add))"#,
/// )?;
/// let mut store = Store::new(&engine, 0);
/// let instance = linker.instantiate(&mut store, &Module::new(&engine, &wasm)?)?;
/// instance.get_typed_func::<(), ()>(&store, "run")?.call(&mut store, ())?;
/// assert_eq!(store.into_data(), 42);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Linker<T: 'static> {
    engine: Engine,
    shadowing: bool,
    modules: HashMap<Box<str>, HashMap<Box<str>, Definition>>,
    data: std::marker::PhantomData<fn(T) -> T>,
}

impl<T: 'static> Linker<T> {
    /// A linker that knows no names.
    pub fn new(engine: &Engine) -> Self {
        Self {
            engine: engine.clone(),
            shadowing: false,
            modules: HashMap::new(),
            data: std::marker::PhantomData,
        }
    }

    /// The engine the linker was made with.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Whether a name may be defined again, replacing what it stood for; at first it may not.
    pub fn allow_shadowing(&mut self, allow: bool) -> &mut Self {
        self.shadowing = allow;
        self
    }

    /// Defines a host function made of a closure: see [`IntoFunc`].
    ///
    /// # Errors
    /// If the name is defined already.
    pub fn func_wrap<Params, Results>(
        &mut self,
        module: &str,
        name: &str,
        closure: impl IntoFunc<T, Params, Results>,
    ) -> Result<&mut Self, Error> {
        let function = closure.into_host_function(&self.engine);
        self.insert(module, name, Definition::Host(function))
    }

    /// Defines a host function whose type is known only at run time: see [`Func::new`](crate::Func::new).
    ///
    /// # Errors
    /// If the name is defined already.
    pub fn func_new(
        &mut self,
        module: &str,
        name: &str,
        ty: FuncType,
        closure: impl Fn(Caller<'_, T>, &[Val], &mut [Val]) -> Result<(), Error> + Send + Sync + 'static,
    ) -> Result<&mut Self, Error> {
        let function = dynamic_host_function(&self.engine, ty, closure);
        self.insert(module, name, Definition::Host(function))
    }

    /// Defines something of a store.
    ///
    /// # Errors
    /// If the name is defined already.
    ///
    /// # Panics
    /// If the value does not belong to the store.
    pub fn define(
        &mut self,
        store: impl AsContext<Data = T>,
        module: &str,
        name: &str,
        value: impl Into<Extern>,
    ) -> Result<&mut Self, Error> {
        let value = value.into();
        store.as_context().objects().id().check(value.store());
        self.insert(module, name, Definition::Extern(value))
    }

    /// Defines all exports of an instance, under the name `module`.
    ///
    /// # Errors
    /// If one of the names is defined already.
    pub fn instance(
        &mut self,
        store: impl AsContext<Data = T>,
        module: &str,
        instance: Instance,
    ) -> Result<&mut Self, Error> {
        for (name, value) in instance.exports(store.as_context()) {
            self.insert(module, name, Definition::Extern(value))?;
        }
        Ok(self)
    }

    /// Defines everything that there is under the name `module` under another name as well.
    ///
    /// ```
    /// use wasmrun_runtime::{Engine, Linker, Module, Store};
    ///
    /// let engine = Engine::default();
    /// let mut linker = Linker::<()>::new(&engine);
    /// linker.func_wrap("host", "answer", || 42)?.alias_module("host", "env")?;
    ///
    /// let wasm = wat::parse_str(r#"(module (import "env" "answer" (func (result i32))))"#)?;
    /// assert!(linker.missing_imports(&Module::new(&engine, &wasm)?).is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If one of the names is defined already.
    pub fn alias_module(&mut self, module: &str, as_module: &str) -> Result<&mut Self, Error> {
        let mut definitions: Vec<_> =
            self.modules.get(module).cloned().unwrap_or_default().into_iter().collect();
        definitions.sort_unstable_by(|(name, _), (other, _)| name.cmp(other));
        for (name, definition) in definitions {
            self.insert(as_module, &name, definition)?;
        }
        Ok(self)
    }

    /// Defines those functions that a module imports and that there is no definition for: whoever
    /// calls one is stopped by an error that names it. For guests that import more than they use.
    ///
    /// ```
    /// use wasmrun_runtime::{Engine, Linker, Module, Store};
    ///
    /// let engine = Engine::default();
    /// let wasm = wat::parse_str(
    ///     r#"(module
    ///         (import "host" "rare" (func $rare))
    ///         (func (export "run") (param i32) (if (local.get 0) (then (call $rare)))))"#,
    /// )?;
    /// let module = Module::new(&engine, &wasm)?;
    /// let mut linker = Linker::new(&engine);
    /// linker.define_unknown_functions(&module)?;
    ///
    /// let mut store = Store::new(&engine, ());
    /// let run = linker.instantiate(&mut store, &module)?.get_typed_func::<i32, ()>(&store, "run")?;
    /// run.call(&mut store, 0)?;
    /// let error = run.call(&mut store, 1).unwrap_err();
    /// assert!(error.is_link());
    /// assert!(error.to_string().starts_with("unknown import `host` `rare`"), "{error}");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the module was made with another engine.
    #[doc(alias = "define_unknown_imports_as_traps")]
    pub fn define_unknown_functions(&mut self, module: &Module) -> Result<&mut Self, Error> {
        if !Engine::same(&self.engine, module.engine()) {
            return Err(Error::usage("the linker and the module were made with different engines"));
        }
        for import in module.imports() {
            let ExternType::Func(ty) = import.ty() else { continue };
            if self.find(&import).is_some() {
                continue;
            }
            let (ty, expected) = (ty.clone(), import.ty().clone());
            let names: (Box<str>, Box<str>) = (import.module().into(), import.name().into());
            self.func_new(import.module(), import.name(), ty, move |_, _, _| {
                let ((module, name), expected) = (names.clone(), expected.clone().into());
                Err(ErrorKind::UnknownImport { module, name, expected }.into())
            })?;
        }
        Ok(self)
    }

    /// What a name stands for, in this store.
    ///
    /// # Panics
    /// If the linker and the store were made with different engines.
    pub fn get(
        &self,
        mut store: impl AsContextMut<Data = T>,
        module: &str,
        name: &str,
    ) -> Option<Extern> {
        let mut store = store.as_context_mut();
        // Host functions carry the identity of their type in the linker's engine.
        let same = Engine::same(&self.engine, store.engine());
        assert!(same, "the linker and the store were made with different engines");
        Some(self.definition(module, name)?.to_extern(store.objects_mut()))
    }

    /// The imports of a module for which there is no definition.
    pub fn missing_imports<'m>(&self, module: &'m Module) -> Vec<ImportType<'m>> {
        module.imports().filter(|import| self.find(import).is_none()).collect()
    }

    /// Instantiates a module and runs its start function.
    ///
    /// # Errors
    /// If an import is missing or does not fit, naming it; otherwise as [`Instance::new`].
    pub fn instantiate(
        &self,
        mut store: impl AsContextMut<Data = T>,
        module: &Module,
    ) -> Result<Instance, Error> {
        let store = store.as_context_mut();
        if !Engine::same(&self.engine, store.engine()) {
            return Err(Error::usage("the linker and the store were made with different engines"));
        }
        self.instantiate_pre(module)?.instantiate(store)
    }

    /// Finds the values for a module's imports once, for many instances of it.
    ///
    /// # Errors
    /// If an import is missing, or a host function does not fit, naming it; or if the module was made
    /// with another engine.
    pub fn instantiate_pre(&self, module: &Module) -> Result<InstancePre<T>, Error> {
        if !Engine::same(&self.engine, module.engine()) {
            return Err(Error::usage("the linker and the module were made with different engines"));
        }
        let definitions = module
            .imports()
            .map(|import| self.find(&import).cloned().ok_or_else(|| unknown_import(&import)));
        InstancePre::new(module, definitions.collect::<Result<_, Error>>()?)
    }

    fn find(&self, import: &ImportType<'_>) -> Option<&Definition> {
        self.definition(import.module(), import.name())
    }

    fn definition(&self, module: &str, name: &str) -> Option<&Definition> {
        self.modules.get(module)?.get(name)
    }

    fn insert(
        &mut self,
        module: &str,
        name: &str,
        definition: Definition,
    ) -> Result<&mut Self, Error> {
        if !self.shadowing && self.definition(module, name).is_some() {
            return Err(Error::usage(format!("`{module}` `{name}` is defined twice")));
        }
        self.modules.entry(module.into()).or_default().insert(name.into(), definition);
        Ok(self)
    }
}

fn unknown_import(import: &ImportType<'_>) -> Error {
    let (module, name) = (import.module().into(), import.name().into());
    ErrorKind::UnknownImport { module, name, expected: import.ty().clone().into() }.into()
}

impl<T: 'static> Clone for Linker<T> {
    fn clone(&self) -> Self {
        Self { engine: self.engine.clone(), modules: self.modules.clone(), ..*self }
    }
}

impl<T: 'static> fmt::Debug for Linker<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Linker").field("engine", &self.engine).finish_non_exhaustive()
    }
}
