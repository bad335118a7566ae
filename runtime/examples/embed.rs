//! Runs a function of a module: `cargo run -p wasmrun-runtime --example embed`.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use wasmrun_runtime::{Engine, Linker, Module, Store};

pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A file would be read with `std::fs::read`.
    let wasm = wat::parse_str(
        r#"(module
            (func $fibonacci (export "fibonacci") (param $n i32) (result i32)
                (if (result i32) (i32.lt_s (local.get $n) (i32.const 2))
                    (then (local.get $n))
                    (else (i32.add
                        (call $fibonacci (i32.sub (local.get $n) (i32.const 1)))
                        (call $fibonacci (i32.sub (local.get $n) (i32.const 2))))))))"#,
    )?;
    let engine = Engine::default();
    let module = Module::new(&engine, &wasm)?;
    let mut store = Store::new(&engine, ());
    let instance = Linker::new(&engine).instantiate(&mut store, &module)?;
    let fibonacci = instance.get_typed_func::<i32, i32>(&store, "fibonacci")?;
    println!("fibonacci(30) = {}", fibonacci.call(&mut store, 30)?);
    Ok(())
}
