//! Functions of the host's, called by guests and by the host.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
};

use wasmrun_runtime::{
    AsContextMut, Caller, Error, Func, FuncType, Instance, Store, TrapCode, Val, ValType,
};

use crate::world::World;

#[test]
fn values_of_all_types_pass_unchanged() {
    let mut world = World::new(());
    world
        .linker
        .func_wrap("host", "turn", |a: i32, b: i64, c: f32, d: f64| (d, c, b, a))
        .unwrap()
        .func_wrap("host", "unsigned", |a: u32, b: u64| (b, a))
        .unwrap();
    let instance = world
        .instantiate(
            r#"(module
                (import "host" "turn"
                    (func $turn (param i32 i64 f32 f64) (result f64 f32 i64 i32)))
                (import "host" "unsigned" (func $unsigned (param i32 i64) (result i64 i32)))
                (func (export "turn") (param i32 i64 f32 f64) (result f64 f32 i64 i32)
                    local.get 0 local.get 1 local.get 2 local.get 3 call $turn)
                (export "unsigned" (func $unsigned)))"#,
        )
        .unwrap();
    let turn = instance
        .get_typed_func::<(i32, i64, f32, f64), (f64, f32, i64, i32)>(&world.store, "turn")
        .unwrap();
    let nan = f32::from_bits(0x7fc1_2345);
    let (d, c, b, a) = turn.call(&mut world.store, (-1, i64::MIN, nan, -0.0)).unwrap();
    assert_eq!((d.to_bits(), c.to_bits(), b, a), (1 << 63, 0x7fc1_2345, i64::MIN, -1));
    let unsigned =
        instance.get_typed_func::<(u32, u64), (u64, u32)>(&world.store, "unsigned").unwrap();
    assert_eq!(unsigned.call(&mut world.store, (u32::MAX, 7)).unwrap(), (7, u32::MAX));
}

#[test]
fn closures_may_have_sixteen_parameters() {
    #[rustfmt::skip]
    #[expect(clippy::too_many_arguments, clippy::many_single_char_names, reason = "this is the test")]
    fn sum(
        a: i32, b: i32, c: i32, d: i32, e: i32, f: i32, g: i32, h: i32,
        i: i32, j: i32, k: i32, l: i32, m: i32, n: i32, o: i32, p: i32,
    ) -> i32 {
        [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p].iter().sum()
    }
    let mut store = Store::new(&wasmrun_runtime::Engine::default(), ());
    let func = Func::wrap(&mut store, sum);
    let arguments: Vec<_> = (0..16).map(Val::I32).collect();
    let mut results = [Val::I32(0)];
    func.call(&mut store, &arguments, &mut results).unwrap();
    assert_eq!(results[0].i32(), Some(120));
}

#[test]
fn a_caller_finds_the_memory_of_its_guest() {
    let mut world = World::new(String::new());
    world
        .linker
        .func_wrap("host", "say", |mut caller: Caller<'_, String>, start: u32, length: u32| {
            let memory = caller.get_export("memory").unwrap().into_memory().unwrap();
            let (bytes, said) = memory.data_and_store_mut(&mut caller);
            let range = start as usize..(start + length) as usize;
            said.push_str(str::from_utf8(&bytes[range.clone()]).unwrap());
            bytes[range].make_ascii_uppercase();
        })
        .unwrap();
    let instance = world
        .instantiate(
            r#"(module (import "host" "say" (func $say (param i32 i32)))
                (memory (export "memory") 1) (data (i32.const 3) "hello")
                (func (export "run") (result i32)
                    (call $say (i32.const 3) (i32.const 5)) (i32.load8_u (i32.const 3))))"#,
        )
        .unwrap();
    assert_eq!(world.call(instance, "run", &[]).unwrap().unwrap().i32(), Some(i32::from(b'H')));
    assert_eq!(world.store.data(), "hello");
}

#[test]
fn memory_grown_by_the_host_is_seen_by_the_guest() {
    let mut world = World::new(());
    world
        .linker
        .func_wrap("host", "grow", |mut caller: Caller<'_, ()>| -> Result<(), Error> {
            let memory = caller.get_export("memory").unwrap().into_memory().unwrap();
            memory.grow(&mut caller, 1)?;
            memory.write(&mut caller, 65536, &[77])
        })
        .unwrap();
    let instance = world
        .instantiate(
            r#"(module (import "host" "grow" (func $grow)) (memory (export "memory") 1)
                (func (export "run") (result i32) call $grow (i32.load8_u (i32.const 65536))))"#,
        )
        .unwrap();
    assert_eq!(world.call(instance, "run", &[]).unwrap().unwrap().i32(), Some(77));
}

#[test]
fn the_hosts_errors_come_out_as_they_are() {
    let mut world = World::new(());
    world
        .linker
        .func_wrap("host", "fail", || -> Result<i32, Error> {
            Err(Error::host(io::Error::other("no such door")))
        })
        .unwrap()
        .func_wrap("host", "trap", || -> Result<(), Error> { Err(TrapCode::Unreachable.into()) })
        .unwrap();
    let instance = world
        .instantiate(
            r#"(module (import "host" "fail" (func $fail (result i32)))
                (import "host" "trap" (func $trap))
                (func (export "fail") (result i32) call $fail)
                (func (export "trap") call $trap))"#,
        )
        .unwrap();
    let error = world.call(instance, "fail", &[]).unwrap_err();
    assert_eq!(error.to_string(), "no such door");
    assert!(error.trap().is_none());
    assert_eq!(error.downcast::<io::Error>().unwrap().kind(), io::ErrorKind::Other);
    let error = world.call(instance, "trap", &[]).unwrap_err();
    assert_eq!(error.trap().unwrap().code(), TrapCode::Unreachable);
    // The store goes on as if nothing had happened.
    assert!(world.call(instance, "fail", &[]).is_err());
}

#[test]
fn a_panic_of_the_hosts_passes_through_and_leaves_the_store_usable() {
    let mut world = World::new(());
    world.linker.func_wrap("host", "panic", |panics: i32| assert!(panics == 0, "told to")).unwrap();
    let instance = world
        .instantiate(
            r#"(module (import "host" "panic" (func $panic (param i32)))
                (func (export "run") (param i32) (result i32)
                    (call $panic (local.get 0)) i32.const 5))"#,
        )
        .unwrap();
    let run = instance.get_typed_func::<i32, i32>(&world.store, "run").unwrap();
    let panic = catch_unwind(AssertUnwindSafe(|| run.call(&mut world.store, 1))).unwrap_err();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"told to"));
    assert_eq!(run.call(&mut world.store, 0).unwrap(), 5);
}

/// A host function that calls the guest's function `again`, which calls it, down to zero.
fn nested(world: &mut World<u32>) -> Instance {
    world
        .linker
        .func_wrap("host", "down", |mut caller: Caller<'_, u32>, n: i32| -> Result<i32, Error> {
            *caller.data_mut() += 1;
            if n == 0 {
                return Ok(0);
            }
            let again = caller.get_export("again").unwrap().into_func().unwrap();
            let again = again.typed::<i32, i32>(&caller)?;
            again.call(caller.as_context_mut(), n - 1)
        })
        .unwrap();
    world
        .instantiate(
            r#"(module (import "host" "down" (func $down (param i32) (result i32)))
                (func (export "again") (param i32) (result i32)
                    (i32.add (local.get 0) (call $down (local.get 0)))))"#,
        )
        .unwrap()
}

#[test]
fn calls_nest_through_the_host() {
    let mut world = World::new(0);
    let instance = nested(&mut world);
    let result = world.call(instance, "again", &[Val::I32(10)]).unwrap().unwrap();
    assert_eq!(result.i32(), Some(55));
    assert_eq!(*world.store.data(), 11);
}

#[test]
fn nesting_through_the_host_has_an_end() {
    let mut world = World::new(0);
    let instance = nested(&mut world);
    let error = world.call(instance, "again", &[Val::I32(i32::MAX)]).unwrap_err();
    assert_eq!(error.trap().unwrap().code(), TrapCode::StackOverflow);
    assert!(world.call(instance, "again", &[Val::I32(3)]).is_ok());
}

#[test]
fn dynamic_functions_check_what_they_return() {
    let mut world = World::new(());
    let ty = FuncType::new([ValType::I32], [ValType::I64]);
    world
        .linker
        .func_new("host", "wide", ty, |_, arguments, results| {
            results[0] = match arguments[0].i32() {
                Some(0) => Val::I32(0),
                Some(n) => Val::I64(i64::from(n) << 32),
                None => unreachable!("the argument is of the function's type"),
            };
            Ok(())
        })
        .unwrap();
    let instance = world
        .instantiate(
            r#"(module (import "host" "wide" (func $wide (param i32) (result i64)))
                (func (export "wide") (param i32) (result i64) local.get 0 call $wide))"#,
        )
        .unwrap();
    let result = world.call(instance, "wide", &[Val::I32(-1)]).unwrap().unwrap();
    assert_eq!(result.i64(), Some(-1 << 32));
    let error = world.call(instance, "wide", &[Val::I32(0)]).unwrap_err();
    assert_eq!(error.to_string(), "expected a value of type i64, found one of type i32");
}

#[test]
fn arguments_and_results_are_checked() {
    let mut store = Store::new(&wasmrun_runtime::Engine::default(), ());
    let func = Func::wrap(&mut store, |a: i32| a);
    let mut call = |arguments: &[Val], results: &mut [Val]| {
        func.call(&mut store, arguments, results).unwrap_err().to_string()
    };
    assert_eq!(call(&[], &mut [Val::I32(0)]), "expected 1 argument, found 0");
    assert_eq!(call(&[Val::I32(0)], &mut []), "expected 1 result, found 0");
    assert_eq!(
        call(&[Val::I64(0)], &mut [Val::I32(0)]),
        "expected a value of type i32, found one of type i64"
    );
    let error = func.typed::<i64, ()>(&store).unwrap_err();
    assert_eq!(error.to_string(), "expected a function of type (i64) -> (), found (i32) -> i32");
}

#[test]
#[should_panic = "a handle was used with another store than its own"]
fn handles_know_their_store() {
    let engine = wasmrun_runtime::Engine::default();
    let func = Func::wrap(Store::new(&engine, ()), || ());
    let mut other = Store::new(&engine, ());
    let _ = func.call(&mut other, &[], &mut []);
}
