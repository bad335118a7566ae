//! Starts a program and waits for its end.

use std::fs::File;
use std::io::Write as _;
use std::mem::ManuallyDrop;
use std::path::Path;
use std::sync::atomic::Ordering;

use wasmrun_runtime::wasi::{self, OutputExceeded, WasiCtx};
use wasmrun_runtime::{ExternType, Func, Instance, Module, Store, Trap, TrapCode, Val};

use super::arguments::{parse, print};
use super::context::context;
use super::error::folder_of;
use super::limits::Limits;
use super::linking::{Failed, Loaded, check_imports, link};
use super::profiler::Profiler;
use super::program::is_invoke_flag;
use super::{Error, Program, backtrace, core_dump, observers};
use crate::cancel::CancelToken;
use crate::exit::Exit;
use crate::profile::Format;
use crate::suggestion;

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
    let profile = profiler.map(Profiler::finish).zip(observation.profile.as_deref());
    let kept = profile.map_or(Ok(()), |(samples, file)| {
        let render = |format: Format| format.render(&samples, &program.name).into_bytes();
        keep(file, &Format::of(file).map(render).unwrap_or_default())
    });
    match result {
        Ok(results) => kept.map(|()| Ended { exit: Exit::SUCCESS, results }),
        Err(Failed::Host(error)) => Err(error),
        Err(Failed::Guest(source)) => {
            let exit = source.downcast_ref().map(|wasi::Exit(status)| Exit::from_guest(*status));
            if let Some(exit) = exit {
                return kept.map(|()| Ended { exit, results: String::new() });
            }
            let dump = |file| {
                let frames = source.backtrace();
                keep(file, &core_dump::render(store, &program.name, &loaded, frames))
            };
            // Why the guest was stopped matters more than what could not be kept of it.
            let lost = observation.coredump.as_deref().and_then(|file| dump(file).err());
            let error = stopped(module, program, source);
            Err(match lost {
                Some(Error::NotKept { path, source }) => {
                    error.with_detail(format!("no core dump in `{}`: {source}", path.display()))
                }
                _ => error,
            })
        }
    }
}

/// How large the exported memories of all modules are together.
fn memory_bytes(store: &Store<WasiCtx>, loaded: &[Loaded]) -> u64 {
    let instances = loaded.iter().filter_map(|one| one.instance);
    let memories = instances.filter_map(|instance| instance.get_memory(store, "memory"));
    memories.map(|memory| memory.data(store).len() as u64).sum()
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
    match &program.invoke {
        Some(_) => invoke(store, &instance, &function, program),
        None => call(store, &instance, &function, &[]),
    }
}

/// Whether this is the end of a guest that ran, and not why it cannot.
fn is_of_guest(source: &wasmrun_runtime::Error) -> bool {
    source.trap().is_some()
        || source.exception().is_some()
        || source.downcast_ref::<wasi::Exit>().is_some()
        || source.downcast_ref::<OutputExceeded>().is_some()
}

/// Understands `--invoke NAME` after the path, which otherwise belongs to the guest, if the module
/// has no `_start` that could make something of it.
fn invoke_after_path(module: &Module, program: &mut Program) {
    let is_flag = program.args.get(1).is_some_and(is_invoke_flag);
    if program.invoke.is_none() && is_flag && module.get_export("_start").is_none() {
        program.invoke = program.args.get(2).map(|name| name.to_string_lossy().into_owned());
        let rest = program.args.split_off(1);
        program.args.extend(rest.into_iter().skip(2));
    }
}

/// The name of the function to call, which is checked to be there.
fn function_to_call(module: &Module, program: &Program) -> Result<String, Error> {
    let functions = || {
        let functions =
            module.exports().filter(|export| matches!(export.ty(), ExternType::Func(_)));
        functions.map(|export| export.name().to_owned()).collect::<Vec<_>>()
    };
    let wanted = program.invoke.as_deref().unwrap_or("_start");
    let found = module.get_export(wanted).map(|export| export.ty().clone());
    match (found, &program.invoke) {
        (Some(ExternType::Func(_)), _) => Ok(wanted.to_owned()),
        (_, None) => {
            let (name, given) = (program.name.clone(), program.given.clone());
            Err(Error::NoStart { name, given, functions: functions() })
        }
        (_, Some(_)) => {
            let functions = functions();
            let nearest = suggestion::nearest(wanted, functions.iter().map(String::as_str));
            Err(Error::UnknownFunction {
                name: program.name.clone(),
                function: wanted.to_owned(),
                nearest: nearest.map(str::to_owned),
                functions,
            })
        }
    }
}

/// Calls a function with arguments typed by its signature. A reactor is initialized first.
fn invoke(
    store: &mut Store<WasiCtx>,
    instance: &Instance,
    function: &str,
    program: &Program,
) -> Result<String, Failed> {
    let Some(target) = instance.get_func(&*store, function) else {
        return Ok(String::new());
    };
    let texts: Vec<String> =
        program.args.iter().skip(1).map(|text| text.to_string_lossy().into_owned()).collect();
    let ty = target.ty(&*store);
    let arguments = parse(&ty, &texts).map_err(|source| {
        let (function, signature) = (function.to_owned(), ty.to_string());
        Failed::Host(Error::Arguments { function, signature, source })
    })?;
    if function != "_initialize" && instance.get_func(&*store, "_initialize").is_some() {
        call(store, instance, "_initialize", &[])?;
    }
    call(store, instance, function, &arguments)
}

fn call(
    store: &mut Store<WasiCtx>,
    instance: &Instance,
    function: &str,
    arguments: &[Val],
) -> Result<String, Failed> {
    let Some(function): Option<Func> = instance.get_func(&*store, function) else {
        return Ok(String::new());
    };
    let ty = function.ty(&*store);
    let mut results: Vec<Val> = ty.results().iter().map(|&ty| Val::default_of(ty)).collect();
    function.call(&mut *store, arguments, &mut results)?;
    Ok(results.iter().map(|value| print(value) + "\n").collect())
}

/// What it means that the guest did not end by itself.
fn stopped(module: &Module, program: &Program, source: wasmrun_runtime::Error) -> Error {
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
