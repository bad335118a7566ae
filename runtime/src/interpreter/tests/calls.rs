//! Calls within an instance, between instances, and to the host and back.

use super::{call, instantiate};
use crate::{Caller, Engine, Error, Linker, Module, Store, TrapCode, Val};

#[test]
fn a_call_between_instances_comes_back_to_the_caller_s_globals_and_memory() {
    let engine = Engine::default();
    let module = |text: &str| Module::new(&engine, &wat::parse_str(text).unwrap()).unwrap();
    let library = module(
        r#"(module
            (memory 1) (data (i32.const 0) "\2a")
            (global $calls (mut i32) (i32.const 0))
            (table (export "table") 1 funcref) (elem (i32.const 0) $peek)
            (func $peek (export "peek") (param i32) (result i32)
                (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
                (i32.add (i32.load8_u (local.get 0)) (global.get $calls))))"#,
    );
    let program = module(
        r#"(module
            (import "library" "peek" (func $peek (param i32) (result i32)))
            (import "library" "table" (table 1 funcref))
            (memory 1) (data (i32.const 0) "\07")
            (global $base (mut i32) (i32.const 1000))
            (func (export "direct") (result i32) (local $kept i32)
                (local.set $kept (i32.const 100000))
                (i32.add
                    (i32.add (call $peek (i32.const 0)) (local.get $kept))
                    (i32.add (i32.load8_u (i32.const 0)) (global.get $base))))
            (func (export "indirect") (param $index i32) (result i32)
                (i32.add
                    (call_indirect (param i32) (result i32) (i32.const 0) (local.get $index))
                    (i32.add (i32.load8_u (i32.const 0)) (global.get $base)))))"#,
    );
    let mut store = Store::new(&engine, ());
    let mut linker = Linker::new(&engine);
    let instance = linker.instantiate(&mut store, &library).unwrap();
    linker.instance(&mut store, "library", instance).unwrap();
    let instance = linker.instantiate(&mut store, &program).unwrap();
    let direct = call(&mut store, instance, "direct", &[]).unwrap();
    assert!(matches!(direct, Val::I32(101_050)), "{direct:?}");
    let indirect = call(&mut store, instance, "indirect", &[Val::I32(0)]).unwrap();
    assert!(matches!(indirect, Val::I32(1051)), "{indirect:?}");
}

/// A program that goes to the host and back `depth` times, then traps.
const BOUNCING: &str = r#"(module
    (import "host" "back" (func $back (param i32)))
    (func (export "go") (param $depth i32)
        (if (i32.eqz (local.get $depth)) (then (call $fail)))
        (call $back (i32.sub (local.get $depth) (i32.const 1))))
    (func $fail unreachable))"#;

/// Runs [`BOUNCING`] with a host function that calls `go` again.
fn bounce(depth: i32) -> Error {
    let engine = Engine::default();
    let module = Module::new(&engine, &wat::parse_str(BOUNCING).unwrap()).unwrap();
    let mut store = Store::new(&engine, ());
    let mut linker = Linker::new(&engine);
    linker
        .func_wrap("host", "back", |mut caller: Caller<'_, ()>, depth: i32| {
            let go = caller.get_export("go").and_then(crate::Extern::into_func).unwrap();
            go.call(&mut caller, &[Val::I32(depth)], &mut [])
        })
        .unwrap();
    let instance = linker.instantiate(&mut store, &module).unwrap();
    let go = instance.get_func(&store, "go").unwrap();
    go.call(&mut store, &[Val::I32(depth)], &mut []).unwrap_err()
}

#[test]
fn a_backtrace_goes_on_below_functions_of_the_host() {
    let error = bounce(3);
    let trap = error.trap().unwrap();
    assert_eq!(trap.code(), TrapCode::Unreachable);
    let functions: Vec<u32> = trap.backtrace().iter().map(crate::Frame::func_index).collect();
    assert_eq!(functions, [2, 1, 1, 1, 1]);
}

#[test]
fn endless_nesting_of_host_calls_is_a_trap() {
    let error = bounce(1_000_000);
    assert_eq!(error.trap().unwrap().code(), TrapCode::StackOverflow);
}

#[test]
fn a_backtrace_names_the_operators() {
    let text = r#"(module
        (func $inner (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0)))
        (func (export "outer") (result i32) (drop (i32.const 5)) (call $inner (i32.const 0))))"#;
    let wasm = wat::parse_str(text).unwrap();
    let (mut store, instance) = instantiate(text);
    let error = call(&mut store, instance, "outer", &[]).unwrap_err();
    let backtrace = error.trap().unwrap().backtrace();
    let opcodes: Vec<u8> = backtrace.iter().map(|frame| wasm[frame.offset().unwrap()]).collect();
    let (div_u, call) = (0x6e, 0x10);
    assert_eq!(opcodes, [div_u, call]);
    assert_eq!(backtrace[0].name(), Some("inner"));
}

#[test]
fn recursion_is_deep_and_its_overflow_leaves_the_store_usable() {
    let (mut store, instance) = instantiate(
        r#"(module (func $down (export "down") (param i32) (result i32)
            (if (result i32) (local.get 0)
                (then (i32.add (call $down (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
                (else (i32.const 0)))))"#,
    );
    let deep = call(&mut store, instance, "down", &[Val::I32(50_000)]).unwrap();
    assert!(matches!(deep, Val::I32(50_000)));
    let error = call(&mut store, instance, "down", &[Val::I32(-1)]).unwrap_err();
    assert_eq!(error.trap().unwrap().code(), TrapCode::StackOverflow);
    let again = call(&mut store, instance, "down", &[Val::I32(9)]).unwrap();
    assert!(matches!(again, Val::I32(9)));
}
