//! Modules made to hurt: they cost no more than their size allows, or are refused.

use std::{sync::mpsc, thread, time::Duration};

use wasmrun_runtime::{Config, Engine, Error, Memory, MemoryType, Module, TrapCode, Val};

use crate::world::World;

/// Does something that must not take for ever.
fn watched<T: Send + 'static>(what: &str, work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(work()));
    receiver.recv_timeout(Duration::from_mins(2)).unwrap_or_else(|_| panic!("too long: {what}"))
}

/// Instantiates a module whose function `run` has this body, and calls it.
fn run(what: &str, body: String) -> Result<Option<Val>, Error> {
    watched(what, move || {
        let mut world = World::new(());
        let text = format!(
            r#"(module (memory 1) (table 4 funcref) (global $g (mut i32) (i32.const 0))
                (func (export "run") (param $x i32) (result i32) {body}))"#
        );
        let instance = world.instantiate(&text)?;
        world.call(instance, "run", &[Val::I32(0)])
    })
}

fn assert_runs(what: &str, body: String) {
    assert_eq!(run(what, body).unwrap().unwrap().i32(), Some(3), "{what}");
}

#[test]
fn deep_nesting() {
    // The parser of the text is recursive where blocks are folded, hence the plain form.
    for begin in ["block", "loop", "local.get $x if"] {
        let (begins, ends) = (format!("{begin} ").repeat(100_000), "end ".repeat(100_000));
        assert_runs(begin, format!("{begins} {ends} i32.const 3"));
    }
    let (begins, ends) = ("block ".repeat(100_000), "end ".repeat(100_000));
    assert_runs("a branch far out", format!("{begins} br 99999 {ends} i32.const 3"));
    let (begins, ends) = ("block ".repeat(50_000), "br 0 end ".repeat(50_000));
    assert_runs("a branch at every end", format!("{begins} {ends} i32.const 3"));
}

#[test]
fn huge_functions() {
    assert_runs("constants", format!("{} i32.const 3", "i32.const 1 drop ".repeat(1_000_000)));
    let sum = "local.get $x i32.add ".repeat(1_000_000);
    assert_runs("a long sum", format!("i32.const 3 {sum}"));
    let stores = "i32.const 0 i64.const 0x123456789abcdef i64.store ".repeat(300_000);
    assert_runs("many wide constants", format!("{stores} i32.const 3"));
    let waiting = "local.get $x ".repeat(500_000);
    let sums = "i32.add ".repeat(500_000);
    assert_runs("many pending values", format!("i32.const 3 {waiting} {sums}"));
    let sets = "local.get $x i32.const 0 local.set $x ".repeat(200_000);
    let drops = "drop ".repeat(200_000);
    assert_runs("locals set while they are pending", format!("{sets} {drops} i32.const 3"));
}

#[test]
fn many_branches() {
    let tables = format!("block local.get $x br_table {} end ", "0 ".repeat(10_000)).repeat(60);
    assert_runs("large tables of branches", format!("{tables} i32.const 3"));
    let branches = "local.get $x br_if 0 ".repeat(500_000);
    assert_runs("many branches to one label", format!("block {branches} end i32.const 3"));
    let blocks = "block local.get $x br_if 0 end ".repeat(200_000);
    assert_runs("many labels", format!("{blocks} i32.const 3"));
    let values = "i32.const 3 ".repeat(500);
    let results = "i32 ".repeat(500);
    let drops = "drop ".repeat(499);
    let branches = "local.get $x br_if 0 ".repeat(100_000);
    let wide = format!("block (result {results}) {values} {branches} end {drops}");
    assert_runs("branches that take many values along", wide);
}

#[test]
fn many_variables() {
    let groups = "(local i32 i64 f32 f64) ".repeat(12_000);
    assert_runs("many groups of locals", format!("{groups} i32.const 3"));
    let mut module = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0".to_vec();
    // One function with 2 to the 32 minus 1 locals.
    module.extend_from_slice(b"\x0a\x0b\x01\x09\x01\xff\xff\xff\xff\x0f\x7f\x0b\0\0");
    watched("too many locals", move || Module::new(&Engine::default(), &module).unwrap_err());
}

#[test]
fn counts_that_lie() {
    // Each section says that it has almost 2 to the 32 items, and has none.
    for section in 1..=13 {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.extend_from_slice(&[section, 5, 0xff, 0xff, 0xff, 0xff, 0x0f]);
        let error = watched("a count", move || Module::new(&Engine::default(), &module));
        assert!(error.is_err(), "section {section}");
    }
    // So do vectors within items: a type's parameters, a function's names, an export's name.
    let inner: [&[u8]; 4] = [
        &[1, 7, 1, 0x60, 0xff, 0xff, 0xff, 0xff, 0x0f],
        &[2, 6, 1, 0xff, 0xff, 0xff, 0xff, 0x0f],
        &[7, 6, 1, 0xff, 0xff, 0xff, 0xff, 0x0f],
        &[11, 7, 1, 1, 0xff, 0xff, 0xff, 0xff, 0x0f],
    ];
    for section in inner {
        let module = [b"\0asm\x01\0\0\0".as_slice(), section].concat();
        let error = watched("a count", move || Module::new(&Engine::default(), &module));
        assert!(error.is_err(), "{section:?}");
    }
    // A section and a function that claim to be longer than the module.
    for end in [b"\x0a\xff\xff\xff\xff\x0f\x01".as_slice(), b"\x0a\x06\x01\xff\xff\xff\xff\x0f"] {
        let begin = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0";
        let module = [begin.as_slice(), end].concat();
        assert!(Module::new(&Engine::default(), &module).is_err());
    }
}

#[test]
fn huge_types() {
    let many = "i64 ".repeat(1000);
    let values = "(i64.const 1) ".repeat(1000);
    let text = format!(
        r#"(module (type $huge (func (param {many}) (result {many})))
            (func $f (type $huge) {values})
            (func (export "run") {values} {} {}))"#,
        "(call $f) ".repeat(1000),
        "(drop) ".repeat(1000),
    );
    watched("huge types", move || {
        let mut world = World::new(());
        let instance = world.instantiate(&text).unwrap();
        world.call(instance, "run", &[]).unwrap();
    });
    let types = "(type (func (param i32) (result i64)))".repeat(100_000);
    watched("many types", move || {
        World::new(()).instantiate(&format!("(module {types})")).unwrap()
    });
}

#[test]
fn many_small_things() {
    let functions = "(func)".repeat(200_000);
    let globals = "(global i32 (i32.const 1))".repeat(100_000);
    let tables = "(table 10 funcref)".repeat(10_000);
    let segments = r#"(data "a") (elem func)"#.repeat(40_000);
    watched("many of each kind", move || {
        let text = format!("(module (memory 1) {functions} {globals} {tables} {segments})");
        World::new(()).instantiate(&text).unwrap();
    });
}

#[test]
fn what_cannot_be_allocated_whole_gives_everything_back() {
    let mut config = Config::new();
    config.max_memory_bytes(u64::MAX).max_table_elements(100);
    let mut world = World::with_engine(Engine::new(&config).unwrap(), ());
    // No machine has 2 to the 52 bytes of address space.
    let text = "(module (table 60 funcref) (memory 1) (memory i64 0x1000000000))";
    for _ in 0..1000 {
        assert!(world.instantiate(text).unwrap_err().is_limit());
    }
    world.instantiate("(module (table 100 funcref) (memory 1))").unwrap();
}

/// Runs a test of this file once more, in a process that may use only so much address space.
#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_methods, reason = "the limit is one of the whole process")]
fn in_little_space(test: &str, bytes: u64) -> bool {
    use std::{env, process::Command};

    use rustix::process::{Resource, Rlimit, setrlimit};

    const INNER: &str = "WASMRUN_TEST_LITTLE_SPACE";
    if env::var_os(INNER).is_some() {
        let limit = Rlimit { current: Some(bytes), maximum: Some(bytes) };
        setrlimit(Resource::As, limit).unwrap();
        return true;
    }
    let status = Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--test-threads=1"])
        .env(INNER, "1")
        .status();
    assert!(status.unwrap().success());
    false
}

#[cfg(target_os = "linux")]
#[test]
fn refused_reservations_are_errors_or_smaller() {
    const NAME: &str = "hostile::refused_reservations_are_errors_or_smaller";
    if !in_little_space(NAME, 600 << 20) {
        return;
    }
    let mut config = Config::new();
    config.max_stack_bytes(4 << 30);
    let mut world = World::with_engine(Engine::new(&config).unwrap(), ());
    let error = world.instantiate("(module (func))").unwrap_err();
    assert_eq!(error.to_string(), "cannot reserve a stack of 4294967296 bytes");

    let mut world = World::new(());
    assert!(world.instantiate("(module (table 9_000_000 funcref))").is_ok());
    let memory = Memory::new(&mut world.store, MemoryType::new(1, None)).unwrap();
    assert!(memory.grow(&mut world.store, 40_000).is_err());
    memory.grow(&mut world.store, 10).unwrap();
    assert!(world.instantiate("(module (memory 40000))").unwrap_err().is_limit());
    let instance = world
        .instantiate(
            r#"(module (memory 1) (func (export "grow") (result i32)
                (memory.grow (i32.const 60_000))))"#,
        )
        .unwrap();
    assert_eq!(world.call(instance, "grow", &[]).unwrap().unwrap().i32(), Some(-1));

    // The heap may have 2 GiB, of which there is room for some.
    let instance = world
        .instantiate(
            r#"(module (type $bytes (array i8))
                (func (export "make") (param i32) (result i32)
                    (array.len (array.new_default $bytes (local.get 0)))))"#,
        )
        .unwrap();
    let mut make = |length| world.call(instance, "make", &[Val::I32(length)]);
    assert_eq!(make(1 << 20).unwrap().unwrap().i32(), Some(1 << 20));
    assert_eq!(make(1 << 30).unwrap_err().trap().unwrap().code(), TrapCode::HeapExhausted);
    assert_eq!(make(1 << 20).unwrap().unwrap().i32(), Some(1 << 20));
}

#[test]
fn sections_that_are_left_out_and_kept_in_turn() {
    let pairs = b"\0\x02\0x\x01\0".repeat(200_000);
    let module = [b"\0asm\x01\0\0\0", &pairs[..]].concat();
    let refused =
        watched("many sections", move || Module::new(&Engine::default(), &module).is_err());
    assert!(refused);
}
