//! Telling the embedder of every call.

#![expect(unsafe_code, reason = "running code knows its frames only as raw pointers")]

use std::slice;

use super::{Objects, Store};
use crate::{
    error::Error,
    func::{HostFunction, call_host},
    instance::InstanceData,
    module::ExternIndex,
    types::ValType,
    value::Val,
    vm::{CallFrames, Context, FuncEntry, Runtime, Tracer},
};

/// A call, as [`Store::set_tracer`] tells of it.
#[derive(Debug)]
#[non_exhaustive]
pub enum CallEvent<'a> {
    /// A guest's function begins.
    #[non_exhaustive]
    Began {
        /// Its index in its module.
        func_index: u32,
        /// Its name, demangled, if the module has a name section that tells.
        name: Option<&'a str>,
        /// What it was given.
        arguments: &'a [Val],
        /// How many of the guests' functions wait for it.
        depth: usize,
    },
    /// A guest called a function of the host's, which has returned or failed.
    #[non_exhaustive]
    HostReturned {
        /// The module that the guest imports it from; empty if the guest found it elsewhere.
        module: &'a str,
        /// Its name there.
        name: &'a str,
        /// What it was given.
        arguments: &'a [Val],
        /// What it returned.
        results: Result<&'a [Val], &'a Error>,
        /// How many of the guests' functions wait for it.
        depth: usize,
    },
}

impl<T: 'static> Store<T> {
    /// Tells `observe` of every call, until it is set anew.
    ///
    /// ```
    /// use std::sync::{Arc, Mutex};
    /// use wasmrun_runtime::{CallEvent, Config, Engine, Linker, Module, Store};
    ///
    /// let wasm = wat::parse_str(
    ///     r#"(module
    ///         (func $add (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
    ///         (func $run (export "run") (drop (call $add (i32.const 2) (i32.const 3)))))"#,
    /// )?;
    /// let engine = Engine::new(Config::new().trace_calls(true))?;
    /// let mut store = Store::new(&engine, ());
    /// let instance = Linker::new(&engine).instantiate(&mut store, &Module::new(&engine, &wasm)?)?;
    /// let run = instance.get_typed_func::<(), ()>(&store, "run")?;
    ///
    /// let calls = Arc::new(Mutex::new(Vec::new()));
    /// let seen = Arc::clone(&calls);
    /// store.set_tracer(move |event| {
    ///     if let CallEvent::Began { name: Some(name), depth, .. } = event {
    ///         seen.lock().unwrap().push(format!("{depth} {name}"));
    ///     }
    /// })?;
    /// run.call(&mut store, ())?;
    /// assert_eq!(*calls.lock().unwrap(), ["0 run", "1 add"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// A panic of `observe` ends the process, since there is no way out for it through running
    /// code.
    ///
    /// # Errors
    /// If the engine does not [trace calls](crate::Config::trace_calls), or if the stack that its
    /// settings ask for cannot be reserved.
    pub fn set_tracer(
        &mut self,
        observe: impl FnMut(&CallEvent<'_>) + Send + 'static,
    ) -> Result<(), Error> {
        if !self.engine().config().traces_calls() {
            return Err(Error::usage("calls are not traced: see `Config::trace_calls`"));
        }
        self.inner.objects.set_tracer(Tracer::new(observe))
    }
}

/// Tells of a function whose frame has just been made.
///
/// # Safety
/// The context must be that of an instance of the store that is running, `cell` one of the
/// function's code, and its arguments must lie where the frame begins.
pub(crate) unsafe fn began(context: *mut Context, cell: *const u8, frame: *const u64) {
    // SAFETY: contexts, modules and runtimes live as long as their store, whose objects nobody
    // uses otherwise while its code waits for this.
    let (module, objects, tracer) = unsafe {
        let runtime = (*context).runtime;
        let Some(tracer) = &mut (*runtime).tracer else { return };
        (&*(*context).module, &mut *(*runtime).store.cast::<Objects>(), tracer)
    };
    let Some((defined, code)) = module.code_at(cell.addr()) else { return };
    let func_index = module.imported_functions + defined;
    let scope = objects.open_scope();
    // SAFETY: the arguments are of the function's type.
    let arguments = unsafe { values(module.function_type(func_index).params(), frame, objects) };
    let name = module.function_name(func_index);
    // SAFETY: the record was written when the function was called.
    let depth = tracer.begin(unsafe { CallFrames::of(frame, code.header()) });
    let (name, arguments) = (name.as_deref(), &*arguments);
    tracer.observe(&CallEvent::Began { func_index, name, arguments, depth });
    objects.close_scope(scope);
}

/// Calls a host function as [`call_host`] does, and tells of it if somebody wants to know.
///
/// # Safety
/// As for [`call_host`], with a caller.
#[cold]
#[inline(never)]
pub(crate) unsafe fn call_host_traced(
    runtime: *mut Runtime,
    caller: *mut Context,
    entry: *const FuncEntry,
    slots: *mut u64,
) -> Result<(), Error> {
    // SAFETY: as in `began`; a function that is running is kept alive by its store.
    let (function, objects) =
        unsafe { (HostFunction::of_entry(entry), (*runtime).store.cast::<Objects>()) };
    let ty = function.ty();
    // SAFETY: as in `began`. While the function runs, nothing is borrowed.
    let scope = unsafe { (*objects).open_scope() };
    // SAFETY: the arguments lie in the slots.
    let arguments = unsafe { values(ty.params(), slots, &*objects) };
    // SAFETY: guaranteed by the caller.
    let result = unsafe { call_host(runtime, caller, entry, slots) };
    // SAFETY: the results lie in the slots if there are any, and the store is ours again.
    unsafe {
        let results = match result {
            Ok(()) => values(ty.results(), slots, &*objects),
            Err(_) => Vec::new(),
        };
        let instance = &(&(*objects).instances)[(*caller).instance as usize];
        let (module, name) = import_of(instance, entry);
        if let Some(tracer) = &mut (*runtime).tracer {
            let depth = tracer.depth(CallFrames::of(slots, (*entry).header));
            let results = result.as_ref().map(|()| &*results);
            let arguments = &*arguments;
            tracer.observe(&CallEvent::HostReturned { module, name, arguments, results, depth });
        }
        match &result {
            // As in `call_host`.
            Err(error) if error.exception().is_some() => (*objects).failed_scope = Some(scope),
            _ => (*objects).close_scope(scope),
        }
    }
    result
}

/// The values of these types, which lie one after the other.
///
/// # Safety
/// They must lie there, and nobody may change them meanwhile.
unsafe fn values(types: &[ValType], slots: *const u64, objects: &Objects) -> Vec<Val> {
    let count = types.iter().map(|ty| ty.slots()).sum();
    // SAFETY: guaranteed by the caller.
    let mut rest = unsafe { slice::from_raw_parts(slots, count) };
    let mut next = |ty: &ValType| {
        let (value, after) = rest.split_at(ty.slots());
        rest = after;
        Val::from_slots(*ty, value, objects)
    };
    types.iter().map(&mut next).collect()
}

/// The names under which an instance imports a function of the host's; empty if it does not.
fn import_of(instance: &InstanceData, entry: *const FuncEntry) -> (&str, &str) {
    let mut imports = instance.module().imports.iter();
    let found = imports.find(|import| match import.index {
        ExternIndex::Func(index) => instance.function(index).as_ptr().cast_const() == entry,
        _ => false,
    });
    found.map_or(("", ""), |import| (&import.module, &import.name))
}
