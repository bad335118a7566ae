//! Stops a guest that would run for ever, from another thread:
//! `cargo run -p wasmrun-runtime --example interrupt`.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::{thread, time::Duration};

use wasmrun_runtime::{Config, Engine, Linker, Module, Store};

pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let wasm = wat::parse_str(r#"(module (func $spin (export "spin") (loop (br 0))))"#)?;
    let engine = Engine::new(Config::new().interruptible(true))?;
    let mut store = Store::new(&engine, ());
    let instance = Linker::new(&engine).instantiate(&mut store, &Module::new(&engine, &wasm)?)?;
    let spin = instance.get_typed_func::<(), ()>(&store, "spin")?;

    let handle = store.interrupt_handle()?;
    let timer = thread::spawn(move || {
        thread::sleep(Duration::from_millis(100));
        handle.interrupt();
    });
    if let Err(error) = spin.call(&mut store, ()) {
        println!("{error}");
    }
    timer.join().map_err(|_| "the timer panicked")?;
    Ok(())
}
