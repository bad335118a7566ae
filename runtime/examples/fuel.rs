//! Counts what a guest does, and stops one that does too much:
//! `cargo run -p wasmrun-runtime --example fuel`.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use wasmrun_runtime::{Config, Engine, Linker, Module, Store, Trap, TrapCode};

pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let wasm = wat::parse_str(
        r#"(module
            (func $count (export "count") (param $turns i32)
                (loop $next
                    (br_if $next
                        (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))))"#,
    )?;
    let engine = Engine::new(Config::new().consume_fuel(true))?;
    let mut store = Store::new(&engine, ());
    let instance = Linker::new(&engine).instantiate(&mut store, &Module::new(&engine, &wasm)?)?;
    let count = instance.get_typed_func::<i32, ()>(&store, "count")?;

    store.set_fuel(10_000)?;
    count.call(&mut store, 1000)?;
    println!("1000 turns took {} of fuel", 10_000 - store.get_fuel()?);

    let error = count.call(&mut store, 1_000_000).expect_err("there is not enough fuel for that");
    assert_eq!(error.trap().map(Trap::code), Some(TrapCode::OutOfFuel));
    println!("1000000 turns: {error}");
    Ok(())
}
