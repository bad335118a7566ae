//! What is in the linker, and what a guest must bring.

use wasmrun_runtime::wasi::{WasiCtx, add_to_linker};
use wasmrun_runtime::{Engine, Linker, Module, Store};

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
