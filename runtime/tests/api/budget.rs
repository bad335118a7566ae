//! Limits hold before anything is allocated.

use wasmrun_runtime::{Config, Engine, Memory, MemoryType, RefType, Table, TableType, Val};

use crate::world::World;

#[test]
fn a_small_module_with_a_huge_table_is_an_error() {
    let mut world = World::new(());
    let text = "(module (table 0xffffffff funcref))";
    assert!(wat::parse_str(text).unwrap().len() < 50);
    let error = world.instantiate(text).unwrap_err();
    assert!(error.is_limit());
    assert_eq!(
        error.to_string(),
        "tables of 4294967295 elements exceed what is left of the limit of 10000000"
    );
}

#[test]
fn many_tables_count_together() {
    let engine = Engine::new(Config::new().max_table_elements(100)).unwrap();
    let mut world = World::with_engine(engine, ());
    let error = world.instantiate("(module (table 60 funcref) (table 60 funcref))").unwrap_err();
    assert!(error.is_limit());
    assert!(!error.is_memory_limit());
    world.instantiate("(module (table 60 funcref) (table 40 funcref))").unwrap();
    assert!(world.instantiate("(module (table 1 funcref))").unwrap_err().is_limit());
}

#[test]
fn memory_is_limited_at_once_and_in_growing() {
    let engine = Engine::new(Config::new().max_memory_bytes(3 << 16)).unwrap();
    let mut world = World::with_engine(engine, ());
    let error = world.instantiate("(module (memory 4))").unwrap_err();
    assert_eq!(
        error.to_string(),
        "memories of 262144 bytes exceed what is left of the limit of 196608"
    );
    assert!(error.is_limit() && error.is_memory_limit());
    let instance = world
        .instantiate(
            r#"(module (memory (export "memory") 1)
                (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))"#,
        )
        .unwrap();
    let memory = instance.get_memory(&world.store, "memory").unwrap();
    let mut grow = |delta| world.call(instance, "grow", &[Val::I32(delta)]).unwrap().unwrap().i32();
    assert_eq!(grow(3), Some(-1));
    assert_eq!(grow(2), Some(1));
    assert_eq!(grow(0), Some(3));
    assert_eq!(grow(1), Some(-1));
    assert_eq!(grow(-1), Some(-1));
    assert_eq!(memory.size(&world.store), 3);
    assert!(memory.grow(&mut world.store, 1).is_err());
    assert!(memory.grow(&mut world.store, u64::MAX).is_err());
}

#[test]
fn what_was_refused_does_not_count() {
    let engine = Engine::new(Config::new().max_memory_bytes(1 << 16)).unwrap();
    let mut world = World::with_engine(engine, ());
    for _ in 0..3 {
        assert!(world.instantiate("(module (memory 1) (table 0xffffffff funcref))").is_err());
    }
    world.instantiate("(module (memory 1))").unwrap();
}

#[test]
fn the_host_is_limited_too() {
    let engine =
        Engine::new(Config::new().max_memory_bytes(1 << 16).max_table_elements(5)).unwrap();
    let mut world = World::with_engine(engine, ());
    assert!(Memory::new(&mut world.store, MemoryType::new(2, None)).is_err());
    assert!(Memory::new(&mut world.store, MemoryType::new(u32::MAX, None)).is_err());
    let ty = TableType::new(RefType::FUNCREF, 5, None);
    let table = Table::new(&mut world.store, ty, Val::FuncRef(None)).unwrap();
    assert!(table.grow(&mut world.store, 1, Val::FuncRef(None)).is_err());
    assert!(Table::new(&mut world.store, ty, Val::FuncRef(None)).is_err());
}

#[test]
fn a_stack_that_cannot_be_reserved_is_an_error() {
    let engine = Engine::new(Config::new().max_stack_bytes(usize::MAX / 2)).unwrap();
    let mut world = World::with_engine(engine, ());
    let error = world.instantiate("(module)").unwrap_err();
    assert!(error.is_limit(), "{error}");
}

#[test]
fn declared_maxima_are_kept() {
    let mut world = World::new(());
    let memory = Memory::new(&mut world.store, MemoryType::new(0, Some(1))).unwrap();
    assert_eq!(memory.grow(&mut world.store, 1).unwrap(), 0);
    let error = memory.grow(&mut world.store, 1).unwrap_err();
    assert_eq!(error.to_string(), "the memory cannot grow by 1 pages");
    assert_eq!(memory.ty(&world.store), MemoryType::new(1, Some(1)));
}

#[test]
fn sizes_of_64_bits_are_refused_alike() {
    let mut world = World::new(());
    for text in [
        "(module (table i64 0x1_0000_0000 funcref))",
        "(module (table i64 0xffff_ffff_ffff_ffff funcref))",
        "(module (memory i64 0x1_0000_0000_0000))",
        "(module (memory i64 0xffff_ffff_ffff_ffff (pagesize 1)))",
    ] {
        assert!(wat::parse_str(text).unwrap().len() < 50);
        let error = world.instantiate(text).unwrap_err();
        assert!(error.is_limit(), "{text}: {error}");
    }
}
