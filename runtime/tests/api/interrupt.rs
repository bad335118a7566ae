//! Stopping guests from other threads.

use std::{sync::mpsc, thread, time::Duration};

use wasmrun_runtime::{
    AsContextMut, Caller, Config, Engine, Error, Func, Instance, InterruptHandle, TrapCode, Val,
};

use crate::endless::{ENDLESS, endless_module};
use crate::world::World;

/// Data of the store: what a host function interrupts.
type Data = Option<InterruptHandle>;

fn world() -> World<Data> {
    let engine = Engine::new(Config::new().interruptible(true)).unwrap();
    let mut world = World::with_engine(engine, None);
    *world.store.data_mut() = Some(world.store.interrupt_handle().unwrap());
    world
        .linker
        .func_wrap("host", "interrupt", |caller: Caller<'_, Data>| {
            caller.data().as_ref().unwrap().interrupt();
        })
        .unwrap();
    world
}

/// Calls `run`, which must be stopped by an interruption; fails when it is not, instead of hanging.
fn assert_stopped(mut world: World<Data>, instance: Instance, what: &str) -> World<Data> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let result = world.call(instance, "run", &[]);
        sender.send((world, result)).unwrap();
    });
    let (world, result) = receiver
        .recv_timeout(Duration::from_mins(1))
        .unwrap_or_else(|_| panic!("not stopped: {what}"));
    assert_interrupted(result, what);
    world
}

fn assert_interrupted(result: Result<Option<Val>, Error>, what: &str) {
    let error = result.expect_err(what);
    let trap = error.trap().unwrap_or_else(|| panic!("{what}: {error}"));
    assert_eq!(trap.code(), TrapCode::Interrupted, "{what}");
    // A call that was stopped before it began has left no frame.
    let outermost = trap.backtrace().last();
    assert!(outermost.is_none_or(|frame| frame.name() == Some("run")), "{what}");
}

#[test]
fn every_kind_of_loop_is_stopped() {
    for body in ENDLESS {
        let mut world = world();
        let instance = world.instantiate(&endless_module("interrupt", body)).unwrap();
        if *body == "(call $recurse)" {
            // Stopped on its way in, not when the stack is exhausted.
            let error = world.call(instance, "run", &[]).unwrap_err();
            assert_eq!(error.trap().unwrap().code(), TrapCode::Interrupted);
            assert_eq!(error.trap().unwrap().backtrace().len(), 2);
        } else {
            assert_stopped(world, instance, body);
        }
    }
}

#[test]
fn another_thread_stops_a_loop_and_the_store_goes_on() {
    let mut world = world();
    let instance = world
        .instantiate(
            r#"(module
                (func $run (export "run") (loop (br 0)))
                (func (export "answer") (result i32) (local $i i32)
                    (loop (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                        (i32.const 42))))
                    (local.get $i)))"#,
        )
        .unwrap();
    let handle = world.store.interrupt_handle().unwrap();
    let watchdog = thread::spawn(move || handle.interrupt());
    let mut world = assert_stopped(world, instance, "a loop");
    watchdog.join().unwrap();
    assert_eq!(world.call(instance, "answer", &[]).unwrap().unwrap().i32(), Some(42));
}

#[test]
fn a_request_waits_for_the_next_call_unless_it_is_taken_back() {
    let mut world = world();
    let instance = world.instantiate(r#"(module (func $run (export "run") (param i32)))"#).unwrap();
    let handle = world.store.interrupt_handle().unwrap();
    handle.interrupt();
    let error = world.call(instance, "run", &[Val::I32(0)]).unwrap_err();
    assert_eq!(error.trap().unwrap().code(), TrapCode::Interrupted);
    world.call(instance, "run", &[Val::I32(0)]).unwrap();
    handle.interrupt();
    handle.clear();
    world.call(instance, "run", &[Val::I32(0)]).unwrap();
}

#[test]
fn a_host_function_cannot_hide_an_interruption_from_its_guest() {
    let mut world = world();
    let spin = world
        .instantiate(r#"(module (func (export "spin") (loop (br 0))))"#)
        .unwrap()
        .get_func(&world.store, "spin")
        .unwrap();
    let hide = Func::wrap(&mut world.store, move |mut caller: Caller<'_, Data>| {
        caller.data().as_ref().unwrap().interrupt();
        i32::from(spin.call(&mut caller, &[], &mut []).is_err())
    });
    world.linker.define(&world.store, "host", "hide", hide).unwrap();
    let instance = world
        .instantiate(
            r#"(module (import "host" "hide" (func $hide (result i32)))
                (func $run (export "run") (loop (br_if 0 (call $hide))))
                (func (export "once") (result i32) (call $hide)))"#,
        )
        .unwrap();
    let mut world = assert_stopped(world, instance, "a loop around a call that is stopped");
    // Without a call or loop afterwards there is nothing to stop, and nothing is left behind.
    assert_eq!(world.call(instance, "once", &[]).unwrap().unwrap().i32(), Some(1));
    assert!(world.store.interrupt_handle().is_ok());
    let instance = world.instantiate(r#"(module (func (export "run")))"#).unwrap();
    world.call(instance, "run", &[]).unwrap();
}

#[test]
fn operations_on_long_ranges_are_stopped() {
    let operations = [
        "(memory.fill (i32.const 0) (i32.const 1) (i32.const 0xffff_ffff))",
        "(memory.copy (i32.const 0) (i32.const 1) (i32.const 0xffff_0000))",
        "(memory.copy (i32.const 1) (i32.const 0) (i32.const 0xffff_0000))",
        "(memory.init $data (i32.const 0) (i32.const 0) (i32.const 3))",
        "(table.fill $one (i32.const 0) (ref.null func) (i32.const 10))",
        "(table.copy $one $one (i32.const 0) (i32.const 1) (i32.const 9))",
        "(table.copy $one $two (i32.const 0) (i32.const 0) (i32.const 10))",
        "(table.init $one $elements (i32.const 0) (i32.const 0) (i32.const 1))",
    ];
    for operation in operations {
        let mut world = world();
        let instance = world
            .instantiate(&format!(
                r#"(module (import "host" "interrupt" (func $host))
                    (memory 65536) (table $one 10 funcref) (table $two 10 funcref)
                    (data $data "abc") (elem $elements func $run)
                    (func $run (export "run") (call $host) {operation} (unreachable)))"#
            ))
            .unwrap();
        assert_stopped(world, instance, operation);
    }
}

#[test]
fn a_host_function_that_waits_is_stopped() {
    let mut world = world();
    world
        .linker
        .func_wrap("host", "sleep", |mut caller: Caller<'_, Data>| {
            let handle = caller.data().clone().unwrap();
            let other = thread::spawn(move || handle.interrupt());
            let result = caller.interruption()?.sleep(Duration::from_hours(1000));
            other.join().unwrap();
            result
        })
        .unwrap();
    let instance = world
        .instantiate(
            r#"(module (import "host" "sleep" (func $sleep))
                (func $run (export "run") (call $sleep) (unreachable)) (func (export "next")))"#,
        )
        .unwrap();
    let mut world = assert_stopped(world, instance, "a host function that sleeps");
    // The request has been met.
    world.call(instance, "next", &[]).unwrap();
}

#[test]
fn waits_without_a_request_last_as_long_as_they_should() {
    let mut world = world();
    world
        .linker
        .func_wrap("host", "sleep", |mut caller: Caller<'_, Data>| {
            let interruption = caller.interruption()?;
            let (time, before) = (Duration::from_millis(3), std::time::Instant::now());
            interruption.sleep(time)?;
            assert!(before.elapsed() >= time);
            interruption.check()
        })
        .unwrap();
    let instance = world
        .instantiate(
            r#"(module (import "host" "sleep" (func $sleep))
                (func (export "run") (call $sleep)))"#,
        )
        .unwrap();
    world.call(instance, "run", &[]).unwrap();
}

#[cfg(unix)]
#[test]
fn a_descriptor_can_be_polled_for_requests() {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    let mut world = world();
    let handle = world.store.interrupt_handle().unwrap();
    let interruption = world.store.as_context_mut().interruption().unwrap();
    let is_readable = || {
        let mut polled =
            [PollFd::from_borrowed_fd(interruption.descriptor().unwrap(), PollFlags::IN)];
        poll(&mut polled, Some(&Timespec::default())).unwrap() > 0
    };
    // One that was made before the descriptor counts too.
    handle.interrupt();
    assert!(is_readable());
    handle.interrupt();
    assert!(is_readable());
    handle.clear();
    assert!(!is_readable());
    handle.clear();
    handle.interrupt();
    assert!(is_readable());
    let instance = world.instantiate(r#"(module (func $run (export "run")))"#).unwrap();
    assert_interrupted(world.call(instance, "run", &[]), "a call");
    assert!(!is_readable());
}

#[test]
fn a_start_function_can_be_interrupted() {
    let mut world = world();
    let error = world
        .instantiate(
            r#"(module (import "host" "interrupt" (func $host))
                (func $run (call $host) (loop (br 0))) (start $run))"#,
        )
        .map(|_| None);
    assert_interrupted(error, "a start function");
}

#[test]
fn guests_are_not_interruptible_unless_asked_for() {
    let error = World::new(()).store.interrupt_handle().unwrap_err();
    assert!(error.to_string().contains("Config::interruptible"), "{error}");
}
