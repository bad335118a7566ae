//! How fast each limit stops what meets it: `cargo bench -p wasmrun-runtime --bench limits`.
//!
//! For an interruption the time counts from the request, which another thread makes while the guest is busy, to the return of
//! the call that it stops. For everything else it is the time of the call that ends with the error.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

use std::{
    hint::black_box,
    sync::mpsc::{self, Receiver, Sender},
    thread,
    time::{Duration, Instant},
};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wasmrun_runtime::{
    Caller, Config, Engine, Error, Instance, InterruptHandle, Linker, Module, Store, TrapCode,
    TypedFunc,
};

/// A store, and its guest's export `run`.
type Runnable<T> = (Store<T>, TypedFunc<(), ()>);

fn runnable<T: Send + 'static>(linker: &Linker<T>, data: T, text: &str) -> Runnable<T> {
    let module = Module::new(linker.engine(), &wat::parse_str(text).unwrap()).unwrap();
    let mut store = Store::new(linker.engine(), data);
    let instance = linker.instantiate(&mut store, &module).unwrap();
    let run = instance.get_typed_func(&store, "run").unwrap();
    (store, run)
}

fn assert_trap(result: Result<(), Error>, code: TrapCode) {
    assert_eq!(result.unwrap_err().trap().unwrap().code(), code);
}

/// What a guest is busy with when it is interrupted, after a call of `$ready`.
const BUSY: &[(&str, &str)] = &[
    ("a loop", "(loop (br 0))"),
    ("recursion", "(loop (call $recurse (i32.const 1000)) (br 0))"),
    ("memory.fill of 4 GiB", "(memory.fill (i32.const 0) (i32.const 1) (i32.const -1))"),
    ("memory.copy of 4 GiB", "(memory.copy (i32.const 0) (i32.const 1) (i32.const -2))"),
    (
        "table.fill of 10 million",
        "(loop (table.fill (i32.const 0) (ref.func $run) (i32.const 9_999_000)) (br 0))",
    ),
    (
        "table.init of 1000, again and again",
        "(loop
        (table.init $elements (i32.const 0) (i32.const 0) (i32.const 1000)) (br 0))",
    ),
    (
        "collections of 2 million objects",
        "(loop
        (drop (array.new_default $bytes (i32.const 0x100_0000))) (br 0))",
    ),
    ("a host function that sleeps", "(call $sleep)"),
];

/// Tells another thread that the guest is about to be busy.
type Ready = Sender<()>;

fn busy_guest(body: &str) -> (Runnable<Ready>, Receiver<()>) {
    let engine = Engine::new(Config::new().interruptible(true)).unwrap();
    let mut linker = Linker::<Ready>::new(&engine);
    linker
        .func_wrap("host", "ready", |caller: Caller<'_, Ready>| caller.data().send(()).unwrap())
        .unwrap();
    linker
        .func_wrap("host", "sleep", |mut caller: Caller<'_, Ready>| {
            caller.interruption()?.sleep(Duration::from_hours(1))
        })
        .unwrap();
    let list = if body.contains("array.new") { 2_000_000 } else { 1 };
    let elements = "$run ".repeat(1000);
    let text = format!(
        r#"(module
            (import "host" "ready" (func $ready)) (import "host" "sleep" (func $sleep))
            (memory 65536) (table 9_999_000 funcref) (elem $elements func {elements})
            (type $node (struct (field (ref null $node)))) (type $bytes (array (mut i8)))
            (global $list (mut (ref null $node)) (ref.null none))
            (func $recurse (param i32)
                (if (local.get 0) (then (call $recurse (i32.sub (local.get 0) (i32.const 1))))))
            (func $build (param $count i32)
                (loop
                    (global.set $list (struct.new $node (global.get $list)))
                    (br_if 0 (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
            (func $run (export "run")
                (if (ref.is_null (global.get $list)) (then (call $build (i32.const {list}))))
                (call $ready) {body}))"#
    );
    let (sender, receiver) = mpsc::channel();
    (runnable(&linker, sender, &text), receiver)
}

/// The time from a request to the end of the call that it stops.
fn interrupt_once(
    guest: &mut Runnable<Ready>,
    ready: &mut Receiver<()>,
    handle: &InterruptHandle,
) -> Duration {
    let (store, run) = guest;
    thread::scope(|scope| {
        let requested = scope.spawn(move || {
            ready.recv().unwrap();
            // Into the midst of it.
            thread::sleep(Duration::from_micros(500));
            let now = Instant::now();
            handle.interrupt();
            now
        });
        let result = run.call(store, ());
        let stopped = Instant::now();
        assert_trap(result, TrapCode::Interrupted);
        stopped - requested.join().unwrap()
    })
}

fn interruptions(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("interrupt");
    group.sample_size(20).warm_up_time(Duration::from_millis(200));
    for (name, body) in BUSY {
        let (mut guest, mut ready) = busy_guest(body);
        let handle = guest.0.interrupt_handle().unwrap();
        group.bench_function(*name, |bencher| {
            bencher.iter_custom(|count| {
                (0..count).map(|_| interrupt_once(&mut guest, &mut ready, &handle)).sum()
            });
        });
    }
}

fn fuel(criterion: &mut Criterion) {
    const FUEL: u64 = 1_000_000;
    let engine = Engine::new(Config::new().consume_fuel(true)).unwrap();
    let linker = Linker::new(&engine);
    let mut group = criterion.benchmark_group("out of fuel");
    let busy = [
        ("a loop", "(loop (br 0))"),
        ("calls", "(loop (call $nothing) (br 0))"),
        (
            "memory.fill",
            "(loop (memory.fill (i32.const 0) (i32.const 1) (i32.const 65536)) (br 0))",
        ),
    ];
    for (name, body) in busy {
        let text = format!(r#"(module (memory 1) (func $nothing) (func (export "run") {body}))"#);
        let (mut store, run) = runnable(&linker, (), &text);
        for (suffix, fuel) in [("none", 0), ("a million", FUEL)] {
            group.bench_function(format!("{name}, {suffix}"), |bencher| {
                bencher.iter(|| {
                    store.set_fuel(fuel).unwrap();
                    assert_trap(run.call(&mut store, ()), TrapCode::OutOfFuel);
                });
            });
        }
    }
}

fn stack(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("stack overflow");
    for bytes in [1 << 20, 64 << 20] {
        let engine = Engine::new(Config::new().max_stack_bytes(bytes)).unwrap();
        let text = r#"(module (func $run (export "run") (call $run)))"#;
        let (mut store, run) = runnable(&Linker::new(&engine), (), text);
        group.bench_function(format!("{} MiB", bytes >> 20), |bencher| {
            bencher.iter(|| assert_trap(run.call(&mut store, ()), TrapCode::StackOverflow));
        });
    }
}

/// What is refused before anything is allocated.
fn refusals(criterion: &mut Criterion) {
    let engine = Engine::default();
    let mut group = criterion.benchmark_group("refused");
    for (name, text) in [
        ("a table of 2^32 elements", "(module (table 0xffffffff funcref))"),
        ("a table of 2^40 elements", "(module (table i64 0x10000000000 funcref))"),
        ("a memory of 2^48 bytes", "(module (memory i64 0x100000000))"),
    ] {
        let wasm = wat::parse_str(text).unwrap();
        let linker = Linker::new(&engine);
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let module = Module::new(&engine, black_box(&wasm)).unwrap();
                let mut store = Store::new(&engine, ());
                assert!(linker.instantiate(&mut store, &module).unwrap_err().is_limit());
            });
        });
    }
    // No machine has so much address space.
    let limitless = Engine::new(Config::new().max_memory_bytes(u64::MAX)).unwrap();
    let module = wat::parse_str("(module (memory i64 0x1000000000))").unwrap();
    let module = Module::new(&limitless, &module).unwrap();
    group.bench_function("a reservation of 2^52 bytes", |bencher| {
        bencher.iter(|| {
            let mut store = Store::new(&limitless, ());
            assert!(Instance::new(&mut store, &module, &[]).unwrap_err().is_limit());
        });
    });
    // Each section says that it has almost 2 to the 32 items, and has none.
    for section in [1, 2, 3, 10] {
        let wasm = [b"\0asm\x01\0\0\0", [section, 5].as_slice(), b"\xff\xff\xff\xff\x0f"].concat();
        group.bench_function(format!("a count that lies, in section {section}"), |bencher| {
            bencher.iter(|| assert!(Module::new(&engine, black_box(&wasm)).is_err()));
        });
    }
    for (name, declared, body) in [
        ("memory.grow", "(memory 1)", "(memory.grow (i32.const 65536))"),
        ("table.grow", "(table 1 funcref)", "(table.grow (ref.null func) (i32.const -2))"),
    ] {
        let text = format!(
            r#"(module {declared} (func (export "run")
            (if (i32.ne {body} (i32.const -1)) (then unreachable))))"#
        );
        let (mut store, run) = runnable(&Linker::new(&engine), (), &text);
        group.bench_function(name, |bencher| {
            bencher.iter(|| run.call(&mut store, ()).unwrap());
        });
    }
}

fn heap(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("heap exhausted");
    group.sample_size(20);
    for bytes in [4 << 20, 64 << 20] {
        let engine = Engine::new(Config::new().max_heap_bytes(bytes)).unwrap();
        let text = r#"(module
            (type $node (struct (field (ref null $node)) (field i64)))
            (func (export "run") (local $list (ref null $node))
                (loop
                    (local.set $list (struct.new $node (local.get $list) (i64.const 1)))
                    (br 0))))"#;
        let (mut store, run) = runnable(&Linker::new(&engine), (), text);
        group.bench_function(format!("{} MiB of live objects", bytes >> 20), |bencher| {
            bencher.iter(|| assert_trap(run.call(&mut store, ()), TrapCode::HeapExhausted));
        });
    }
}

/// Modules made to hurt: what they cost is linear in their size.
fn hostile(criterion: &mut Criterion) {
    let engine = Engine::default();
    let mut group = criterion.benchmark_group("hostile, decoded, validated and translated");
    group.sample_size(20);
    for count in [10_000, 100_000] {
        let nested = ["block ", "end "].map(|text| text.repeat(count)).concat();
        let pending = "local.get 0 ".repeat(count) + &"i32.add ".repeat(count - 1) + "drop ";
        let branches = format!("block {} end ", "local.get 0 br_if 0 ".repeat(count));
        for (name, body) in
            [("nested blocks", nested), ("pending values", pending), ("branches", branches)]
        {
            let text = format!(r#"(module (func (export "run") (local i32) {body}))"#);
            let wasm = wat::parse_str(text).unwrap();
            group.throughput(Throughput::Bytes(wasm.len() as u64));
            group.bench_function(format!("{count} {name}"), |bencher| {
                bencher.iter(|| {
                    let module = Module::new(&engine, black_box(&wasm)).unwrap();
                    let mut store = Store::new(&engine, ());
                    let instance = Linker::new(&engine).instantiate(&mut store, &module).unwrap();
                    let run = instance.get_typed_func::<(), ()>(&store, "run").unwrap();
                    run.call(&mut store, ()).unwrap();
                });
            });
        }
    }
}

criterion_group!(limits, interruptions, fuel, stack, refusals, heap, hostile);
criterion_main!(limits);
