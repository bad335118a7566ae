//! Starts a program and waits for its end.

use std::fs::File;
use std::io::Write as _;
use std::mem::ManuallyDrop;
use std::path::Path;
use std::sync::atomic::Ordering;

use wasmrun_runtime::wasi::{self, OutputExceeded, WasiCtx};
use wasmrun_runtime::{Module, Store, Trap, TrapCode};

use super::context::context;
use super::error::folder_of;
use super::invoke::{call, function_to_call, invoke_after_path};
use super::limits::Limits;
use super::linking::{Failed, Loaded, check_imports, link};
use super::profiler::Profiler;
use super::{Error, Program, backtrace, core_dump, observers};
use crate::cancel::CancelToken;
use crate::exit::Exit;
use crate::profile::Format;

/// How a program ended by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The status it asked for, or 0.
    pub exit: Exit,
    /// The results of an invoked function, one a line.
    pub results: String,
}

/// Runs `program`, whose code is `module`, until it ends.
pub fn run(module: &Module, mut program: Program) -> Result<Ended, Error> {
    invoke_after_path(module, &mut program);
    let mut store = ManuallyDrop::new(Store::new(module.engine(), context(&program)?));
    let ended = observe(&mut store, module, &program);
    // To give back every page of the guest would only take time if the process is about to end.
    if !program.ends_process {
        drop(ManuallyDrop::into_inner(store));
    }
    ended
}

/// Runs the program within its limits, and keeps what somebody wants to know of it.
fn observe(store: &mut Store<WasiCtx>, module: &Module, program: &Program) -> Result<Ended, Error> {
    let set_up = |source| Error::Setup(Box::new(source));
    let _limits = Limits::set(store, program).map_err(set_up)?;
    let observation = &program.observation;
    for file in observation.profile.iter().chain(&observation.coredump) {
        check_place(file)?;
    }
    let profiler = observers::start(store, observation).map_err(set_up)?;
    let name = program.name.clone();
    let mut loaded = vec![Loaded { name, module: module.clone(), instance: None }];
    let result = start(store, &mut loaded, program);
    if let Some(bytes) = &observation.memory {
        bytes.store(memory_bytes(store, &loaded), Ordering::Relaxed);
    }
    let kept = profiler.map_or(Ok(()), |profiler| keep_profile(profiler, program));
    match result {
        Ok(results) => kept.map(|()| Ended { exit: Exit::SUCCESS, results }),
        Err(Failed::Host(error)) => Err(error),
        Err(Failed::Guest(source)) => match source.downcast_ref() {
            Some(wasi::Exit(status)) => {
                let exit = Exit::from_guest(*status);
                kept.map(|()| Ended { exit, results: String::new() })
            }
            None => Err(stopped(store, &loaded, program, source)),
        },
    }
}

/// How large the exported memories of all modules are together.
fn memory_bytes(store: &Store<WasiCtx>, loaded: &[Loaded]) -> u64 {
    let instances = loaded.iter().filter_map(|one| one.instance);
    let memories = instances.filter_map(|instance| instance.get_memory(store, "memory"));
    memories.map(|memory| memory.data(store).len() as u64).sum()
}

/// Writes what a guest spent its time on.
fn keep_profile(profiler: Profiler, program: &Program) -> Result<(), Error> {
    let samples = profiler.finish();
    let Some(file) = &program.observation.profile else { return Ok(()) };
    let render = |format: Format| format.render(&samples, &program.name).into_bytes();
    keep(file, &Format::of(file).map(render).unwrap_or_default())
}

/// Whether a file about the run can be written there at all, before the run takes its time.
fn check_place(path: &Path) -> Result<(), Error> {
    let found = folder_of(path).metadata();
    found.map(drop).map_err(|source| Error::NotKept { path: path.to_owned(), source })
}

/// Writes a file about a run.
fn keep(path: &Path, content: &[u8]) -> Result<(), Error> {
    File::create(path)
        .and_then(|mut file| file.write_all(content))
        .map_err(|source| Error::NotKept { path: path.to_owned(), source })
}

/// Links and instantiates the module, which is the first of those that are loaded, and calls the
/// function that was asked for.
fn start(
    store: &mut Store<WasiCtx>,
    loaded: &mut Vec<Loaded>,
    program: &Program,
) -> Result<String, Failed> {
    let module = loaded[0].module.clone();
    let (linker, preloaded) = link(store, &module, program)?;
    loaded.extend(preloaded);
    check_imports(&linker, &module, &program.name)?;
    let function = function_to_call(&module, program)?;
    let instance = linker.instantiate(&mut *store, &module).map_err(|source| {
        if is_of_guest(&source) {
            return Failed::Guest(source);
        }
        let (name, source) = (program.name.clone(), Box::new(source));
        Failed::Host(Error::Instantiate { name, source })
    })?;
    loaded[0].instance = Some(instance);
    call(store, &instance, &function, program)
}

/// Whether this is the end of a guest that ran, and not why it cannot.
fn is_of_guest(source: &wasmrun_runtime::Error) -> bool {
    source.trap().is_some()
        || source.exception().is_some()
        || source.downcast_ref::<wasi::Exit>().is_some()
        || source.downcast_ref::<OutputExceeded>().is_some()
}

/// The error for a guest that did not end by itself, of which a core dump is kept if one is wanted.
fn stopped(
    store: &Store<WasiCtx>,
    loaded: &[Loaded],
    program: &Program,
    source: wasmrun_runtime::Error,
) -> Error {
    let dump = |file| {
        let dump = core_dump::render(store, &program.name, loaded, source.backtrace());
        keep(file, &dump).err()
    };
    let lost = program.observation.coredump.as_deref().and_then(dump);
    let error = meaning(&loaded[0].module, program, source);
    // Why the guest was stopped matters more than what could not be kept of it.
    match lost {
        Some(Error::NotKept { path, source }) => {
            error.with_detail(format!("no core dump in `{}`: {source}", path.display()))
        }
        _ => error,
    }
}

/// What it means that the guest did not end by itself.
fn meaning(module: &Module, program: &Program, source: wasmrun_runtime::Error) -> Error {
    let name = program.name.clone();
    let frames = backtrace::lines(source.backtrace(), module, program.file.as_ref());
    if let Some(exceeded) = source.downcast_ref::<OutputExceeded>() {
        return Error::TooMuchOutput { name, limit: exceeded.limit, frames };
    }
    let is_stopped = program.stop.as_ref().is_some_and(CancelToken::is_cancelled);
    match (source.trap().map(Trap::code), program.timeout, program.fuel) {
        (Some(TrapCode::Interrupted), ..) if is_stopped => Error::Stopped,
        (Some(TrapCode::Interrupted), Some(time), _) => Error::TimeIsOver { name, time, frames },
        (Some(TrapCode::OutOfFuel), _, Some(fuel)) => Error::OutOfFuel { name, fuel, frames },
        (Some(code), ..) => Error::Trap { name, code: code.to_string(), frames },
        _ if source.exception().is_some() => Error::Uncaught { name, frames },
        _ => Error::Call { name, source: Box::new(source) },
    }
}
