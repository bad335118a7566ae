//! Hostile guests, and mistakes of embedders that must not reach the guests' code.

use wasmrun_runtime::{Caller, Engine, Func, FuncType, Linker, Store, TrapCode, Val, ValType};

use crate::world::World;

/// The identities of types are the engine's: with those of another engine an indirect call would
/// not notice that a function has other parameters.
#[test]
#[should_panic(expected = "different engines")]
fn a_linker_gives_no_functions_to_stores_of_other_engines() {
    let mut linker = Linker::<()>::new(&Engine::default());
    linker.func_wrap("host", "f", || ()).unwrap();
    let mut store = Store::new(&Engine::default(), ());
    linker.get(&mut store, "host", "f");
}

#[test]
fn host_functions_that_call_one_another_for_ever_are_stopped() {
    let mut world = World::new(());
    // Calls the function it is given, with that same function.
    let ty = FuncType::new([ValType::FUNCREF], []);
    let apply = Func::new(&mut world.store, ty, |caller, arguments, _| match arguments {
        [Val::FuncRef(Some(func))] => func.call(caller, arguments, &mut []),
        other => panic!("unexpected arguments {other:?}"),
    });
    let error = apply.call(&mut world.store, &[apply.into()], &mut []).unwrap_err();
    assert_eq!(error.trap().unwrap().code(), TrapCode::StackOverflow);
}

#[test]
fn a_trap_in_a_load_that_is_fused_with_a_branch_is_found_in_the_load() {
    let mut world = World::new(());
    let wasm = wat::parse_str(
        r#"(module (memory 1) (func (export "run") (param i32)
            (block (br_if 0 (i32.eq (i32.load (local.get 0)) (i32.const 3))) nop)))"#,
    )
    .unwrap();
    let module = wasmrun_runtime::Module::new(&world.engine, &wasm).unwrap();
    let instance = world.linker.instantiate(&mut world.store, &module).unwrap();
    let error = world.call(instance, "run", &[Val::I32(-1)]).unwrap_err();
    let place = error.trap().unwrap().backtrace()[0].offset().unwrap();
    assert_eq!(wasm[place], 0x28, "the byte of `i32.load`");
}

#[test]
fn nested_blocks_of_many_parameters_take_little_memory() {
    let (count, depth) = (1000, 20_000);
    let types = "i64 ".repeat(count);
    let values = "(i64.const 1) ".repeat(count);
    let begins = "block (type $wide) ".repeat(depth);
    let (ends, drops) = ("end ".repeat(depth), "drop ".repeat(count));
    let text = format!(
        "(module (type $wide (func (param {types}) (result {types})))
            (func (export \"run\") {values} {begins} {ends} {drops}))"
    );
    let mut world = World::new(());
    let instance = world.instantiate(&text).unwrap();
    world.call(instance, "run", &[]).unwrap();
}

/// While a guest runs, its memory and table grow behind its back, from the host and from another
/// instance; calls between the instances fail on the way.
#[test]
fn what_changes_during_a_call_is_seen_after_it() {
    let mut world = World::new(());
    // Grows what belongs to the caller, calls back, and hides a trap.
    world
        .linker
        .func_wrap("host", "grow", |mut caller: Caller<'_, ()>, callback: Option<Func>| {
            let memory = caller.get_export("memory").unwrap().into_memory().unwrap();
            let table = caller.get_export("table").unwrap().into_table().unwrap();
            memory.grow(&mut caller, 3).unwrap();
            memory.data_mut(&mut caller)[65536] = 7;
            let first = table.get(&caller, 0).unwrap();
            table.grow(&mut caller, 5000, first).unwrap();
            let error = callback.unwrap().call(&mut caller, &[], &mut []).unwrap_err();
            error.trap().unwrap().backtrace().len() as i32
        })
        .unwrap();
    let other = world
        .instantiate(
            r#"(module (memory 1) (data (i32.const 0) "\2a")
                (func $fail (unreachable))
                (func (export "fail") (call $fail))
                (func (export "load") (result i32) (i32.load8_u (i32.const 0))))"#,
        )
        .unwrap();
    world.linker.instance(&world.store, "other", other).unwrap();
    let instance = world
        .instantiate(
            r#"(module
                (import "host" "grow" (func $grow (param funcref) (result i32)))
                (import "other" "fail" (func $fail))
                (import "other" "load" (func $load (result i32)))
                (memory (export "memory") 1) (data (i32.const 0) "\01")
                (table (export "table") 1 funcref) (elem (i32.const 0) $load)
                (elem declare func $fail)
                (func (export "run") (result i32) (local $pinned i32)
                    (local.set $pinned (i32.const 100))
                    ;; The frames of `fail`, of the function it calls, and of this one.
                    (local.set $pinned (i32.add (local.get $pinned) (call $grow (ref.func $fail))))
                    (i32.add
                        (i32.add
                            (i32.load8_u (i32.const 65536))
                            (call_indirect (result i32) (i32.const 4321)))
                        (i32.add (i32.load8_u (i32.const 0)) (local.get $pinned)))))"#,
        )
        .unwrap();
    let result = world.call(instance, "run", &[]).unwrap();
    assert_eq!(result.unwrap().i32(), Some(7 + 42 + 1 + 103));
}

#[test]
fn a_thousand_parameters_and_results_pass_through_the_host() {
    let mut world = World::new(());
    let ty = FuncType::new([ValType::I32; 1000], [ValType::I32; 1000]);
    world
        .linker
        .func_new("host", "reverse", ty, |_, arguments, results| {
            for (result, argument) in results.iter_mut().zip(arguments.iter().rev()) {
                *result = *argument;
            }
            Ok(())
        })
        .unwrap();
    let types = "i32 ".repeat(1000);
    let arguments: Vec<_> = (0..1000).map(|index| format!("(local.get {index})")).collect();
    let arguments = arguments.join(" ");
    let instance = world
        .instantiate(&format!(
            r#"(module (type $wide (func (param {types}) (result {types})))
                (import "host" "reverse" (func $reverse (type $wide)))
                (func (export "run") (type $wide)
                    (call $reverse {arguments})))"#,
        ))
        .unwrap();
    let func = instance.get_func(&world.store, "run").unwrap();
    let arguments: Vec<_> = (0..1000).map(Val::I32).collect();
    let mut results = vec![Val::I32(0); 1000];
    func.call(&mut world.store, &arguments, &mut results).unwrap();
    assert!(results.iter().rev().zip(0..).all(|(result, index)| result.i32() == Some(index)));
}
