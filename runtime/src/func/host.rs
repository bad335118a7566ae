//! Functions of the host's, as guests call them.

#![expect(unsafe_code, reason = "running code calls through raw pointers")]

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    ptr::{self, NonNull},
    slice,
    sync::Arc,
};

use super::Caller;
use crate::{
    engine::{Engine, RegisteredTypes},
    error::{Error, ErrorKind},
    instance::Instance,
    interpreter,
    store::{Objects, StoreContextMut, StoreInner},
    types::{FuncType, TypeId},
    vm::{Context, FuncEntry, Runtime},
};

/// A function of the host's. Shared by the stores that use it.
///
/// Code holds pointers to the entry, from which the whole is found again because it comes first.
#[repr(C)]
pub struct HostFunction {
    entry: FuncEntry,
    ty: FuncType,
    /// Keeps the entry's type number valid.
    registration: RegisteredTypes,
    closure: Box<Closure>,
}

/// Calls the host's closure, which alone knows the type of the store's data.
type Closure = dyn Fn(ErasedStore, Option<Instance>, &mut [u64]) -> Result<(), Error> + Send + Sync;

/// The address of the `StoreInner<T>` that is running, with the `T` of the function called.
///
/// Made only by [`call_host`], whose caller vouches for it.
struct ErasedStore(NonNull<()>);

// SAFETY: the pointers in the entry lead into the function itself and are never changed; the
// closure is `Send` and `Sync`.
unsafe impl Send for HostFunction {}
// SAFETY: as above.
unsafe impl Sync for HostFunction {}

impl HostFunction {
    /// A function of type `ty` that finds its arguments in the slots and leaves its results there.
    ///
    /// It may be used only in stores with data of type `T`.
    pub(crate) fn new<T: 'static>(
        engine: &Engine,
        ty: FuncType,
        closure: impl Fn(Caller<'_, T>, &mut [u64]) -> Result<(), Error> + Send + Sync + 'static,
    ) -> Arc<Self> {
        let registration = match RegisteredTypes::of_func(engine, &ty) {
            Ok(registration) => registration,
            // A mistake in the embedder's program, as the documentation of `Func::new` says.
            Err(error) => panic!("{error}"),
        };
        let type_id = registration.get(0).id().as_u32();
        let header = ty.call_slots() as u32;
        let closure = move |store: ErasedStore, instance, slots: &mut [u64]| {
            // SAFETY: the function is used only in stores with data of type `T`, and whoever made
            // the address has the store borrowed mutably.
            let store = unsafe { store.0.cast::<StoreInner<T>>().as_mut() };
            closure(Caller::new(StoreContextMut::new(store), instance), slots)
        };
        // An entry points to itself, so it is made where it will stay.
        let function = Arc::new(Self {
            entry: FuncEntry::nowhere(),
            ty,
            registration,
            closure: Box::new(closure),
        });
        let config = engine.config();
        let stub = interpreter::host_stub(config.consumes_fuel() || config.is_interruptible());
        // SAFETY: nobody else knows the function yet, and it never moves.
        unsafe {
            FuncEntry::place(function.entry(), ptr::null_mut(), type_id, 0, stub, 0, header);
        }
        function
    }

    /// The type of the function.
    pub(crate) fn ty(&self) -> &FuncType {
        &self.ty
    }

    /// The identity of its type in that engine.
    pub(crate) fn type_id(&self) -> TypeId {
        self.registration.get(0).id()
    }

    /// What a reference to the function points to.
    pub(crate) fn entry(self: &Arc<Self>) -> NonNull<FuncEntry> {
        let this = Arc::as_ptr(self).cast_mut();
        // SAFETY: the pointer of an `Arc` is not null.
        unsafe { NonNull::new_unchecked(this) }.cast()
    }

    /// The function whose entry this is.
    ///
    /// # Safety
    /// The entry must be that of a host function which is kept alive for the lifetime chosen.
    pub(crate) unsafe fn of_entry<'a>(entry: *const FuncEntry) -> &'a Self {
        // SAFETY: the entry comes first in its function, and the pointer was made from one to the
        // whole function.
        unsafe { &*entry.cast::<Self>() }
    }
}

/// Calls a host function, for running code.
///
/// `caller` is the context of the instance that calls, or null if the host does. A panic of the
/// host's closure comes back as an error, and goes on when the interpreter has been left: see
/// [`super::invoke`].
///
/// # Safety
/// The runtime must be that of the store that is running, whose contents `runtime.store` points to;
/// `entry` must be that of a host function of this store; and the slots must be as many as its
/// header says, used by nobody else during the call.
pub(crate) unsafe fn call_host(
    runtime: *mut Runtime,
    caller: *mut Context,
    entry: *const FuncEntry,
    slots: *mut u64,
) -> Result<(), Error> {
    // SAFETY: guaranteed by the caller.
    let store = unsafe { NonNull::new_unchecked((*runtime).store) };
    // SAFETY: guaranteed by the caller; functions are kept alive by the store.
    let function = unsafe { HostFunction::of_entry(entry) };
    // SAFETY: guaranteed by the caller.
    let slots = unsafe { slice::from_raw_parts_mut(slots, function.entry.header as usize) };
    // SAFETY: the context is that of an instance of this store; objects come first in it.
    let instance = unsafe {
        let objects = store.cast::<Objects>().as_ref();
        caller.as_ref().map(|context| Instance::from_index(objects, context.instance as u32))
    };
    // SAFETY: the same.
    let scope = unsafe { store.cast::<Objects>().as_mut() }.open_scope();
    let call = AssertUnwindSafe(|| (function.closure)(ErasedStore(store), instance, slots));
    let result = catch_unwind(call);
    // SAFETY: the closure is done, so the store is ours again; objects come first in it.
    let objects = unsafe { store.cast::<Objects>().as_mut() };
    match result {
        // Its handles are good until it has been caught, or for as long as those of the caller.
        Ok(Err(error)) if error.exception().is_some() => {
            objects.failed_scope = Some(scope);
            Err(error)
        }
        Ok(result) => {
            objects.close_scope(scope);
            result
        }
        Err(payload) => {
            objects.close_scope(scope);
            objects.set_panic(payload);
            Err(ErrorKind::HostPanic.into())
        }
    }
}

/// Whether the function that a slot refers to, which is not null, is of the declared type `id`, above
/// which there are `depth` others, or of one below it.
///
/// # Safety
/// The slot must hold a reference to a function of a live store.
pub(crate) unsafe fn is_function_of(slot: u64, id: u32, depth: u32) -> bool {
    let entry = ptr::with_exposed_provenance::<FuncEntry>(slot as usize);
    // SAFETY: guaranteed by the caller; a context and its module live as long as the store, and an
    // entry without a context is that of a host function.
    unsafe {
        let FuncEntry { context, type_id, func_index, .. } = *entry;
        if type_id == id {
            return true;
        }
        let ty = match context.as_ref() {
            Some(context) => (*context.module).declared_function_type(func_index),
            None => HostFunction::of_entry(entry).registration.get(0),
        };
        ty.supertypes().get(depth as usize).is_some_and(|above| above.as_u32() == id)
    }
}
