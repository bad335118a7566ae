//! What is in the linker, and what a guest must bring.

use wasmrun_runtime::wasi::{Output, OutputBuffer, WasiCtx, add_to_linker};
use wasmrun_runtime::{Engine, Error, Linker, Module, Store};

use crate::{
    abi::errno,
    guest::{Guest, args},
};

#[test]
fn all_functions_are_there_under_both_names() {
    for module in ["wasi_snapshot_preview1", "wasi_unstable"] {
        let mut guest = Guest::importing(module, WasiCtx::builder());
        assert_eq!(guest.call("sched_yield", args![]), errno::SUCCESS);
    }
}

#[test]
fn a_guest_without_a_memory_is_told_so() {
    let text = r#"(module
        (import "wasi_snapshot_preview1" "fd_close" (func $close (param i32) (result i32)))
        (func (export "run") (drop (call $close (i32.const 0)))))"#;
    let engine = Engine::default();
    let mut linker = Linker::new(&engine);
    add_to_linker(&mut linker, |ctx: &mut WasiCtx| ctx).unwrap();
    let mut store = Store::new(&engine, WasiCtx::builder().build().unwrap());
    let module = Module::new(&engine, &wat::parse_str(text).unwrap()).unwrap();
    let instance = linker.instantiate(&mut store, &module).unwrap();
    let run = instance.get_func(&mut store, "run").unwrap();
    let error = run.call(&mut store, &[], &mut []).unwrap_err();
    assert!(error.to_string().contains("`memory`"), "{error}");
}

/// A guest with 64-bit addresses that writes from its memory, with pointers of this type; what it wrote.
fn written_from_wide_memory(pointer: &str) -> Result<Vec<u8>, Error> {
    let text = format!(
        r#"(module
            (import "wasi_snapshot_preview1" "fd_write"
                (func $write (param i32 {pointer} {pointer} {pointer}) (result i32)))
            (memory (export "memory") i64 1)
            (data (i64.const 0) "\10\00\00\00\05\00\00\00") (data (i64.const 16) "hello")
            (func (export "run") (result i32)
                (call $write (i32.const 1)
                    ({pointer}.const 0) ({pointer}.const 1) ({pointer}.const 32))))"#
    );
    let output = OutputBuffer::with_limit(100);
    let ctx = WasiCtx::builder().stdout(Output::writer(output.clone())).build().unwrap();
    let engine = Engine::default();
    let mut linker = Linker::new(&engine);
    add_to_linker(&mut linker, |ctx: &mut WasiCtx| ctx)?;
    let mut store = Store::new(&engine, ctx);
    let module = Module::new(&engine, &wat::parse_str(text).unwrap())?;
    let instance = linker.instantiate(&mut store, &module)?;
    let run = instance.get_typed_func::<(), i32>(&store, "run")?;
    assert_eq!(run.call(&mut store, ())?, 0);
    Ok(output.take())
}

#[test]
fn a_memory_of_64_bits_is_reached_by_pointers_of_32() {
    assert_eq!(written_from_wide_memory("i32").unwrap(), b"hello");
}

#[test]
fn pointers_of_64_bits_are_refused_by_their_types() {
    let error = written_from_wide_memory("i64").unwrap_err();
    assert!(error.is_link(), "{error}");
    let text = error.to_string();
    assert!(text.contains("`fd_write`") && text.contains("i64"), "{text}");
}

#[test]
fn a_context_can_be_part_of_the_stores_data_and_moves_between_threads() {
    struct Data {
        _name: &'static str,
        wasi: WasiCtx,
    }
    let engine = Engine::default();
    let mut linker = Linker::<Data>::new(&engine);
    add_to_linker(&mut linker, |data| &mut data.wasi).unwrap();
    let data = Data { _name: "data", wasi: WasiCtx::builder().build().unwrap() };
    std::thread::spawn(move || drop(data)).join().unwrap();
}
