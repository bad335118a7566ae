//! Lets a guest call a closure, which reads the guest's memory and keeps what it finds:
//! `cargo run -p wasmrun-runtime --example host_function`.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::io;

use wasmrun_runtime::{Caller, Engine, Error, Extern, Linker, Module, Store};

/// What the host keeps for its guest.
#[derive(Default)]
struct Host {
    lines: Vec<String>,
}

pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let wasm = wat::parse_str(
        r#"(module
            (import "host" "log" (func $log (param i32 i32)))
            (memory (export "memory") 1)
            (data (i32.const 8) "hello from the guest")
            (func (export "run") (call $log (i32.const 8) (i32.const 20))))"#,
    )?;
    let engine = Engine::default();
    let mut linker = Linker::new(&engine);
    linker.func_wrap("host", "log", log)?;

    let mut store = Store::new(&engine, Host::default());
    let instance = linker.instantiate(&mut store, &Module::new(&engine, &wasm)?)?;
    instance.get_typed_func::<(), ()>(&store, "run")?.call(&mut store, ())?;
    for line in &store.data().lines {
        println!("{line}");
    }
    Ok(())
}

/// Nothing that a guest hands over can be trusted: each step may fail, and stops the guest then.
fn log(mut caller: Caller<'_, Host>, at: u32, length: u32) -> Result<(), Error> {
    let Some(Extern::Memory(memory)) = caller.get_export("memory") else {
        return Err(Error::host(io::Error::other("there is no memory")));
    };
    let mut bytes = vec![0; length.min(1000) as usize];
    memory.read(&caller, at as usize, &mut bytes)?;
    let line = String::from_utf8(bytes).map_err(Error::host)?;
    caller.data_mut().lines.push(line);
    Ok(())
}
