//! Memories of all kinds: several of them, and other pages and addresses than usual.

use wasmrun_runtime::{Config, Engine, Memory, MemoryType, Val};

use crate::world::World;

#[test]
fn an_imported_memory_may_be_any() {
    let mut world = World::new(());
    let memory = Memory::new(&mut world.store, MemoryType::new(1, None)).unwrap();
    world.linker.define(&world.store, "host", "memory", memory).unwrap();
    let instance = world
        .instantiate(
            r#"(module
                (import "host" "memory" (memory $host 1))
                (memory $own 1)
                (data $greeting "hello")
                (func (export "run") (result i32)
                    (memory.init $own $greeting (i32.const 8) (i32.const 0) (i32.const 5))
                    (memory.copy $host $own (i32.const 100) (i32.const 8) (i32.const 5))
                    (memory.fill $own (i32.const 8) (i32.const 0x21) (i32.const 5))
                    (i32.store8 $host offset=5 (i32.const 100) (i32.load8_u $own (i32.const 8)))
                    (drop (memory.grow $own (i32.const 2)))
                    (memory.size $own)))"#,
        )
        .unwrap();
    let result = world.call(instance, "run", &[]).unwrap();
    assert_eq!(result.and_then(|value: Val| value.i32()), Some(3));
    assert_eq!(&memory.data(&world.store)[99..107], b"\0hello!\0");
}

#[test]
fn types_are_as_declared() {
    let mut world = World::new(());
    let instance = world
        .instantiate(
            r#"(module
                (memory (export "wide") i64 1 3)
                (memory (export "bytes") 5 9 (pagesize 1))
                (table (export "table") i64 2 7 funcref))"#,
        )
        .unwrap();
    let store = &mut world.store;
    let wide = instance.get_memory(&*store, "wide").unwrap();
    assert_eq!(wide.ty(&*store), MemoryType::new64(1, Some(3)));
    let bytes = instance.get_memory(&*store, "bytes").unwrap();
    assert_eq!(bytes.ty(&*store).page_size(), 1);
    assert_eq!((bytes.size(&*store), bytes.data(&*store).len()), (5, 5));
    assert_eq!(bytes.grow(&mut *store, 4).unwrap(), 5);
    assert!(bytes.grow(&mut *store, 1).is_err());
    let table = instance.get_table(&*store, "table").unwrap();
    assert!(table.ty(&*store).is_64());
    assert_eq!(table.grow(&mut *store, 5, Val::FuncRef(None)).unwrap(), 2);
    assert!(table.grow(&mut *store, 1, Val::FuncRef(None)).is_err());
}

#[test]
fn imports_of_another_kind_do_not_fit() {
    let mut world = World::new(());
    let memory = Memory::new(&mut world.store, MemoryType::new64(1, None)).unwrap();
    world.linker.define(&world.store, "host", "memory", memory).unwrap();
    world.instantiate(r#"(module (import "host" "memory" (memory i64 1)))"#).unwrap();
    for ty in ["1", "1 2 shared", "i64 1 (pagesize 1)"] {
        let text = format!(r#"(module (import "host" "memory" (memory {ty})))"#);
        let error = world.instantiate(&text).unwrap_err();
        assert!(error.is_link(), "{ty}: {error}");
    }
}

#[cfg(all(unix, target_pointer_width = "64"))]
#[test]
fn a_memory_may_exceed_4_gib() {
    let engine = Engine::new(Config::new().max_memory_bytes(8 << 30)).unwrap();
    let mut world = World::with_engine(engine, ());
    let instance = world
        .instantiate(
            r#"(module
                (memory i64 0x10000)
                (data $segment "far away")
                (func (export "grow") (result i64) (memory.grow (i64.const 0x4000)))
                (func (export "run") (param $at i64) (result i64)
                    (memory.init $segment (local.get $at) (i32.const 0) (i32.const 8))
                    (memory.copy (i64.const 8) (local.get $at) (i64.const 8))
                    (memory.fill (local.get $at) (i32.const 1) (i64.const 4))
                    (i64.store (i64.const 16) (i64.load (local.get $at)))
                    (v128.store offset=0x20 (local.get $at) (v128.load (i64.const 8)))
                    (i64.load offset=0x28 (local.get $at))))"#,
        )
        .unwrap();
    assert_eq!(world.call(instance, "grow", &[]).unwrap().unwrap().i64(), Some(0x10000));
    let result = world.call(instance, "run", &[Val::I64(0x1_2345_6789)]).unwrap().unwrap();
    assert_eq!(result.i64().unwrap().to_le_bytes(), *b"\x01\x01\x01\x01away");
    // The limit of the store is 8 GiB, of which 5 are taken.
    for _ in 0..3 {
        assert_ne!(world.call(instance, "grow", &[]).unwrap().unwrap().i64(), Some(-1));
    }
    assert_eq!(world.call(instance, "grow", &[]).unwrap().unwrap().i64(), Some(-1));
}

#[test]
fn a_memory_does_not_outgrow_its_reservation() {
    let engine = Engine::new(Config::new().memory_reservation(2 << 16)).unwrap();
    let mut world = World::with_engine(engine, ());
    let memory = Memory::new(&mut world.store, MemoryType::new64(1, None)).unwrap();
    assert_eq!(memory.grow(&mut world.store, 1).unwrap(), 1);
    assert!(memory.grow(&mut world.store, 1).is_err());
    // One that is larger from the beginning gets what it needs.
    let memory = Memory::new(&mut world.store, MemoryType::new(5, None)).unwrap();
    assert_eq!(memory.size(&world.store), 5);
}

#[test]
fn sizes_that_nobody_has_are_errors() {
    let mut world = World::new(());
    for module in [
        "(module (memory i64 0x1000000000000))",
        "(module (memory i64 0xffffffffffffffff (pagesize 1)))",
        "(module (memory i64 0x8000000000000 (pagesize 1)) (memory i64 0x800000000000))",
        "(module (table i64 0xffffffffffffffff funcref))",
        "(module (table i64 0x8000000000000000 funcref) (table i64 0x8000000000000000 funcref))",
    ] {
        let error = world.instantiate(module).unwrap_err();
        assert!(error.is_limit(), "{module}: {error}");
    }
}
