//! Finds the function of a program that is to be called, and calls it.

use wasmrun_runtime::wasi::WasiCtx;
use wasmrun_runtime::{ExternType, Instance, Module, Store, Val};

use super::arguments::{parse, print};
use super::linking::Failed;
use super::program::is_invoke_flag;
use super::{Error, Program};
use crate::suggestion;

/// Understands `--invoke NAME` after the path, which otherwise belongs to the guest, if the module
/// has no `_start` that could make something of it.
pub(super) fn invoke_after_path(module: &Module, program: &mut Program) {
    let is_flag = program.args.get(1).is_some_and(is_invoke_flag);
    if program.invoke.is_none() && is_flag && module.get_export("_start").is_none() {
        program.invoke = program.args.get(2).map(|name| name.to_string_lossy().into_owned());
        let rest = program.args.split_off(1);
        program.args.extend(rest.into_iter().skip(2));
    }
}

/// The name of the function to call, which is checked to be there.
pub(super) fn function_to_call(module: &Module, program: &Program) -> Result<String, Error> {
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

/// Calls the function. If it was asked for by its name, it gets arguments, typed by its signature, and a reactor is
/// initialized first.
pub(super) fn call(
    store: &mut Store<WasiCtx>,
    instance: &Instance,
    function: &str,
    program: &Program,
) -> Result<String, Failed> {
    if program.invoke.is_none() {
        return call_with(store, instance, function, &[]);
    }
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
        call_with(store, instance, "_initialize", &[])?;
    }
    call_with(store, instance, function, &arguments)
}

/// The results of a function, one a line.
fn call_with(
    store: &mut Store<WasiCtx>,
    instance: &Instance,
    function: &str,
    arguments: &[Val],
) -> Result<String, Failed> {
    let Some(function) = instance.get_func(&*store, function) else {
        return Ok(String::new());
    };
    let ty = function.ty(&*store);
    let mut results: Vec<Val> = ty.results().iter().map(|&ty| Val::default_of(ty)).collect();
    function.call(&mut *store, arguments, &mut results)?;
    Ok(results.iter().map(|value| print(value) + "\n").collect())
}
