//! Tail calls: they need no stack, wherever they go, and leave their callers' callers as they were.

use wasmrun_runtime::{Caller, Config, Engine, Extern, TrapCode, Val};

use crate::world::World;

/// A world whose stack is so small that a chain of calls does not go far.
fn small_world() -> World<u64> {
    let mut config = Config::new();
    config.max_stack_bytes(64 << 10);
    World::with_engine(Engine::new(&config).unwrap(), 0)
}

fn i64_result(result: Result<Option<Val>, wasmrun_runtime::Error>) -> i64 {
    result.unwrap().and_then(|value| value.i64()).unwrap()
}

#[test]
fn mutual_recursion_with_different_parameter_counts_needs_no_stack() {
    let mut world = small_world();
    let instance = world
        .instantiate(
            r#"(module
                (func $few (export "few") (param $n i64) (param $sum i64) (result i64)
                    (if (i64.eqz (local.get $n)) (then (return (local.get $sum))))
                    (return_call $many
                        (f64.const 1.5) (local.get $sum) (i64.const 1) (i64.const 2) (i64.const 3)
                        (v128.const i64x2 4 5) (i64.const 6) (i64.const 7) (i64.const 8)
                        (local.get $n)))
                (func $many (param f64 i64 i64 i64 i64 v128 i64 i64 i64) (param $n i64) (result i64)
                    (local $a i64) (local $b f64)
                    (local.set $b (f64.add (local.get 0) (local.get $b)))
                    (local.set $a (i64.add (local.get 1) (i64x2.extract_lane 1 (local.get 5))))
                    (return_call $none (local.get $n) (local.get $a) (local.get $b)))
                (func $none (param $n i64) (param $a i64) (param $b f64) (result i64)
                    (global.set $n (i64.sub (local.get $n) (i64.const 1)))
                    (global.set $a (i64.add (local.get $a) (i64.trunc_f64_s (local.get $b))))
                    (return_call $empty))
                (global $n (mut i64) (i64.const 0))
                (global $a (mut i64) (i64.const 0))
                (func $empty (result i64)
                    (return_call $few (global.get $n) (global.get $a))))"#,
        )
        .unwrap();
    let result = world.call(instance, "few", &[Val::I64(1_000_000), Val::I64(0)]);
    // Each turn adds a lane, 5, and 1.5 rounded to 1.
    assert_eq!(i64_result(result), 6_000_000);
}

#[test]
fn the_caller_s_caller_finds_its_frame_and_its_results_in_place() {
    let mut world = small_world();
    let instance = world
        .instantiate(
            r#"(module
                (func $three (param i32 i32) (result i64 v128 i64)
                    (return_call $wide
                        (local.get 0) (local.get 1) (i32.const 3) (i32.const 4) (i32.const 5)
                        (i32.const 6) (i32.const 7) (i32.const 8) (i32.const 9)))
                (func $wide (param i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i64 v128 i64)
                    (i64.extend_i32_s (i32.mul (local.get 0) (local.get 8)))
                    (v128.const i64x2 100 200)
                    (i64.extend_i32_s (i32.sub (local.get 1) (local.get 7))))
                (func (export "sum") (param $x i32) (result i64)
                    (local $kept i64) (local $last i64) (local $lanes v128)
                    (local.set $kept (i64.const 1000000))
                    (i64.const 10)
                    (call $three (local.get $x) (i32.const 50))
                    (local.set $last) (local.set $lanes)
                    (i64.add) (i64.add (i64x2.extract_lane 1 (local.get $lanes)))
                    (i64.add (local.get $last)) (i64.add (local.get $kept))))"#,
        )
        .unwrap();
    let result = world.call(instance, "sum", &[Val::I32(7)]);
    assert_eq!(i64_result(result), 10 + 63 + 200 + 42 + 1_000_000);
}

#[test]
fn pinned_locals_of_the_frame_that_goes_do_not_reach_the_next() {
    let mut world = small_world();
    let instance = world
        .instantiate(
            r#"(module
                (func $count (export "count") (param $n i64) (param $sum i64) (result i64)
                    (local $i i64) (local $f f64) (local $g f64)
                    ;; All four registers are taken by locals that change here.
                    (loop $next
                        (local.set $f (f64.add (local.get $f) (f64.const 1)))
                        (local.set $g (f64.add (local.get $g) (local.get $f)))
                        (local.set $sum (i64.add (local.get $sum) (i64.const 1)))
                        (local.set $i (i64.add (local.get $i) (i64.const 1)))
                        (br_if $next (i64.lt_u (local.get $i) (i64.const 10))))
                    (if (i64.ne (i64.trunc_f64_s (local.get $g)) (i64.const 55)) (then unreachable))
                    (if (i64.eqz (local.get $n)) (then (return (local.get $sum))))
                    (return_call $swap (local.get $sum) (local.get $n)))
                (func $swap (param $sum i64) (param $n i64) (result i64)
                    (return_call $count (i64.sub (local.get $n) (i64.const 1)) (local.get $sum))))"#,
        )
        .unwrap();
    let result = world.call(instance, "count", &[Val::I64(100_000), Val::I64(0)]);
    assert_eq!(i64_result(result), 1_000_010);
}

/// Two modules whose functions call each other through a table, and that tell by their globals
/// whose context they run in.
fn ping_pong(world: &mut World<u64>) -> wasmrun_runtime::Instance {
    let side = |own: i32, other: i32, weight: i64| {
        format!(
            r#"(module
                (import "shared" "table" (table $table 2 funcref))
                (global $weight i64 (i64.const {weight}))
                (memory 1) (data (i32.const 0) "\0{own}")
                (elem (table $table) (i32.const {own}) func $step)
                (type $step (func (param i64 i64) (result i64)))
                (func $step (export "step") (type $step)
                    (if (i64.eqz (local.get 0)) (then (return (local.get 1))))
                    (return_call_indirect $table (type $step)
                        (i64.sub (local.get 0) (i64.const 1))
                        (i64.add (local.get 1) (i64.add (global.get $weight) (i64.load8_u (i32.const 0))))
                        (i32.const {other})))
                (func (export "start") (param i64) (result i64) (local $kept i64)
                    (local.set $kept (i64.const 7))
                    (i64.add
                        (call $step (local.get 0) (i64.const 0))
                        (i64.add (local.get $kept) (global.get $weight)))))"#
        )
    };
    let shared = world.instantiate(r#"(module (table (export "table") 2 funcref))"#).unwrap();
    let table = shared.get_export(&world.store, "table").unwrap();
    world.linker.define(&world.store, "shared", "table", table).unwrap();
    let first = world.instantiate(&side(0, 1, 1000)).unwrap();
    world.instantiate(&side(1, 0, 3000)).unwrap();
    first
}

#[test]
fn a_million_tail_calls_between_instances_need_no_stack() {
    let mut world = small_world();
    let first = ping_pong(&mut world);
    // From the host, there is nothing to come back to; from `start` there is.
    let direct = world.call(first, "step", &[Val::I64(1_000_000), Val::I64(0)]);
    assert_eq!(i64_result(direct), 500_000 * (1000 + 3001));
    let within = world.call(first, "start", &[Val::I64(1_000_000)]);
    assert_eq!(i64_result(within), 500_000 * (1000 + 3001) + 7 + 1000);
}

#[test]
fn a_million_tail_calls_of_imported_functions_need_no_stack() {
    let mut world = small_world();
    let library = world
        .instantiate(
            r#"(module
                (type $back (func (param i64 i64) (result i64)))
                (global $calls (export "calls") (mut i64) (i64.const 0))
                (func (export "add") (param $n i64) (param $sum i64) (param $back funcref) (result i64)
                    (global.set $calls (i64.add (global.get $calls) (i64.const 1)))
                    (table.set $table (i32.const 0) (local.get $back))
                    (return_call_indirect $table (type $back)
                        (i64.sub (local.get $n) (i64.const 1))
                        (i64.add (local.get $sum) (i64.const 3))
                        (i32.const 0)))
                (table $table 1 funcref))"#,
        )
        .unwrap();
    world.linker.instance(&world.store, "library", library).unwrap();
    let program = world
        .instantiate(
            r#"(module
                (import "library" "add" (func $add (param i64 i64 funcref) (result i64)))
                (elem declare func $go)
                (func $go (export "go") (param $n i64) (param $sum i64) (result i64)
                    (if (i64.eqz (local.get $n)) (then (return (local.get $sum))))
                    (return_call $add (local.get $n) (local.get $sum) (ref.func $go)))
                (func (export "inner") (param $n i64) (result i64)
                    (call $go (local.get $n) (i64.const 0))))"#,
        )
        .unwrap();
    let inner = world.call(program, "inner", &[Val::I64(1_000_000)]);
    assert_eq!(i64_result(inner), 3_000_000);
    let Some(Extern::Global(calls)) = library.get_export(&world.store, "calls") else { panic!() };
    assert_eq!(calls.get(&world.store).i64(), Some(1_000_000));
}

#[test]
fn a_host_function_can_be_called_last() {
    let mut world = small_world();
    world
        .linker
        .func_wrap("host", "add", |mut caller: Caller<'_, u64>, a: i64, b: i64, c: i64| {
            *caller.data_mut() += 1;
            a + b + c
        })
        .unwrap();
    let instance = world
        .instantiate(
            r#"(module
                (import "host" "add" (func $add (param i64 i64 i64) (result i64)))
                (func $last (param $n i64) (result i64)
                    (return_call $add (local.get $n) (i64.const 1) (i64.const 1)))
                (func (export "go") (param $n i64) (result i64) (local $sum i64)
                    (loop $next
                        (local.set $sum (i64.add (local.get $sum) (call $last (local.get $n))))
                        (br_if $next (i64.ne (i64.const 0)
                            (local.tee $n (i64.sub (local.get $n) (i64.const 1))))))
                    (local.get $sum)))"#,
        )
        .unwrap();
    let n = 1_000_000;
    let result = world.call(instance, "go", &[Val::I64(n)]);
    assert_eq!(i64_result(result), n * (n + 1) / 2 + 2 * n);
    assert_eq!(*world.store.data(), n as u64);
}

#[test]
fn a_trap_far_down_a_chain_still_knows_who_waits() {
    let mut world = small_world();
    let library = world
        .instantiate(
            r#"(module (func $fail (export "fail") (param i32) (result i32) unreachable))"#,
        )
        .unwrap();
    world.linker.instance(&world.store, "library", library).unwrap();
    let program = world
        .instantiate(
            r#"(module
                (import "library" "fail" (func $fail (param i32) (result i32)))
                (func $last (param i32) (result i32) (return_call $fail (local.get 0)))
                (func $first (export "first") (result i32)
                    (i32.add (i32.const 1) (call $last (i32.const 5)))))"#,
        )
        .unwrap();
    let error = world.call(program, "first", &[]).unwrap_err();
    let trap = error.trap().unwrap();
    assert_eq!(trap.code(), TrapCode::Unreachable);
    let names: Vec<_> = trap.backtrace().iter().map(|frame| frame.name().unwrap()).collect();
    // `last` is about to return what `fail` returns, and still there to go back to its instance.
    assert_eq!(names, ["fail", "last", "first"]);
}

#[test]
fn a_frame_too_large_for_what_is_left_of_the_stack_is_a_trap() {
    let mut world = small_world();
    let locals = "i64 ".repeat(20_000);
    let instance = world
        .instantiate(&format!(
            r#"(module
                (func (export "go") (return_call $large))
                (func $large (local {locals})))"#
        ))
        .unwrap();
    let error = world.call(instance, "go", &[]).unwrap_err();
    assert_eq!(error.trap().unwrap().code(), TrapCode::StackOverflow);
}

#[test]
fn an_endless_chain_can_be_interrupted() {
    let mut config = Config::new();
    config.interruptible(true);
    let mut world = World::with_engine(Engine::new(&config).unwrap(), ());
    let instance =
        world.instantiate(r#"(module (func $go (export "go") (return_call $go)))"#).unwrap();
    let handle = world.store.interrupt_handle().unwrap();
    let stopper = std::thread::spawn(move || handle.interrupt());
    let error = world.call(instance, "go", &[]).unwrap_err();
    stopper.join().unwrap();
    assert_eq!(error.trap().unwrap().code(), TrapCode::Interrupted);
}
