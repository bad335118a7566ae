//! Why and where guests are stopped.

use wasmrun_runtime::{Config, Engine, TrapCode, Val};

use crate::world::World;

#[test]
fn causes_are_told_apart() {
    let cases = [
        ("unreachable", TrapCode::Unreachable),
        ("(drop (i32.load (i32.const -1)))", TrapCode::MemoryOutOfBounds),
        (
            "(memory.fill (i32.const 65530) (i32.const 0) (i32.const 7))",
            TrapCode::MemoryOutOfBounds,
        ),
        ("(drop (table.get (i32.const 2)))", TrapCode::TableOutOfBounds),
        ("(call_indirect (i32.const 2))", TrapCode::UndefinedElement),
        ("(call_indirect (i32.const 0))", TrapCode::IndirectCallToNull),
        ("(call_indirect (param i32) (i32.const 0) (i32.const 1))", TrapCode::BadSignature),
        ("(drop (i32.div_s (i32.const 0x80000000) (i32.const -1)))", TrapCode::IntegerOverflow),
        ("(drop (i64.rem_u (i64.const 1) (i64.const 0)))", TrapCode::IntegerDivisionByZero),
        ("(drop (i32.trunc_f32_s (f32.const nan)))", TrapCode::BadConversionToInteger),
        ("(call $run)", TrapCode::StackOverflow),
    ];
    // Little stack, so that it is exhausted soon under Miri, too.
    let engine = Engine::new(Config::new().max_stack_bytes(64 << 10)).unwrap();
    for (code, expected) in cases {
        let mut world = World::with_engine(engine.clone(), ());
        let instance = world
            .instantiate(&format!(
                r#"(module (memory 1) (table 2 funcref) (elem (i32.const 1) $run)
                    (func $run (export "run") {code}))"#
            ))
            .unwrap();
        let error = world.call(instance, "run", &[]).unwrap_err();
        assert_eq!(error.trap().map(wasmrun_runtime::Trap::code), Some(expected), "{code}");
    }
}

#[test]
fn a_backtrace_names_functions_and_places() {
    let mut world = World::new(());
    let wasm = wat::parse_str(
        r#"(module
            (func $_ZN4core6middle17h0123456789abcdefE (param i32)
                (drop (i32.div_u (i32.const 1) (local.get 0))))
            (func $outer (export "run") (param i32)
                nop
                (call 0 (local.get 0))))"#,
    )
    .unwrap();
    let module = wasmrun_runtime::Module::new(&world.engine, &wasm).unwrap();
    let instance = world.linker.instantiate(&mut world.store, &module).unwrap();
    assert!(world.call(instance, "run", &[Val::I32(1)]).is_ok());
    let error = world.call(instance, "run", &[Val::I32(0)]).unwrap_err();
    let frames = error.trap().unwrap().backtrace();
    let names: Vec<_> = frames.iter().map(|frame| (frame.func_index(), frame.name())).collect();
    assert_eq!(names, [(0, Some("core::middle")), (1, Some("outer"))]);
    // The bytes at the offsets are those of the instructions: `i32.div_u` and `call`.
    let bytes: Vec<_> =
        frames.iter().map(|frame| frame.offset().map(|offset| wasm[offset])).collect();
    assert_eq!(bytes, [Some(0x6e), Some(0x10)]);
    let message = error.to_string();
    let place = frames[0].offset().unwrap();
    assert_eq!(
        message,
        format!("integer divide by zero in function `core::middle` at offset {place:#x}")
    );
}

#[test]
fn a_function_without_a_name_is_called_as_it_is_exported() {
    let mut world = World::new(());
    let instance = world
        .instantiate(
            r#"(module
                (func (unreachable))
                (func (export "memory of it") (export "again") (call 0))
                (func $named (export "run") (call 1)))"#,
        )
        .unwrap();
    let error = world.call(instance, "run", &[]).unwrap_err();
    let frames = error.trap().unwrap().backtrace();
    let names: Vec<_> = frames.iter().map(wasmrun_runtime::Frame::name).collect();
    assert_eq!(names, [None, Some("memory of it"), Some("named")]);
}

#[test]
fn the_depth_of_calls_depends_on_the_stack_alone() {
    let text = r#"(module (func $down (export "down") (param i32) (result i32)
        (if (result i32) (local.get 0)
            (then (i32.add (i32.const 1) (call $down (i32.sub (local.get 0) (i32.const 1)))))
            (else (i32.const 0)))))"#;
    let depth = |stack: usize, depth: i32| {
        let engine = Engine::new(Config::new().max_stack_bytes(stack)).unwrap();
        let mut world = World::with_engine(engine, ());
        let instance = world.instantiate(text).unwrap();
        // A thread with little native stack, none of which the guest's calls use.
        std::thread::Builder::new()
            .stack_size(256 << 10)
            .spawn(move || world.call(instance, "down", &[Val::I32(depth)]))
            .unwrap()
            .join()
            .unwrap()
    };
    assert_eq!(depth(64 << 20, 500_000).unwrap().unwrap().i32(), Some(500_000));
    let error = depth(1 << 20, 500_000).unwrap_err();
    assert_eq!(error.trap().unwrap().code(), TrapCode::StackOverflow);
    assert_eq!(depth(1 << 20, 1_000).unwrap().unwrap().i32(), Some(1_000));
}

#[test]
fn a_trapping_start_function_fails_the_instantiation() {
    let mut world = World::new(());
    let error = world.instantiate("(module (func $f unreachable) (start $f))").unwrap_err();
    assert_eq!(error.trap().unwrap().code(), TrapCode::Unreachable);
}
