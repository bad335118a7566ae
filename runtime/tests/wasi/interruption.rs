//! Requests to stop reach a guest that waits.

use std::{sync::mpsc, thread, time::Duration};

#[cfg(target_os = "linux")]
use wasmrun_runtime::wasi::Access;
use wasmrun_runtime::wasi::{WasiCtx, WasiCtxBuilder, add_to_linker};
use wasmrun_runtime::{Config, Engine, Linker, Module, Store, TrapCode};

/// Runs a body between calls of `started` and a loop without end, and interrupts it once it has
/// started; fails if that does not stop it.
fn assert_stopped(builder: WasiCtxBuilder, body: &str) {
    let engine = Engine::new(Config::new().interruptible(true)).unwrap();
    let mut linker = Linker::new(&engine);
    add_to_linker(&mut linker, |ctx: &mut WasiCtx| ctx).unwrap();
    let (started, has_started) = mpsc::channel();
    linker.func_wrap("host", "started", move || started.send(()).unwrap()).unwrap();
    let text = format!(
        r#"(module
            (import "host" "started" (func $started))
            (import "wasi_snapshot_preview1" "poll_oneoff"
                (func $poll (param i32 i32 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "fd_read"
                (func $read (param i32 i32 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "path_open"
                (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "sock_accept"
                (func $accept (param i32 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "sock_recv"
                (func $receive (param i32 i32 i32 i32 i32 i32) (result i32)))
            (memory (export "memory") 1)
            (data (i32.const 16) "pipe")
            (data (i32.const 32) "\40\00\00\00\10\00\00\00")
            (func (export "run") {body} (loop (br 0))))"#
    );
    let mut store = Store::new(&engine, builder.build().unwrap());
    let module = Module::new(&engine, &wat::parse_str(text).unwrap()).unwrap();
    let instance = linker.instantiate(&mut store, &module).unwrap();
    let run = instance.get_typed_func::<(), ()>(&store, "run").unwrap();
    let handle = store.interrupt_handle().unwrap();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(run.call(&mut store, ())).unwrap());
    has_started.recv_timeout(Duration::from_mins(1)).expect("it has started");
    handle.interrupt();
    let result = receiver.recv_timeout(Duration::from_mins(1)).expect("it is stopped");
    assert_eq!(result.unwrap_err().trap().unwrap().code(), TrapCode::Interrupted);
}

#[test]
fn a_sleeping_guest_is_stopped() {
    // The monotonic clock, 10 to the 18 nanoseconds from now.
    assert_stopped(
        WasiCtx::builder(),
        "(i32.store (i32.const 272) (i32.const 1))
        (i64.store (i32.const 280) (i64.const 1_000_000_000_000_000_000))
        (call $started)
        (drop (call $poll (i32.const 256) (i32.const 512) (i32.const 1) (i32.const 600)))",
    );
}

#[test]
fn a_guest_that_waits_for_a_connection_is_stopped() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    assert_stopped(
        WasiCtx::builder().tcp_listener(listener),
        "(call $started)
        (drop (call $accept (i32.const 3) (i32.const 0) (i32.const 600)))",
    );
}

#[test]
fn a_guest_that_waits_for_its_client_is_stopped() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let _client = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    assert_stopped(
        WasiCtx::builder().tcp_listener(listener),
        "(if (call $accept (i32.const 3) (i32.const 0) (i32.const 600)) (then (unreachable)))
        (call $started)
        (drop (call $receive (i32.load (i32.const 600)) (i32.const 32) (i32.const 1) (i32.const 0)
            (i32.const 604) (i32.const 608)))",
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_guest_that_reads_from_a_silent_pipe_is_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe");
    let _writer = silent_pipe(&path);
    let builder = WasiCtx::builder().preopen_path(folder.path(), "/", Access::ReadWrite).unwrap();
    assert_stopped(
        builder,
        "(if (call $open (i32.const 3) (i32.const 0) (i32.const 16) (i32.const 4) (i32.const 0)
            (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 600)) (then (unreachable)))
        (call $started)
        (drop (call $read (i32.load (i32.const 600)) (i32.const 32) (i32.const 1) (i32.const 604)))",
    );
}

/// Makes a pipe with a name, and keeps its other end open.
#[cfg(target_os = "linux")]
fn silent_pipe(path: &std::path::Path) -> std::fs::File {
    use rustix::fs::{CWD, FileType, Mode, mknodat};

    mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    std::fs::OpenOptions::new().read(true).write(true).open(path).unwrap()
}
