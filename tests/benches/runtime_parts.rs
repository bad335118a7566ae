//! How long the parts of the interpreter take, one by one: `cargo bench -p integration --bench runtime_parts`.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use wasmrun_runtime::wasi::{self, Output, WasiCtx};
use wasmrun_runtime::{Engine, Instance, Linker, Module, Store, TypedFunc};

/// How often the loops of a guest turn in one measurement.
const TURNS: i32 = 1000;

fn parse(wat: &str) -> Vec<u8> {
    wat::parse_str(wat).expect("the text of a benchmark is valid")
}

/// A module of many functions, each of which returns at once; `all` calls every one of them.
fn many_functions() -> Vec<u8> {
    let mut wat = String::from("(module (memory 1)");
    for number in 0..500 {
        let _ = write!(
            wat,
            "(func $f{number} (param $x i32) (result i32) (local $y i32) (local $z f64)"
        );
        wat.push_str("(if (i32.eqz (local.get $x)) (then (return (i32.const 0))))");
        for offset in 0..20 {
            let _ = write!(
                wat,
                "(local.set $y (i32.add (i32.mul (local.get $x) (i32.const {offset})) (i32.load offset={offset} (local.get $y))))
                 (local.set $z (f64.mul (f64.convert_i32_s (local.get $y)) (f64.add (local.get $z) (f64.const 0.5))))
                 (if (i32.lt_u (local.get $y) (local.get $x)) (then (i32.store (local.get $x) (local.get $y))))"
            );
        }
        wat.push_str("(local.get $y))");
    }
    wat.push_str("(func (export \"all\")");
    for number in 0..500 {
        let _ = write!(wat, "(drop (call $f{number} (i32.const 0)))");
    }
    wat.push_str("))");
    parse(&wat)
}

/// A store with an instance of the module, and its export `run`.
fn runnable(wat: &str) -> (Store<WasiCtx>, TypedFunc<i32, ()>) {
    let engine = Engine::default();
    let module = Module::new(&engine, &parse(wat)).expect("the module is valid");
    let mut linker = Linker::new(&engine);
    linker.func_wrap("host", "nothing", || {}).expect("the name is free");
    wasi::add_to_linker(&mut linker, |context: &mut WasiCtx| context).expect("the names are free");
    let context = WasiCtx::builder()
        .stdout(Output::writer(std::io::sink()))
        .build()
        .expect("nothing is asked for");
    let mut store = Store::new(&engine, context);
    let instance = linker.instantiate(&mut store, &module).expect("all imports are there");
    let run = instance.get_typed_func(&store, "run").expect("the module exports `run`");
    (store, run)
}

/// Measures a loop around `body`, which may use what is declared here.
fn measure_loop(criterion: &mut Criterion, name: &str, body: &str) {
    let wat = format!(
        r#"(module
            (import "host" "nothing" (func $host))
            (import "wasi_snapshot_preview1" "fd_write"
                (func $write (param i32 i32 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "clock_time_get"
                (func $clock (param i32 i64 i32) (result i32)))
            (memory (export "memory") 4)
            (data (i32.const 0) "\20\00\00\00\05\00\00\00")
            (type $pair (struct (field (mut i32)) (field (ref null $pair))))
            (type $numbers (array (mut i32)))
            (global $pair (ref $pair) (struct.new $pair (i32.const 7) (ref.null none)))
            (global $numbers (ref $numbers) (array.new $numbers (i32.const 7) (i32.const 100)))
            (func $callee (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
            (func (export "run") (param $turns i32) (local $x i32)
                (loop $next
                    {body}
                    (br_if $next (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))))"#
    );
    let (mut store, run) = runnable(&wat);
    let mut group = criterion.benchmark_group("loops");
    group.throughput(Throughput::Elements(TURNS as u64));
    group.bench_function(name, |bencher| {
        bencher.iter(|| run.call(&mut store, black_box(TURNS)).expect("the guest does not trap"));
    });
    group.finish();
}

fn modules(criterion: &mut Criterion) {
    let engine = Engine::default();
    let wasm = many_functions();
    let module = Module::new(&engine, &wasm).expect("the module is valid");
    let mut group = criterion.benchmark_group("modules");
    group.throughput(Throughput::Bytes(wasm.len() as u64));
    group.bench_function("decode and validate", |bencher| {
        bencher.iter(|| Module::new(&engine, black_box(&wasm)).expect("the module is valid"));
    });
    group.bench_function("translate", |bencher| {
        let fresh = || {
            let module = Module::new(&engine, &wasm).expect("the module is valid");
            let mut store = Store::new(&engine, ());
            let instance = Instance::new(&mut store, &module, &[]).expect("nothing is imported");
            let all = instance.get_typed_func::<(), ()>(&store, "all").expect("it is exported");
            (store, all)
        };
        let translate = |(mut store, all): (Store<()>, TypedFunc<(), ()>)| {
            all.call(&mut store, ()).expect("the guest does not trap");
            store
        };
        bencher.iter_batched(fresh, translate, BatchSize::LargeInput);
    });
    group.finish();
    criterion.bench_function("instantiate", |bencher| {
        bencher.iter(|| {
            let mut store = Store::new(&engine, ());
            Instance::new(&mut store, &module, &[]).expect("nothing is imported");
            store
        });
    });
}

fn calls(criterion: &mut Criterion) {
    let (mut store, run) = runnable(r#"(module (func (export "run") (param i32)))"#);
    criterion.bench_function("call from the host", |bencher| {
        bencher.iter(|| run.call(&mut store, black_box(1)).expect("the guest does not trap"));
    });
    measure_loop(criterion, "empty", "");
    measure_loop(criterion, "call", "(local.set $x (call $callee (local.get $x)))");
    measure_loop(criterion, "host call", "(call $host)");
    measure_loop(
        criterion,
        "WASI clock_time_get",
        "(drop (call $clock (i32.const 1) (i64.const 0) (i32.const 64)))",
    );
    measure_loop(
        criterion,
        "WASI fd_write",
        "(drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 64)))",
    );
}

fn memory(criterion: &mut Criterion) {
    measure_loop(
        criterion,
        "load and store",
        "(i32.store (i32.const 128) (i32.add (i32.load (i32.const 128)) (local.get $turns)))",
    );
    measure_loop(
        criterion,
        "copy of 4 KiB",
        "(memory.copy (i32.const 4096) (i32.const 8192) (i32.const 4096))",
    );
    measure_loop(
        criterion,
        "fill of 4 KiB",
        "(memory.fill (i32.const 4096) (local.get $turns) (i32.const 4096))",
    );
}

fn objects(criterion: &mut Criterion) {
    measure_loop(
        criterion,
        "new structure",
        "(drop (struct.new $pair (local.get $turns) (global.get $pair)))",
    );
    measure_loop(
        criterion,
        "new array of 100",
        "(drop (array.new $numbers (local.get $turns) (i32.const 100)))",
    );
    measure_loop(
        criterion,
        "field",
        "(struct.set $pair 0 (global.get $pair)
            (i32.add (struct.get $pair 0 (global.get $pair)) (local.get $turns)))",
    );
    measure_loop(
        criterion,
        "element",
        "(array.set $numbers (global.get $numbers) (i32.const 50) (i32.add (local.get $turns)
            (array.get $numbers (global.get $numbers) (i32.const 50))))",
    );
    measure_loop(criterion, "cast", "(drop (ref.cast (ref $pair) (global.get $pair)))");
}

criterion_group!(parts, modules, calls, memory, objects);
criterion_main!(parts);
