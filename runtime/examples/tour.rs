//! Most of the API in one program, a host for scripts: `cargo run -p wasmrun-runtime --example tour`.
//!
//! Each script is compiled once and run by several threads, each in a store of its own. It uses WASI, functions
//! of the host's, and a library that is a module too. It is given fuel and a deadline, and what goes wrong is said with the
//! functions that were running.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::{
    error::Error as StdError,
    fmt,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use wasmrun_runtime::{
    Caller, Config, Engine, Error, Extern, Func, Instance, InterruptHandle, Linker, Module, Store,
    StructRef, Trap, TrapCode, Val,
    wasi::{self, Output, OutputBuffer, WasiCtx},
};

type Result<T = (), E = Box<dyn StdError + Send + Sync>> = std::result::Result<T, E>;

/// What the host keeps for each script.
struct Host {
    wasi: WasiCtx,
    output: OutputBuffer,
    log: Vec<String>,
}

impl Host {
    fn new() -> Result<Self, wasi::BuildError> {
        let output = OutputBuffer::with_limit(4096);
        let stdout = Output::writer(output.clone());
        let wasi = WasiCtx::builder().arg("script").stdout(stdout).build()?;
        Ok(Self { wasi, output, log: Vec::new() })
    }
}

/// An error of the host's own.
#[derive(Debug)]
struct NoSuchSensor(u32);

impl fmt::Display for NoSuchSensor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no sensor {}", self.0)
    }
}

impl StdError for NoSuchSensor {}

/// A library: a module like others, of which every store has its own instance.
const LIBRARY: &str = r#"(module
    (memory (export "memory") 1)
    (data (i32.const 0) "the mean is known\n")
    (global (export "calls") (mut i32) (i32.const 0))
    (func (export "mean") (param $sum f64) (param $count i32) (result f64)
        (f64.div (local.get $sum) (f64.convert_i32_u (local.get $count)))))"#;

const SCRIPT: &str = r#"(module
    (type $reading (struct (field $sensor i32) (field $value f64)))
    (type $callback (func (param i32) (result i32)))
    (import "host" "read" (func $read (param i32) (result f64)))
    (import "host" "log" (func $log (param i32 i32)))
    (import "wasi_snapshot_preview1" "fd_write"
        (func $fd_write (param i32 i32 i32 i32) (result i32)))
    (import "library" "memory" (memory 1))
    (import "library" "calls" (global $calls (mut i32)))
    (import "library" "mean" (func $mean (param f64 i32) (result f64)))
    (export "memory" (memory 0))
    (table (export "callbacks") 1 funcref)
    (func $sum (param $sensors i32) (result f64) (local $sum f64)
        (loop $next
            (local.set $sensors (i32.sub (local.get $sensors) (i32.const 1)))
            (local.set $sum (f64.add (local.get $sum) (call $read (local.get $sensors))))
            (br_if $next (local.get $sensors)))
        (local.get $sum))
    (func (export "mean") (param $sensors i32) (result f64)
        (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
        (call $log (i32.const 0) (i32.const 17))
        (i32.store (i32.const 100) (i32.const 0))
        (i32.store (i32.const 104) (i32.const 18))
        (drop (call $fd_write (i32.const 1) (i32.const 100) (i32.const 1) (i32.const 108)))
        (call $mean (call $sum (local.get $sensors)) (local.get $sensors)))
    (func (export "latest") (result (ref $reading))
        (struct.new $reading (i32.const 1) (call $read (i32.const 1))))
    (func (export "notify") (param i32) (result i32)
        (call_indirect (type $callback) (local.get 0) (i32.const 0)))
    (func (export "spin") (loop (br 0))))"#;

pub(crate) fn main() -> Result {
    let engine = Engine::new(Config::new().consume_fuel(true).interruptible(true))?;
    let library = Module::new(&engine, &wat::parse_str(LIBRARY)?)?;
    let script = Module::new(&engine, &wat::parse_str(SCRIPT)?)?;

    // Functions of the host's belong to no store: one linker serves all threads.
    let mut linker = Linker::new(&engine);
    wasi::add_to_linker(&mut linker, |host: &mut Host| &mut host.wasi)?;
    linker.func_wrap("host", "read", read_sensor)?.func_wrap("host", "log", log)?;

    let (linker, library, script) = (&linker, &library, &script);
    thread::scope(|scope| -> Result {
        let threads: Vec<_> = (1..=3)
            .map(|sensors| scope.spawn(move || run(linker, library, script, sensors)))
            .collect();
        for thread in threads {
            println!("{}", thread.join().map_err(|_| "a thread panicked")??);
        }
        Ok(())
    })?;

    let (mut store, instance) = instantiate(linker, library, script)?;
    look_into(&mut store, instance)?;
    fail(&mut store, instance)
}

fn read_sensor(sensor: u32) -> Result<f64, Error> {
    match sensor {
        0..3 => Ok(20.0 + f64::from(sensor)),
        _ => Err(Error::host(NoSuchSensor(sensor))),
    }
}

/// Reads a text from the memory of whoever calls.
fn log(mut caller: Caller<'_, Host>, start: u32, length: u32) -> Result<(), Error> {
    let memory = caller.get_export("memory").and_then(Extern::into_memory);
    let memory = memory.ok_or_else(|| Error::msg("the script exports no memory"))?;
    let (bytes, host) = memory.data_and_store_mut(&mut caller);
    let end = start.checked_add(length).ok_or(TrapCode::MemoryOutOfBounds)?;
    let bytes = bytes.get(start as usize..end as usize).ok_or(TrapCode::MemoryOutOfBounds)?;
    host.log.push(String::from_utf8_lossy(bytes).into_owned());
    Ok(())
}

/// Instances belong to their store, so the library's exports are known to a copy of the linker only.
fn instantiate(
    linker: &Linker<Host>,
    library: &Module,
    script: &Module,
) -> Result<(Store<Host>, Instance)> {
    let mut store = Store::new(linker.engine(), Host::new()?);
    store.set_fuel(100_000)?;
    let mut linker = linker.clone();
    let library = linker.instantiate(&mut store, library)?;
    linker.instance(&store, "library", library)?;
    let instance = linker.instantiate(&mut store, script)?;
    Ok((store, instance))
}

/// What a thread does.
fn run(linker: &Linker<Host>, library: &Module, script: &Module, sensors: u32) -> Result<String> {
    let (mut store, instance) = instantiate(linker, library, script)?;
    let mean = instance.get_typed_func::<u32, f64>(&store, "mean")?;
    let mean = mean.call(&mut store, sensors)?;
    let fuel = 100_000 - store.get_fuel()?;
    let host = store.into_data();
    assert_eq!(host.log, ["the mean is known"]);
    assert_eq!(host.output.take(), b"the mean is known\n");
    Ok(format!("{sensors} sensors: a mean of {mean}, for {fuel} of fuel"))
}

/// Globals, tables and objects, from outside.
fn look_into(store: &mut Store<Host>, instance: Instance) -> Result {
    let latest = instance.get_typed_func::<(), StructRef>(&*store, "latest")?;
    let reading = latest.call(&mut *store, ())?;
    println!("sensor {:?} says {:?}", reading.field(&*store, 0)?, reading.field(&*store, 1)?.f64());

    let callbacks = instance.get_table(&*store, "callbacks").ok_or("there is no table")?;
    let double = Func::wrap(&mut *store, |n: i32| n * 2);
    callbacks.set(&mut *store, 0, double.into())?;
    let notify = instance.get_func(&*store, "notify").ok_or("there is no function")?;
    let mut results = [Val::I32(0)];
    notify.call(&mut *store, &[Val::I32(21)], &mut results)?;
    println!("the callback says {:?}", results[0].i32());
    Ok(())
}

/// What goes wrong, and how it is told.
fn fail(store: &mut Store<Host>, instance: Instance) -> Result {
    let mean = instance.get_typed_func::<u32, f64>(&*store, "mean")?;
    let error = mean.call(&mut *store, 5).expect_err("there are three sensors");
    let running: Vec<_> = error.backtrace().iter().filter_map(|frame| frame.name()).collect();
    println!("{error}, asked for by {running:?}");
    assert_eq!(error.downcast_ref::<NoSuchSensor>().map(|error| error.0), Some(4));

    let spin = instance.get_typed_func::<(), ()>(&*store, "spin")?;
    let error = spin.call(&mut *store, ()).expect_err("there is not fuel for that");
    println!("{error}");
    assert_eq!(error.trap().map(Trap::code), Some(TrapCode::OutOfFuel));

    store.set_fuel(u64::MAX)?;
    let handle = store.interrupt_handle()?;
    let error = with_deadline(handle, Duration::from_millis(50), || spin.call(&mut *store, ()));
    let error = error.expect_err("it never ends by itself");
    println!("{error}");
    assert_eq!(error.trap().map(Trap::code), Some(TrapCode::Interrupted));
    Ok(())
}

/// Interrupts the guest if `call` takes longer than `time`.
fn with_deadline<R>(handle: InterruptHandle, time: Duration, call: impl FnOnce() -> R) -> R {
    thread::scope(|scope| {
        let (done, deadline) = mpsc::channel::<()>();
        scope.spawn(move || {
            if deadline.recv_timeout(time) == Err(RecvTimeoutError::Timeout) {
                handle.interrupt();
            }
        });
        let result = call();
        drop(done);
        result
    })
}
