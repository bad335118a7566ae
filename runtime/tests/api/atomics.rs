//! Atomic accesses and waits, by one agent.

use wasmrun_runtime::{Config, Engine, Memory, MemoryType, TrapCode, Val};

use crate::world::World;

const WAIT: &str = r#"(module
    (import "host" "memory" (memory 1 1 shared))
    (func (export "wait32") (param i32 i32 i64) (result i32)
        (memory.atomic.wait32 offset=4 (local.get 0) (local.get 1) (local.get 2)))
    (func (export "wait64") (param i32 i64 i64) (result i32)
        (memory.atomic.wait64 (local.get 0) (local.get 1) (local.get 2)))
    (func (export "notify") (param i32 i32) (result i32)
        (memory.atomic.notify (local.get 0) (local.get 1)))
    (func (export "exchange") (param i32 i32 i32) (result i32)
        (i32.atomic.rmw8.cmpxchg_u (local.get 0) (local.get 1) (local.get 2))))"#;

fn world_with_shared_memory(engine: Engine) -> (World<()>, Memory) {
    let mut world = World::with_engine(engine, ());
    let memory = Memory::new(&mut world.store, MemoryType::shared(1, 1)).unwrap();
    world.linker.define(&world.store, "host", "memory", memory).unwrap();
    (world, memory)
}

#[test]
fn a_wait_ends_at_once_unless_the_value_is_as_expected() {
    let (mut world, memory) = world_with_shared_memory(Engine::default());
    let instance = world.instantiate(WAIT).unwrap();
    memory.write(&mut world.store, 8, &[1, 0, 0, 0, 2, 0, 0, 0]).unwrap();
    let mut call = |name: &str, arguments: &[Val]| {
        world.call(instance, name, arguments).unwrap().unwrap().i32().unwrap()
    };
    let forever = Val::I64(-1);
    assert_eq!(call("wait32", &[Val::I32(4), Val::I32(2), forever]), 1);
    assert_eq!(call("wait64", &[Val::I32(8), Val::I64(1), forever]), 1);
    assert_eq!(call("wait32", &[Val::I32(4), Val::I32(1), Val::I64(1000)]), 2);
    assert_eq!(call("wait64", &[Val::I32(8), Val::I64(0x2_0000_0001), Val::I64(0)]), 2);
    assert_eq!(call("notify", &[Val::I32(8), Val::I32(-1)]), 0);
}

#[test]
fn addresses_are_checked() {
    let (mut world, _) = world_with_shared_memory(Engine::default());
    let instance = world.instantiate(WAIT).unwrap();
    for (name, arguments, expected) in [
        ("wait32", [Val::I32(2), Val::I32(0), Val::I64(0)], TrapCode::UnalignedAtomic),
        ("wait64", [Val::I32(4), Val::I64(0), Val::I64(0)], TrapCode::UnalignedAtomic),
        ("wait64", [Val::I32(65536), Val::I64(0), Val::I64(0)], TrapCode::MemoryOutOfBounds),
        ("wait32", [Val::I32(-4), Val::I32(0), Val::I64(0)], TrapCode::MemoryOutOfBounds),
    ] {
        let error = world.call(instance, name, &arguments).unwrap_err();
        assert_eq!(error.trap().unwrap().code(), expected, "{name}: {error}");
    }
}

#[test]
fn of_what_is_expected_only_the_accessed_bytes_count() {
    let (mut world, memory) = world_with_shared_memory(Engine::default());
    let instance = world.instantiate(WAIT).unwrap();
    memory.write(&mut world.store, 3, &[0x11, 0x22]).unwrap();
    let arguments = [Val::I32(3), Val::I32(0x5511), Val::I32(0x6644)];
    let old = world.call(instance, "exchange", &arguments).unwrap().unwrap();
    assert_eq!(old.i32(), Some(0x11));
    assert_eq!(&memory.data(&world.store)[2..6], [0, 0x44, 0x22, 0]);
}

#[test]
fn a_wait_in_a_memory_that_is_not_shared_traps() {
    let mut world = World::new(());
    let instance = world
        .instantiate(
            r#"(module (memory 1) (func (export "wait") (result i32)
                (block (result i32)
                    (i32.add (i32.const 1)
                        (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 0))))))"#,
        )
        .unwrap();
    let error = world.call(instance, "wait", &[]).unwrap_err();
    assert_eq!(error.trap().unwrap().code(), TrapCode::ExpectedSharedMemory);
}

#[test]
fn an_endless_wait_can_be_interrupted() {
    let engine = Engine::new(Config::new().interruptible(true)).unwrap();
    let (mut world, _) = world_with_shared_memory(engine);
    let instance = world.instantiate(WAIT).unwrap();
    let handle = world.store.interrupt_handle().unwrap();
    let other = std::thread::spawn(move || handle.interrupt());
    let arguments = [Val::I32(0), Val::I64(0), Val::I64(-1)];
    let error = world.call(instance, "wait64", &arguments).unwrap_err();
    assert_eq!(error.trap().unwrap().code(), TrapCode::Interrupted);
    other.join().unwrap();
}

#[test]
fn a_shared_memory_needs_a_greatest_size() {
    let world = World::new(());
    // The text format lets it pass; validation does not.
    assert!(world.module("(module (memory 1 1 shared))").is_ok());
    assert!(MemoryType::builder().min(1).shared(true).build().is_err());
}

#[test]
fn atomic_accesses_reach_every_memory() {
    let mut world = World::new(());
    let instance = world
        .instantiate(
            r#"(module (memory 1) (memory i64 1)
                (func (export "run") (result i64)
                    (atomic.fence)
                    (i64.atomic.store 1 offset=8 (i64.const 8) (i64.const 40))
                    (drop (i64.atomic.rmw32.sub_u 1 (i64.const 16) (i64.const 2)))
                    (i64.atomic.rmw.xchg 1 offset=16 (i64.const 0) (i64.const 7))))"#,
        )
        .unwrap();
    assert_eq!(world.call(instance, "run", &[]).unwrap().unwrap().i64(), Some(38));
}
