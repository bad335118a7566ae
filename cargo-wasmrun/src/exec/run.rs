//! Starts a program and waits for its end.

use std::mem::ManuallyDrop;

use wasmrun_runtime::wasi::{self, Access, Input, Output, WasiCtx};
use wasmrun_runtime::{
    ExternType, Func, ImportType, Instance, Linker, Module, Store, Trap, TrapCode, Val,
};

use super::arguments::{parse, print};
use super::backtrace;
use super::deadline::Deadline;
use super::program::is_invoke_flag;
use super::{Error, Program};
use crate::exit::Exit;
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
    let linker = linker(module)?;
    check_imports(&linker, module, &program)?;
    let function = function_to_call(module, &program)?;
    // The process is about to end: to give back every page of the guest first would only take time.
    let mut store = ManuallyDrop::new(Store::new(module.engine(), context(&program)?));
    let _deadline = limit(&mut store, &program)?;
    let started = linker.instantiate(&mut *store, module).map_err(|source| {
        ended(&program, source, |name, source| Error::Instantiate { name, source })
    });
    let instance = match started {
        Ok(instance) => instance,
        Err(result) => return result,
    };
    let result = match &program.invoke {
        Some(_) => invoke(&mut store, &instance, &function, &program),
        None => call(&mut store, &instance, &function, &[]),
    };
    match result {
        Ok(results) => Ok(Ended { exit: Exit::SUCCESS, results }),
        Err(Failure::Guest(source)) => {
            ended(&program, source, |name, source| Error::Call { name, source })
        }
        Err(Failure::Host(error)) => Err(error),
    }
}

/// Gives the guest as much fuel and time as it may use.
fn limit(store: &mut Store<WasiCtx>, program: &Program) -> Result<Option<Deadline>, Error> {
    let mut limited = || -> Result<Option<Deadline>, wasmrun_runtime::Error> {
        if let Some(fuel) = program.fuel {
            store.set_fuel(fuel)?;
        }
        let Some(time) = program.timeout else { return Ok(None) };
        Ok(Some(Deadline::after(time, store.interrupt_handle()?)))
    };
    limited().map_err(|source| Error::Setup(Box::new(source)))
}

/// Why a call did not return.
enum Failure {
    Guest(wasmrun_runtime::Error),
    Host(Error),
}

impl From<wasmrun_runtime::Error> for Failure {
    fn from(error: wasmrun_runtime::Error) -> Self {
        Self::Guest(error)
    }
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

fn linker(module: &Module) -> Result<Linker<WasiCtx>, Error> {
    let mut linker = Linker::new(module.engine());
    wasi::add_imports_to_linker(&mut linker, module, |context: &mut WasiCtx| context)
        .map_err(|source| Error::Setup(Box::new(source)))?;
    Ok(linker)
}

/// What a module imports and a program is not given here.
pub fn missing_imports(module: &Module) -> Result<Vec<ImportType<'_>>, Error> {
    Ok(linker(module)?.missing_imports(module))
}

fn check_imports(
    linker: &Linker<WasiCtx>,
    module: &Module,
    program: &Program,
) -> Result<(), Error> {
    let imports: Vec<String> = linker
        .missing_imports(module)
        .iter()
        .map(|import| {
            format!("{} `{}` of `{}`", import.ty().kind(), import.name(), import.module())
        })
        .collect();
    if imports.is_empty() {
        return Ok(());
    }
    Err(Error::MissingImports { name: program.name.clone(), imports })
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
        (_, None) => Err(Error::NoStart { name: program.name.clone(), functions: functions() }),
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

fn context(program: &Program) -> Result<WasiCtx, Error> {
    let mut builder = WasiCtx::builder()
        .stdin(Input::inherit())
        .stdout(Output::inherit())
        .stderr(Output::inherit())
        .args(program.args.iter().map(|argument| argument.as_encoded_bytes()));
    for (name, value) in &program.environment {
        builder = builder.env(name.as_encoded_bytes(), value.as_encoded_bytes());
    }
    for grant in &program.grants {
        let access = if grant.read_only { Access::ReadOnly } else { Access::ReadWrite };
        builder = builder.preopen_path(&grant.host, &grant.guest, access).map_err(from_wasi)?;
    }
    builder.build().map_err(from_wasi)
}

fn from_wasi(error: wasi::BuildError) -> Error {
    match error {
        wasi::BuildError::Folder { path, source } => Error::Folder { path, source },
        error => Error::Context(error),
    }
}

/// Calls a function with arguments typed by its signature. A reactor is initialized first.
fn invoke(
    store: &mut Store<WasiCtx>,
    instance: &Instance,
    function: &str,
    program: &Program,
) -> Result<String, Failure> {
    let Some(target) = instance.get_func(&*store, function) else {
        return Ok(String::new());
    };
    let texts: Vec<String> =
        program.args.iter().skip(1).map(|text| text.to_string_lossy().into_owned()).collect();
    let ty = target.ty(&*store);
    let arguments = parse(&ty, &texts).map_err(|source| {
        let (function, signature) = (function.to_owned(), ty.to_string());
        Failure::Host(Error::Arguments { function, signature, source })
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
) -> Result<String, Failure> {
    let Some(function): Option<Func> = instance.get_func(&*store, function) else {
        return Ok(String::new());
    };
    let ty = function.ty(&*store);
    let mut results: Vec<Val> = ty.results().iter().map(|&ty| Val::default_of(ty)).collect();
    function.call(&mut *store, arguments, &mut results)?;
    Ok(results.iter().map(|value| print(value) + "\n").collect())
}

/// Makes of the runtime's error what it means: an exit, a trap, or `other`.
fn ended(
    program: &Program,
    source: wasmrun_runtime::Error,
    other: impl FnOnce(String, Box<wasmrun_runtime::Error>) -> Error,
) -> Result<Ended, Error> {
    if let Some(wasi::Exit(status)) = source.downcast_ref() {
        return Ok(Ended { exit: Exit::from_guest(*status), results: String::new() });
    }
    let name = program.name.clone();
    let frames = backtrace::lines(source.backtrace(), program.file.as_ref());
    let code = source.trap().map(Trap::code);
    Err(match (code, program.timeout, program.fuel) {
        (Some(TrapCode::Interrupted), Some(time), _) => Error::TimeIsOver { name, time, frames },
        (Some(TrapCode::OutOfFuel), _, Some(fuel)) => Error::OutOfFuel { name, fuel, frames },
        (Some(code), ..) => Error::Trap { name, code: code.to_string(), frames },
        _ if source.exception().is_some() => Error::Uncaught { name, frames },
        _ => other(name, Box::new(source)),
    })
}
