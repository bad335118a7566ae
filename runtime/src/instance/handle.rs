//! Handles to instances.

use super::{InstanceData, allocate, initialize, link};
use crate::{
    engine::Engine,
    error::Error,
    external::Extern,
    func::{Func, TypedFunc, WasmValues},
    global::Global,
    memory::Memory,
    module::Module,
    store::{AsContext, AsContextMut, Handle, Objects, StoreContext},
    table::Table,
    tag::Tag,
};

/// A module brought to life in a store.
///
/// ```
/// use wasmrun_runtime::{Engine, Instance, Module, Store};
///
/// let wasm = wat::parse_str(
///     r#"(module (func (export "add") (param i32 i32) (result i32)
///         local.get 0 local.get 1 i32.add))"#,
/// )?;
/// let engine = Engine::default();
/// let mut store = Store::new(&engine, ());
/// let instance = Instance::new(&mut store, &Module::new(&engine, &wasm)?, &[])?;
/// let add = instance.get_typed_func::<(i32, i32), i32>(&store, "add")?;
/// assert_eq!(add.call(&mut store, (2, 3))?, 5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Instance {
    handle: Handle,
}

impl Instance {
    /// Instantiates a module with values for its imports, in their order, and runs its start
    /// function.
    ///
    /// A [`Linker`](crate::Linker) finds the values by their names.
    ///
    /// # Errors
    /// If an import does not fit, a limit is exceeded, a segment does not fit, or the start
    /// function fails. After the last two the instance stays in the store, though nobody has a
    /// handle to it: references to its functions may have been left in tables.
    pub fn new(
        mut store: impl AsContextMut,
        module: &Module,
        imports: &[Extern],
    ) -> Result<Self, Error> {
        let mut store = store.as_context_mut();
        let objects = store.objects_mut();
        if !Engine::same(objects.engine(), module.engine()) {
            return Err(Error::usage("the module and the store were made with different engines"));
        }
        link::check(objects, module.data(), imports)?;
        let scope = objects.open_scope();
        let index = Self::make(objects, module, imports);
        objects.close_scope(scope);
        let index = index?;
        let instance = Self::from_index(objects, index);
        if let Some(start) = module.data().start {
            let start = objects.instances[index as usize].function(start);
            Func::of_entry(objects, start).call(&mut store, &[], &mut [])?;
        }
        Ok(instance)
    }

    /// Makes an instance up to its start function; returns its index.
    fn make(objects: &mut Objects, module: &Module, imports: &[Extern]) -> Result<u32, Error> {
        let checkpoint = objects.checkpoint();
        let index = match allocate::allocate(objects, module.data(), imports) {
            Ok(index) => index,
            Err(error) => {
                objects.roll_back(checkpoint);
                return Err(error);
            }
        };
        initialize::initialize(objects, index)?;
        Ok(index)
    }

    /// The module the instance was made of.
    pub fn module(&self, store: impl AsContext) -> Module {
        let store = store.as_context();
        let objects = store.objects();
        Module::from_data(self.data(objects).module())
    }

    /// The export of this name.
    pub fn get_export(&self, store: impl AsContext, name: &str) -> Option<Extern> {
        let store = store.as_context();
        let objects = store.objects();
        let instance = self.data(objects);
        let export = instance.module().export(name)?;
        Some(instance.external(objects, export.index))
    }

    /// All exports with their names, in the order of the module.
    pub fn exports<'a, T: 'static>(
        &self,
        store: impl Into<StoreContext<'a, T>>,
    ) -> impl ExactSizeIterator<Item = (&'a str, Extern)> {
        let objects = store.into().objects();
        let instance = self.data(objects);
        let exports = instance.module().exports.iter();
        exports.map(|export| (&*export.name, instance.external(objects, export.index)))
    }

    /// The exported function of this name.
    pub fn get_func(&self, store: impl AsContext, name: &str) -> Option<Func> {
        self.get_export(store, name)?.into_func()
    }

    /// The exported function of this name, with its types checked.
    ///
    /// # Errors
    /// If no function of this name is exported, or it has other types.
    pub fn get_typed_func<Params: WasmValues, Results: WasmValues>(
        &self,
        store: impl AsContext,
        name: &str,
    ) -> Result<TypedFunc<Params, Results>, Error> {
        match self.get_func(&store, name) {
            Some(func) => func.typed(store),
            None => Err(Error::usage(format!("the module exports no function `{name}`"))),
        }
    }

    /// The exported table of this name.
    pub fn get_table(&self, store: impl AsContext, name: &str) -> Option<Table> {
        self.get_export(store, name)?.into_table()
    }

    /// The exported memory of this name.
    pub fn get_memory(&self, store: impl AsContext, name: &str) -> Option<Memory> {
        self.get_export(store, name)?.into_memory()
    }

    /// The exported global of this name.
    pub fn get_global(&self, store: impl AsContext, name: &str) -> Option<Global> {
        self.get_export(store, name)?.into_global()
    }

    /// The exported tag of this name.
    pub fn get_tag(&self, store: impl AsContext, name: &str) -> Option<Tag> {
        self.get_export(store, name)?.into_tag()
    }

    /// All memories, imported ones first, whether they are exported or not: for those who look at
    /// what became of a guest.
    pub fn all_memories(&self, store: impl AsContext) -> Vec<Memory> {
        let store = store.as_context();
        let objects = store.objects();
        let memories = self.data(objects).memories.iter();
        memories.map(|&index| Memory::from_index(objects, index)).collect()
    }

    /// All globals, as [`Self::all_memories`].
    pub fn all_globals(&self, store: impl AsContext) -> Vec<Global> {
        let store = store.as_context();
        let objects = store.objects();
        let globals = self.data(objects).globals.iter();
        globals.map(|&index| Global::from_index(objects, index)).collect()
    }

    #[track_caller]
    fn data<'a>(&self, objects: &'a Objects) -> &'a InstanceData {
        &objects.instances[self.handle.index_in(objects.id())]
    }

    pub(crate) fn from_index(objects: &Objects, index: u32) -> Self {
        Self { handle: Handle::new(objects.id(), index) }
    }
}
