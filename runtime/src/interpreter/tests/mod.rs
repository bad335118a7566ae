//! Tests of what the specification's own test suite does not look for: that all the forms an
//! instruction takes agree, and that calls and limits behave.

mod calls;
mod far;
mod forms;
mod joins;
mod limits;
mod linking;
mod locals;
mod vectors;

use crate::{Config, Engine, Error, Instance, Linker, Module, Store, Val};

/// An instance of a module given as text, in a store of its own.
fn instantiate(text: &str) -> (Store<()>, Instance) {
    instantiate_by(&Config::new(), text)
}

/// The same with a configuration.
fn instantiate_by(config: &Config, text: &str) -> (Store<()>, Instance) {
    let engine = Engine::new(config).unwrap();
    let module = Module::new(&engine, &wat::parse_str(text).unwrap()).unwrap();
    let mut store = Store::new(&engine, ());
    let instance = Linker::new(&engine).instantiate(&mut store, &module).unwrap();
    (store, instance)
}

/// Calls an exported function that returns one value.
fn call(
    store: &mut Store<()>,
    instance: Instance,
    name: &str,
    arguments: &[Val],
) -> Result<Val, Error> {
    let function = instance.get_func(&*store, name).unwrap();
    let mut results = [Val::I32(0)];
    function.call(store, arguments, &mut results)?;
    let [result] = results;
    Ok(result)
}
