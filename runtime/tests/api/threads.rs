//! What can be sent to other threads and shared between them.

use std::thread;

use wasmrun_runtime::{
    Engine, Error, ExternRef, Func, Global, Instance, InstancePre, Linker, Memory, Module, Store,
    Table, Trap, TypedFunc, Val,
};

#[test]
fn everything_can_be_sent_and_most_shared() {
    fn shared<T: Send + Sync>() {}
    shared::<Engine>();
    shared::<Module>();
    shared::<Linker<()>>();
    shared::<InstancePre<()>>();
    shared::<Store<()>>();
    shared::<(Instance, Func, TypedFunc<i32, i32>, Memory, Table, Global, ExternRef, Val)>();
    shared::<(Error, Trap)>();
}

#[test]
fn threads_translate_and_run_one_module_together() {
    let engine = Engine::default();
    let wasm = wat::parse_str(
        r#"(module
            (global $runs (mut i32) (i32.const 0))
            (func $fib (param i32) (result i32)
                (if (result i32) (i32.lt_u (local.get 0) (i32.const 2))
                    (then (local.get 0))
                    (else (i32.add
                        (call $fib (i32.sub (local.get 0) (i32.const 1)))
                        (call $fib (i32.sub (local.get 0) (i32.const 2)))))))
            (func (export "run") (param i32) (result i32)
                (global.set $runs (i32.add (global.get $runs) (i32.const 1)))
                (i32.add (call $fib (local.get 0)) (global.get $runs))))"#,
    )
    .unwrap();
    let module = Module::new(&engine, &wasm).unwrap();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let mut store = Store::new(&engine, ());
                let instance = Instance::new(&mut store, &module, &[]).unwrap();
                let run = instance.get_typed_func::<i32, i32>(&store, "run").unwrap();
                assert_eq!(run.call(&mut store, 15).unwrap(), 611);
                assert_eq!(run.call(&mut store, 10).unwrap(), 57);
            });
        }
    });
}

#[test]
fn a_store_moves_between_threads() {
    let engine = Engine::default();
    let wasm = wat::parse_str(
        r#"(module (global $n (mut i32) (i32.const 0))
            (func (export "next") (result i32)
                (global.set $n (i32.add (global.get $n) (i32.const 1))) global.get $n))"#,
    );
    let module = Module::new(&engine, &wasm.unwrap()).unwrap();
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    let next = instance.get_typed_func::<(), i32>(&store, "next").unwrap();
    assert_eq!(next.call(&mut store, ()).unwrap(), 1);
    let mut store = thread::spawn(move || {
        assert_eq!(next.call(&mut store, ()).unwrap(), 2);
        store
    })
    .join()
    .unwrap();
    assert_eq!(next.call(&mut store, ()).unwrap(), 3);
}
