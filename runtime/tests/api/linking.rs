//! Imports found, missing and not fitting.

use wasmrun_runtime::{
    Caller, Engine, Global, GlobalType, Instance, Linker, Memory, MemoryType, Module, Mutability,
    Store, Val, ValType,
};

use crate::world::World;

#[test]
fn a_missing_import_is_named() {
    let mut world = World::new(());
    let text = r#"(module (import "env" "read" (func (param i32) (result i32)))
        (import "env" "memory" (memory 1)))"#;
    let error = world.instantiate(text).unwrap_err();
    assert!(error.is_link());
    assert_eq!(
        error.to_string(),
        "unknown import `env` `read`: nothing provides this function (i32) -> i32"
    );
    let module = world.module(text).unwrap();
    let missing = world.linker.missing_imports(&module);
    let names: Vec<_> = missing.iter().map(|import| (import.module(), import.name())).collect();
    assert_eq!(names, [("env", "read"), ("env", "memory")]);
}

#[test]
fn an_import_that_does_not_fit_is_named() {
    let mut world = World::new(());
    world.linker.func_wrap("env", "f", |_: i32| 0i64).unwrap();
    let memory = Memory::new(&mut world.store, MemoryType::new(1, None)).unwrap();
    world.linker.define(&world.store, "env", "memory", memory).unwrap();
    let ty = GlobalType::new(ValType::I32, Mutability::Var);
    let global = Global::new(&mut world.store, ty, Val::I32(0)).unwrap();
    world.linker.define(&world.store, "env", "global", global).unwrap();
    let cases = [
        (
            r#"(import "env" "f" (func (param i32)))"#,
            "`env` `f`: expected function (i32) -> (), found function (i32) -> i64",
        ),
        (
            r#"(import "env" "f" (memory 1))"#,
            "`env` `f`: expected memory of 1.. pages, found function (i32) -> i64",
        ),
        (
            r#"(import "env" "memory" (memory 2))"#,
            "`env` `memory`: expected memory of 2.. pages, found memory of 1.. pages",
        ),
        (
            r#"(import "env" "memory" (memory 0 9))"#,
            "`env` `memory`: expected memory of 0..=9 pages, found memory of 1.. pages",
        ),
        (
            r#"(import "env" "global" (global i32))"#,
            "`env` `global`: expected global i32, found global mut i32",
        ),
    ];
    for (import, message) in cases {
        let error = world.instantiate(&format!("(module {import})")).unwrap_err();
        assert!(error.is_link());
        assert_eq!(error.to_string(), format!("incompatible import type for {message}"));
    }
    // The size of the moment counts, not the one declared.
    memory.grow(&mut world.store, 1).unwrap();
    world.instantiate(r#"(module (import "env" "memory" (memory 2)))"#).unwrap();
}

#[test]
fn names_are_defined_once_unless_shadowing_is_allowed() {
    let mut linker = Linker::<()>::new(&Engine::default());
    linker.func_wrap("a", "b", || ()).unwrap();
    let error = linker.func_wrap("a", "b", || ()).unwrap_err();
    assert_eq!(error.to_string(), "`a` `b` is defined twice");
    linker.allow_shadowing(true).func_wrap("a", "b", || 1i32).unwrap();
    let mut store = Store::new(linker.engine(), ());
    let func = linker.get(&mut store, "a", "b").unwrap().into_func().unwrap();
    assert_eq!(func.typed::<(), i32>(&store).unwrap().call(&mut store, ()).unwrap(), 1);
    assert!(linker.get(&mut store, "a", "c").is_none());
}

#[test]
fn instances_share_what_they_import() {
    let mut world = World::new(());
    let owner = world
        .instantiate(
            r#"(module
                (memory (export "memory") 1 3) (global (export "count") (mut i32) (i32.const 5))
                (func (export "read") (result i32) (i32.load8_u (i32.const 0)))
                (func (export "size") (result i32) memory.size))"#,
        )
        .unwrap();
    world.linker.instance(&world.store, "owner", owner).unwrap();
    let user = world
        .instantiate(
            r#"(module
                (import "owner" "memory" (memory 1)) (import "owner" "count" (global $n (mut i32)))
                (import "owner" "read" (func $read (result i32)))
                (func (export "run") (result i32)
                    (i32.store8 (i32.const 0) (i32.const 9))
                    (global.set $n (i32.add (global.get $n) (i32.const 1)))
                    (drop (memory.grow (i32.const 1)))
                    call $read))"#,
        )
        .unwrap();
    assert_eq!(world.call(user, "run", &[]).unwrap().unwrap().i32(), Some(9));
    assert_eq!(world.call(owner, "size", &[]).unwrap().unwrap().i32(), Some(2));
    let count = owner.get_global(&world.store, "count").unwrap();
    assert_eq!(count.get(&world.store).i32(), Some(6));
}

#[test]
fn one_linker_serves_many_stores() {
    let engine = Engine::default();
    let mut linker = Linker::<i32>::new(&engine);
    linker.func_wrap("env", "id", |caller: Caller<'_, i32>| *caller.data()).unwrap();
    let wasm = wat::parse_str(
        r#"(module (import "env" "id" (func $id (result i32))) (export "id" (func $id)))"#,
    );
    let module = Module::new(&engine, &wasm.unwrap()).unwrap();
    for id in 0..3 {
        let mut store = Store::new(&engine, id);
        let instance = linker.instantiate(&mut store, &module).unwrap();
        let func = instance.get_typed_func::<(), i32>(&store, "id").unwrap();
        assert_eq!(func.call(&mut store, ()).unwrap(), id);
    }
}

#[test]
fn imports_are_counted() {
    let mut world = World::new(());
    let module = world.module(r#"(module (import "a" "b" (func)))"#).unwrap();
    let error = Instance::new(&mut world.store, &module, &[]).unwrap_err();
    assert_eq!(error.to_string(), "expected 1 imports, found 0");
}

#[test]
fn engines_do_not_mix() {
    let mut world = World::new(());
    let module = Module::new(&Engine::default(), &wat::parse_str("(module)").unwrap()).unwrap();
    let error = Instance::new(&mut world.store, &module, &[]).unwrap_err();
    assert_eq!(error.to_string(), "the module and the store were made with different engines");
}

#[test]
fn segments_before_one_that_does_not_fit_are_written() {
    let mut world = World::new(());
    let memory = Memory::new(&mut world.store, MemoryType::new(1, None)).unwrap();
    world.linker.define(&world.store, "env", "memory", memory).unwrap();
    let error = world
        .instantiate(
            r#"(module (import "env" "memory" (memory 1))
                (data (i32.const 1) "ab") (data (i32.const 65535) "cd"))"#,
        )
        .unwrap_err();
    assert_eq!(error.to_string(), "out of bounds memory access");
    assert_eq!(&memory.data(&world.store)[..4], b"\0ab\0");
    assert_eq!(memory.data(&world.store)[65535], 0);
}

#[test]
fn imports_are_found_once_for_many_instances() {
    let mut world = World::new(Vec::new());
    world
        .linker
        .func_wrap("host", "push", |mut caller: Caller<'_, Vec<i32>>, n: i32| {
            caller.data_mut().push(n);
        })
        .unwrap();
    let module = world
        .module(
            r#"(module (import "host" "push" (func $push (param i32)))
                (global $n (mut i32) (i32.const 0))
                (func (export "next")
                    (global.set $n (i32.add (global.get $n) (i32.const 1)))
                    (call $push (global.get $n))))"#,
        )
        .unwrap();
    let guest = world.linker.instantiate_pre(&module).unwrap();
    assert!(Module::same(guest.module(), &module));
    // What the linker learns later is not for it.
    world.linker.allow_shadowing(true).func_wrap("host", "push", |_: i32| ()).unwrap();
    for _ in 0..2 {
        let instance = guest.clone().instantiate(&mut world.store).unwrap();
        for _ in 0..2 {
            world.call(instance, "next", &[]).unwrap();
        }
    }
    assert_eq!(world.store.data(), &[1, 2, 1, 2]);
}

#[test]
fn what_is_missing_or_does_not_fit_is_said_before_there_is_a_store() {
    let mut world = World::new(());
    world.linker.func_wrap("host", "f", |_: i32| ()).unwrap();
    let refused = |text| {
        let module = world.module(text).unwrap();
        let error = world.linker.instantiate_pre(&module).unwrap_err();
        assert!(error.is_link(), "{error}");
        error.to_string()
    };
    assert_eq!(
        refused(r#"(module (import "host" "g" (func)))"#),
        "unknown import `host` `g`: nothing provides this function () -> ()"
    );
    assert_eq!(
        refused(r#"(module (import "host" "f" (func (param i64))))"#),
        "incompatible import type for `host` `f`: expected function (i64) -> (), found function (i32) -> ()"
    );
    assert!(refused(r#"(module (import "host" "f" (memory 1)))"#).contains("found function"));
    let elsewhere = World::new(()).module(r#"(module (import "host" "f" (func (param i32))))"#);
    assert!(world.linker.instantiate_pre(&elsewhere.unwrap()).is_err());
    assert!(world.linker.instantiate_pre(&World::new(()).module("(module)").unwrap()).is_err());
}
