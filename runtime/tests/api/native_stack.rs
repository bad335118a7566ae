//! Guests use none of the host's stack, however they call and however deep.

use std::thread;

use wasmrun_runtime::{Caller, TrapCode, Val};

use crate::world::World;

/// What a thread gets, of which the host's own calls need most.
const SMALL: usize = 128 << 10;

/// Runs the export `run` of a module on a small native stack.
fn run(text: &'static str) -> Result<Option<Val>, TrapCode> {
    let thread = thread::Builder::new().stack_size(SMALL).spawn(move || {
        let mut world = World::new(());
        let instance = world.instantiate(text).unwrap();
        world.call(instance, "run", &[]).map_err(|error| error.trap().unwrap().code())
    });
    thread.unwrap().join().unwrap()
}

#[test]
fn recursion_ends_at_the_limit_of_the_guests_own_stack() {
    let code = run(r#"(module (func $f (export "run") (call $f)))"#).unwrap_err();
    assert_eq!(code, TrapCode::StackOverflow);
    let indirectly = r#"(module (table 1 funcref) (elem (i32.const 0) $f)
        (func $f (export "run") (call_indirect (i32.const 0))))"#;
    assert_eq!(run(indirectly).unwrap_err(), TrapCode::StackOverflow);
}

#[test]
fn calls_hundreds_of_thousands_deep_return() {
    let text = r#"(module
        (func $depth (param i32) (result i32)
            (if (result i32) (local.get 0)
                (then (i32.add (i32.const 1)
                    (call $depth (i32.sub (local.get 0) (i32.const 1)))))
                (else (i32.const 0))))
        (func (export "run") (result i32) (call $depth (i32.const 400_000))))"#;
    assert_eq!(run(text).unwrap().unwrap().i32(), Some(400_000));
}

#[test]
fn functions_of_the_host_can_be_called_for_long() {
    let thread = thread::Builder::new().stack_size(SMALL).spawn(|| {
        let mut world = World::new(0_u32);
        let count = |mut caller: Caller<'_, u32>| *caller.data_mut() += 1;
        world.linker.func_wrap("host", "count", count).unwrap();
        let text = r#"(module
            (import "host" "count" (func $count))
            (func (export "run") (local $i i32)
                (loop $next
                    (call $count)
                    (local.set $i (i32.add (local.get $i) (i32.const 1)))
                    (br_if $next (i32.lt_u (local.get $i) (i32.const 100_000))))))"#;
        let instance = world.instantiate(text).unwrap();
        world.call(instance, "run", &[]).unwrap();
        *world.store.data()
    });
    assert_eq!(thread.unwrap().join().unwrap(), 100_000);
}

#[test]
fn loops_tail_calls_and_exceptions_go_on_for_long() {
    let text = r#"(module
        (tag $t)
        (func $even (param i32) (result i32)
            (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))
            (return_call $odd (i32.sub (local.get 0) (i32.const 1))))
        (func $odd (param i32) (result i32)
            (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
            (return_call $even (i32.sub (local.get 0) (i32.const 1))))
        (func $fail (throw $t))
        (func (export "run") (result i32) (local $i i32)
            (loop $next
                (block $caught (try_table (catch $t $caught) (call $fail)))
                (local.set $i (i32.add (local.get $i) (i32.const 1)))
                (br_if $next (i32.lt_u (local.get $i) (i32.const 100_000))))
            (call $even (i32.const 1_000_000))))"#;
    assert_eq!(run(text).unwrap().unwrap().i32(), Some(1));
}
