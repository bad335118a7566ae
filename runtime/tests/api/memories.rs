//! Memories of all kinds: several of them, and other pages and addresses than usual.

use wasmrun_runtime::{Memory, MemoryType, Val};

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
