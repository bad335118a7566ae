//! Samples of what guests do, which must not change what they do.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use wasmrun_runtime::{Config, Engine, Instance, Linker, Module, SampleHandle, Store, TrapCode};

/// Loops and calls of every kind that looks for requests, with results that a step done twice or
/// left out would change.
const GUEST: &str = r#"(module
    (type $step (func (param i64) (result i64)))
    (table funcref (elem $step))
    (func $step (type $step) (i64.add (local.get 0) (i64.const 1)))
    (func (export "count") (param $times i32) (result i32) (local $sum i32)
        (loop $again
            (local.set $sum (i32.add (local.get $sum) (i32.const 3)))
            (br_if $again
                (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))
        (local.get $sum))
    (func (export "walk") (param $times i32) (result i64) (local $sum i64)
        (loop $again
            (local.set $sum (call $step (local.get $sum)))
            (local.set $sum (call_indirect (type $step) (local.get $sum) (i32.const 0)))
            (local.set $times (i32.sub (local.get $times) (i32.const 1)))
            (br_if $again (i32.gt_s (local.get $times) (i32.const 0))))
        (local.get $sum))
    (func $deep (export "deep") (param i32) (result i32)
        (if (result i32) (i32.eqz (local.get 0))
            (then (i32.const 0))
            (else (i32.add (i32.const 1) (call $deep (i32.sub (local.get 0) (i32.const 1)))))))
    (func $tail (export "tail") (param i32 i32) (result i32)
        (if (result i32) (i32.eqz (local.get 0))
            (then (local.get 1))
            (else (return_call $tail
                (i32.sub (local.get 0) (i32.const 1)) (i32.add (local.get 1) (i32.const 1))))))
    (func (export "spin") (loop (br 0)))
    (func $over (export "over") (call $over)))"#;

struct World {
    store: Store<()>,
    instance: Instance,
    samples: Arc<AtomicUsize>,
    names: Arc<Mutex<Vec<Option<String>>>>,
    handle: SampleHandle,
}

fn world(config: &mut Config) -> World {
    let engine = Engine::new(config.interruptible(true)).unwrap();
    let module = Module::new(&engine, &wat::parse_str(GUEST).unwrap()).unwrap();
    let mut store = Store::new(&engine, ());
    if config_meters(&engine) {
        store.set_fuel(u64::MAX >> 1).unwrap();
    }
    let instance = Linker::new(&engine).instantiate(&mut store, &module).unwrap();
    let (samples, names) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
    let (count, last) = (Arc::clone(&samples), Arc::clone(&names));
    let handle = store
        .set_sampler(move |frames| {
            count.fetch_add(1, Ordering::Relaxed);
            *last.lock().unwrap() =
                frames.iter().map(|frame| frame.name().map(str::to_owned)).collect();
        })
        .unwrap();
    World { store, instance, samples, names, handle }
}

fn config_meters(engine: &Engine) -> bool {
    Store::new(engine, ()).set_fuel(1).is_ok()
}

impl World {
    /// Runs `action` while another thread asks for one sample after the other.
    fn while_sampled<R>(&mut self, action: impl FnOnce(&mut Store<()>, Instance) -> R) -> R {
        let done = AtomicBool::new(false);
        let handle = self.handle.clone();
        thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    handle.request();
                    thread::yield_now();
                }
            });
            let result = action(&mut self.store, self.instance);
            done.store(true, Ordering::Relaxed);
            result
        })
    }
}

#[test]
fn samples_change_nothing_of_what_guests_compute() {
    for fuel in [false, true] {
        let mut world = world(Config::new().consume_fuel(fuel));
        world.while_sampled(|store, instance| {
            let count = instance.get_typed_func::<i32, i32>(&*store, "count").unwrap();
            let walk = instance.get_typed_func::<i32, i64>(&*store, "walk").unwrap();
            let deep = instance.get_typed_func::<i32, i32>(&*store, "deep").unwrap();
            let tail = instance.get_typed_func::<(i32, i32), i32>(&*store, "tail").unwrap();
            for _ in 0..20 {
                assert_eq!(count.call(&mut *store, 100_000).unwrap(), 300_000);
                assert_eq!(walk.call(&mut *store, 20_000).unwrap(), 40_000);
                assert_eq!(deep.call(&mut *store, 10_000).unwrap(), 10_000);
                assert_eq!(tail.call(&mut *store, (20_000, 0)).unwrap(), 20_000);
            }
        });
        assert!(world.samples.load(Ordering::Relaxed) > 0);
    }
}

#[test]
fn samples_change_nothing_of_the_fuel_that_is_used() {
    let used = |sampled: bool| {
        let mut world = world(Config::new().consume_fuel(true));
        let run = |store: &mut Store<()>, instance: Instance| {
            let count = instance.get_typed_func::<i32, i32>(&*store, "count").unwrap();
            let before = store.get_fuel().unwrap();
            count.call(&mut *store, 200_000).unwrap();
            before - store.get_fuel().unwrap()
        };
        if sampled { world.while_sampled(run) } else { run(&mut world.store, world.instance) }
    };
    assert_eq!(used(true), used(false));
}

#[test]
fn a_request_waits_for_what_runs_next() {
    let mut world = world(&mut Config::new());
    world.handle.request();
    let deep = world.instance.get_typed_func::<i32, i32>(&world.store, "deep").unwrap();
    deep.call(&mut world.store, 3).unwrap();
    assert_eq!(world.samples.load(Ordering::Relaxed), 1);
    assert_eq!(*world.names.lock().unwrap(), [Some("deep".to_owned())]);
}

#[test]
fn guests_are_still_stopped() {
    let mut world = world(&mut Config::new());
    let interrupt = world.store.interrupt_handle().unwrap();
    let samples = Arc::clone(&world.samples);
    let error = world.while_sampled(|store, instance| {
        thread::scope(|scope| {
            scope.spawn(|| {
                while samples.load(Ordering::Relaxed) < 10 {
                    thread::yield_now();
                }
                interrupt.interrupt();
            });
            let spin = instance.get_typed_func::<(), ()>(&*store, "spin").unwrap();
            spin.call(&mut *store, ()).unwrap_err()
        })
    });
    assert_eq!(error.trap().unwrap().code(), TrapCode::Interrupted);
    let error = world.while_sampled(|store, instance| {
        let over = instance.get_typed_func::<(), ()>(&*store, "over").unwrap();
        over.call(&mut *store, ()).unwrap_err()
    });
    assert_eq!(error.trap().unwrap().code(), TrapCode::StackOverflow);
}
