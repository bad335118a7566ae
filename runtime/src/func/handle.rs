//! Handles to functions.

#![expect(unsafe_code, reason = "a reference to a function is a raw pointer")]

use std::{ptr::NonNull, sync::Arc};

use super::{Caller, HostFunction, IntoFunc, TypedFunc, WasmValues, dynamic, invoke::invoke};
use crate::{
    error::Error,
    store::{AsContext, AsContextMut, Objects, StoreContextMut, StoreId},
    types::{FuncType, TypeId},
    value::Val,
    vm::FuncEntry,
};

/// A function of a store: a guest's or the host's.
///
/// ```
/// use wasmrun_runtime::{Engine, Func, Store};
///
/// let mut store = Store::new(&Engine::default(), ());
/// let double = Func::wrap(&mut store, |x: i32| x * 2);
/// let double = double.typed::<i32, i32>(&store)?;
/// assert_eq!(double.call(&mut store, 21)?, 42);
/// # Ok::<(), wasmrun_runtime::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Func {
    store: StoreId,
    /// Valid as long as the store lives; used only after the store's identity was checked.
    entry: NonNull<FuncEntry>,
}

// SAFETY: the pointer is used only together with a borrow of the store it belongs to.
unsafe impl Send for Func {}
// SAFETY: as above.
unsafe impl Sync for Func {}

impl Func {
    /// A host function whose type is known only at run time.
    ///
    /// The closure gets the arguments, and as many zeros and nulls as there are results, to be
    /// replaced. Results of wrong types are an error.
    ///
    /// # Panics
    /// If `ty` names a type that nothing in the engine uses.
    pub fn new<T: 'static>(
        mut store: impl AsContextMut<Data = T>,
        ty: FuncType,
        closure: impl Fn(Caller<'_, T>, &[Val], &mut [Val]) -> Result<(), Error> + Send + Sync + 'static,
    ) -> Self {
        let mut store = store.as_context_mut();
        let function = dynamic::host_function(store.engine(), ty, closure);
        Self::of_host(store.objects_mut(), &function)
    }

    /// A host function made of a closure: see [`IntoFunc`].
    pub fn wrap<T: 'static, Params, Results>(
        mut store: impl AsContextMut<Data = T>,
        closure: impl IntoFunc<T, Params, Results>,
    ) -> Self {
        let mut store = store.as_context_mut();
        let function = closure.into_host_function(store.engine());
        Self::of_host(store.objects_mut(), &function)
    }

    /// The function's type.
    pub fn ty(&self, store: impl AsContext) -> FuncType {
        self.type_in(store.as_context().objects())
    }

    /// Calls the function.
    ///
    /// The types of `arguments` and the number of `results` must be those of the function; what
    /// is in `results` before does not matter.
    ///
    /// # Errors
    /// If arguments or results do not fit, if the guest traps, or if a host function fails.
    pub fn call(
        &self,
        mut store: impl AsContextMut,
        arguments: &[Val],
        results: &mut [Val],
    ) -> Result<(), Error> {
        dynamic::call(*self, &mut store.as_context_mut(), arguments, results)
    }

    /// The function with types that are checked once, here, instead of at every call.
    ///
    /// `Params` may say less than the function takes, and `Results` more than it returns: a function
    /// that returns `(ref $node)` has results of type `Option<AnyRef>` too, and one that takes an
    /// `anyref` can be given a `StructRef`.
    ///
    /// ```
    /// use wasmrun_runtime::{AnyRef, Engine, Instance, Module, Store, StructRef};
    ///
    /// let wasm = wat::parse_str(
    ///     r#"(module
    ///         (type $node (struct (field i32)))
    ///         (func (export "new") (param i32) (result (ref $node)) (struct.new $node (local.get 0)))
    ///         (func (export "is null") (param anyref) (result i32) (ref.is_null (local.get 0))))"#,
    /// )?;
    /// let engine = Engine::default();
    /// let mut store = Store::new(&engine, ());
    /// let instance = Instance::new(&mut store, &Module::new(&engine, &wasm)?, &[])?;
    ///
    /// let new = instance.get_typed_func::<i32, StructRef>(&store, "new")?;
    /// let node = new.call(&mut store, 7)?;
    /// assert_eq!(node.field(&store, 0)?.i32(), Some(7));
    /// let is_null = instance.get_typed_func::<StructRef, i32>(&store, "is null")?;
    /// assert_eq!(is_null.call(&mut store, node)?, 0);
    /// # assert!(instance.get_typed_func::<i32, Option<AnyRef>>(&store, "new").is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the function has other types.
    pub fn typed<Params: WasmValues, Results: WasmValues>(
        &self,
        store: impl AsContext,
    ) -> Result<TypedFunc<Params, Results>, Error> {
        let store = store.as_context();
        let found = self.type_in(store.objects());
        let engine = store.engine();
        if engine.all_match(Params::types(), found.params().iter().copied())
            && engine.all_match(found.results().iter().copied(), Results::types())
        {
            return Ok(TypedFunc::new(*self));
        }
        let expected = FuncType::new(Params::types(), Results::types());
        Err(Error::usage(format!("expected a function of type {expected}, found {found}")))
    }

    /// The store the function belongs to.
    pub(crate) fn store(&self) -> StoreId {
        self.store
    }

    /// What a reference to the function points to.
    #[track_caller]
    pub(crate) fn entry(self, objects: &Objects) -> NonNull<FuncEntry> {
        objects.id().check(self.store);
        self.entry
    }

    /// A function of the host's, as one of this store.
    pub(crate) fn of_host(objects: &mut Objects, function: &Arc<HostFunction>) -> Self {
        objects.keep(function);
        Self { store: objects.id(), entry: function.entry() }
    }

    /// The function a reference points to, which must be one of this store.
    pub(crate) fn of_entry(objects: &Objects, entry: NonNull<FuncEntry>) -> Self {
        Self { store: objects.id(), entry }
    }

    /// The reference as it lies in a slot.
    #[track_caller]
    pub(crate) fn to_slot(func: Option<Self>, objects: &Objects) -> u64 {
        func.map_or(0, |func| func.entry(objects).as_ptr().expose_provenance() as u64)
    }

    /// The reference that lies in a slot.
    pub(crate) fn from_slot(slot: u64, objects: &Objects) -> Option<Self> {
        let entry = std::ptr::with_exposed_provenance_mut(slot as usize);
        NonNull::new(entry).map(|entry| Self::of_entry(objects, entry))
    }

    /// The identity of the function's type.
    #[track_caller]
    pub(crate) fn type_id(self, objects: &Objects) -> TypeId {
        // SAFETY: the entry belongs to this store, so it lives as long as the borrow of it.
        TypeId::new(unsafe { self.entry(objects).as_ref() }.type_id)
    }

    /// The function's type.
    #[track_caller]
    pub(crate) fn type_in(self, objects: &Objects) -> FuncType {
        let entry = self.entry(objects);
        // SAFETY: the entry belongs to this store, so it lives as long as the borrow of it.
        let FuncEntry { context, func_index, .. } = *unsafe { entry.as_ref() };
        // SAFETY: a context lives as long as the store.
        match unsafe { context.as_ref() } {
            Some(context) => {
                let instance = &objects.instances[context.instance as usize];
                instance.module().function_type(func_index).clone()
            }
            // SAFETY: without context it is a host function, kept alive by the store.
            None => unsafe { HostFunction::of_entry(entry.as_ptr()) }.ty().clone(),
        }
    }

    /// Calls the function with its arguments in `slots`, where it leaves its results.
    ///
    /// # Safety
    /// There must be as many slots as parameters or results, whichever are more, and the arguments
    /// must be of the parameters' types.
    pub(crate) unsafe fn call_slots<T: 'static>(
        self,
        store: &mut StoreContextMut<'_, T>,
        slots: &mut [u64],
    ) -> Result<(), Error> {
        let entry = self.entry(store.objects());
        // SAFETY: the entry belongs to this store; the rest is up to the caller.
        unsafe { invoke(store.inner_mut(), entry, slots) }
    }
}
