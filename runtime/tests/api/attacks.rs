//! Hostile guests, and mistakes of embedders that must not reach the guests' code.

use wasmrun_runtime::{Engine, Func, FuncType, Linker, Store, TrapCode, Val, ValType};

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
    let ty = FuncType::new([ValType::FuncRef], []);
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
