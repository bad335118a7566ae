//! Exceptions: caught where they should be, across instances and the host, in linear time and
//! bounded memory.

use wasmrun_runtime::{
    Caller, Config, Engine, Error, Exception, ExnRef, Feature, Instance, Tag, TagType, TrapCode,
    Val, ValType,
};

use crate::world::World;

fn i32_result(result: Result<Option<Val>, Error>) -> i32 {
    result.unwrap().and_then(|value| value.i32()).unwrap()
}

fn i64_result(result: Result<Option<Val>, Error>) -> i64 {
    result.unwrap().and_then(|value| value.i64()).unwrap()
}

#[test]
fn what_nobody_catches_reaches_the_host_with_a_backtrace() {
    let mut world = World::new(());
    let instance = world
        .instantiate(
            r#"(module
                (tag $failure (export "failure") (param i32 f64 v128))
                (func $fail (throw $failure (i32.const 7) (f64.const 2.5) (v128.const i64x2 3 4)))
                (func (export "run") (call $fail)))"#,
        )
        .unwrap();
    let error = world.call(instance, "run", &[]).unwrap_err();
    let exception = error.exception().unwrap();
    let tag = instance.get_tag(&world.store, "failure").unwrap();
    assert_eq!(exception.tag(), tag);
    let [number, float, vector] = exception.payload() else { panic!("{exception:?}") };
    assert_eq!((number.i32(), float.f64()), (Some(7), Some(2.5)));
    assert_eq!(vector.v128(), Some(3 | 4 << 64));
    let functions: Vec<_> =
        error.backtrace().iter().map(wasmrun_runtime::Frame::func_index).collect();
    assert_eq!(functions, [0, 1]);
    let text = error.to_string();
    assert!(text.starts_with("uncaught exception `failure` in function `fail` at"), "{text}");
}

#[test]
fn locals_are_as_they_were_when_a_call_threw() {
    let mut world = World::new(());
    let instance = world
        .instantiate(
            r#"(module
                (tag $e (param i64))
                (func $throws (param i64) (throw $e (local.get 0)))
                (func (export "run") (param $n i64) (result i64)
                    (local $a i64) (local $b i64) (local $f f64) (local $g f64)
                    (loop $again
                        (local.set $a (i64.add (local.get $a) (i64.const 3)))
                        (local.set $f (f64.add (local.get $f) (f64.const 1)))
                        (local.set $g (f64.add (local.get $g) (local.get $f)))
                        (local.set $b (i64.add (local.get $b)
                            (block $caught (result i64)
                                (try_table (catch $e $caught)
                                    (local.set $a (i64.mul (local.get $a) (i64.const 2)))
                                    (call $throws (local.get $a))
                                    (local.set $a (i64.const -1000)))
                                (i64.const -1))))
                        (br_if $again (i64.ne (i64.const 0)
                            (local.tee $n (i64.sub (local.get $n) (i64.const 1))))))
                    (i64.add (i64.add (local.get $a) (local.get $b))
                        (i64.trunc_f64_s (f64.mul (local.get $g) (f64.const 1000000))))))"#,
        )
        .unwrap();
    let (mut a, mut b) = (0, 0);
    for _ in 0..5 {
        a = (a + 3) * 2;
        b += a;
    }
    let result = world.call(instance, "run", &[Val::I64(5)]);
    assert_eq!(i64_result(result), a + b + 15_000_000);
}

#[test]
fn loops_around_what_catches_leave_it_where_it_is() {
    let mut world = World::new(());
    let short =
        "(local.set $i (local.get $n)) (loop (local.set $s (i32.add (local.get $s) (i32.const 1)))
        (br_if 0 (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))";
    let instance = world
        .instantiate(&format!(
            r#"(module
                (tag $e)
                (func $throws (throw $e))
                (func (export "run") (param $n i32) (result i32) (local $i i32) (local $s i32)
                    {short}
                    (block $outer (try_table (catch $e $outer)
                        {short}
                        (block $inner (try_table (catch $e $inner) {short} (call $throws) unreachable))
                        {short}
                        (call $throws) unreachable))
                    {short}
                    (if (i32.eq (local.get $n) (i32.const 7)) (then (call $throws)))
                    (local.get $s)))"#
        ))
        .unwrap();
    for n in 1..7 {
        assert_eq!(i32_result(world.call(instance, "run", &[Val::I32(n)])), 5 * n);
    }
    let error = world.call(instance, "run", &[Val::I32(7)]).unwrap_err();
    assert!(error.exception().is_some(), "{error}");
}

#[test]
fn payloads_and_references_arrive_where_labels_expect_them() {
    let mut world = World::new(());
    let instance = world
        .instantiate(
            r#"(module
                (tag $e (param i32 v128 i64))
                (tag $other)
                (func $throws (param i32)
                    (throw $e (local.get 0) (v128.const i64x2 10 20) (i64.const 300)))
                (func $first (param i32) (result i32 v128 i64 exnref)
                    (try_table (catch_ref $e 0) (call $throws (local.get 0)))
                    unreachable)
                (func (export "run") (param i32) (result i64)
                    (local $x i32) (local $v v128) (local $l i64) (local $r exnref)
                    (i64.const 1000)
                    (call $first (local.get 0))
                    (local.set $r) (local.set $l) (local.set $v) (local.set $x)
                    (block $again (result i32 v128 i64)
                        (block $none
                            (try_table (catch $other $none) (catch $e $again)
                                (throw_ref (local.get $r))))
                        unreachable)
                    (local.set $l (i64.add (local.get $l)))
                    (local.set $v)
                    (local.set $x (i32.add (local.get $x)))
                    (i64.add (i64.extend_i32_s (local.get $x)))
                    (i64.add (local.get $l))
                    (i64.add (i64x2.extract_lane 1 (local.get $v)))))"#,
        )
        .unwrap();
    let result = world.call(instance, "run", &[Val::I32(7)]);
    assert_eq!(i64_result(result), 1000 + 14 + 600 + 20);
}

#[test]
fn a_hundred_thousand_frames_are_unwound() {
    let mut world = World::new(());
    let instance = world
        .instantiate(
            r#"(module
                (tag $e (param i32))
                (func $down (param $n i32)
                    (if (i32.eqz (local.get $n)) (then (throw $e (i32.const 5))))
                    (call $down (i32.sub (local.get $n) (i32.const 1))))
                (func (export "run") (param $times i32) (result i32) (local $sum i32)
                    (loop $again
                        (block $caught (result i32)
                            (try_table (catch $e $caught) (call $down (i32.const 100000)))
                            unreachable)
                        (local.set $sum (i32.add (local.get $sum)))
                        (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))
                    (local.get $sum)))"#,
        )
        .unwrap();
    assert_eq!(i32_result(world.call(instance, "run", &[Val::I32(10)])), 50);
}

#[test]
fn throwing_again_and_again_takes_no_memory_and_no_native_stack() {
    let mut world = World::new(());
    let instance = world
        .instantiate(
            r#"(module
                (tag $e (param i64))
                (func (export "run") (param $n i64) (result i64)
                    (local.get $n)
                    (loop $again (param i64) (result i64)
                        (local.set $n)
                        (if (i64.eqz (local.get $n)) (then (return (i64.const 42))))
                        ;; The handler is the beginning of the loop.
                        (try_table (catch $e $again)
                            (throw $e (i64.sub (local.get $n) (i64.const 1))))
                        unreachable)))"#,
        )
        .unwrap();
    assert_eq!(i64_result(world.call(instance, "run", &[Val::I64(1_000_000)])), 42);
}

#[test]
fn exceptions_cross_instances_and_find_their_globals_again() {
    let mut world = World::new(());
    let library = world
        .instantiate(
            r#"(module
                (tag $e (export "tag") (param i32))
                (tag $twin (export "twin") (param i32))
                (global $g i32 (i32.const 1))
                (memory 1) (data (i32.const 0) "\07")
                (func (export "throw") (param i32) (throw $e (local.get 0)))
                (func (export "throw twin") (param i32) (throw $twin (local.get 0))))"#,
        )
        .unwrap();
    world.linker.instance(&world.store, "library", library).unwrap();
    let middle = world
        .instantiate(
            r#"(module
                (import "library" "throw" (func $throw (param i32)))
                (tag $own (param i32))
                (func (export "pass") (param i32)
                    (drop (block $caught (result i32)
                        (try_table (catch $own $caught) (call $throw (local.get 0)))
                        unreachable))))"#,
        )
        .unwrap();
    world.linker.instance(&world.store, "middle", middle).unwrap();
    let program = world
        .instantiate(
            r#"(module
                (import "library" "tag" (tag $e (param i32)))
                (import "library" "twin" (tag $twin (param i32)))
                (import "library" "throw twin" (func $throw_twin (param i32)))
                (import "middle" "pass" (func $pass (param i32)))
                (global $base i32 (i32.const 1000))
                (memory 1) (data (i32.const 0) "\20")
                (func (export "run") (result i32)
                    (block $caught (result i32)
                        (try_table (catch $twin $caught) (catch $e $caught) (call $pass (i32.const 5)))
                        unreachable)
                    (i32.add (global.get $base)) (i32.add (i32.load8_u (i32.const 0))))
                (func (export "twin") (result i32)
                    (block $caught (result i32)
                        (block $wrong (result i32)
                            (try_table (catch $e $wrong) (catch $twin $caught)
                                (call $throw_twin (i32.const 6)))
                            unreachable)
                        unreachable)))"#,
        )
        .unwrap();
    assert_eq!(i32_result(world.call(program, "run", &[])), 1037);
    assert_eq!(i32_result(world.call(program, "twin", &[])), 6);
}

#[test]
fn a_tag_of_another_type_cannot_be_imported() {
    let mut world = World::new(());
    let tag = Tag::new(&mut world.store, TagType::new([ValType::I32])).unwrap();
    world.linker.define(&world.store, "host", "tag", tag).unwrap();
    let error =
        world.instantiate(r#"(module (import "host" "tag" (tag (param i64))))"#).unwrap_err();
    assert!(error.is_link());
    assert_eq!(
        error.to_string(),
        "incompatible import type for `host` `tag`: expected tag (i64), found tag (i32)"
    );
}

/// A world with a host function `relay`, which calls the export it was told to, and a tag.
fn relaying() -> (World<Option<Instance>>, Tag) {
    let mut world: World<Option<Instance>> = World::new(None);
    let tag = Tag::new(&mut world.store, TagType::new([ValType::I32])).unwrap();
    world.linker.define(&world.store, "host", "tag", tag).unwrap();
    world
        .linker
        .func_wrap("host", "relay", |mut caller: Caller<'_, _>, depth: i32| -> Result<(), Error> {
            let instance: Option<Instance> = *caller.data();
            let down = instance.unwrap().get_typed_func::<i32, ()>(&caller, "down")?;
            down.call(&mut caller, depth)
        })
        .unwrap();
    (world, tag)
}

#[test]
fn exceptions_pass_through_frames_of_the_host() {
    let (mut world, tag) = relaying();
    let instance = world
        .instantiate(
            r#"(module
                (import "host" "tag" (tag $e (param i32)))
                (import "host" "relay" (func $relay (param i32)))
                (func (export "down") (param $n i32)
                    (if (i32.eqz (local.get $n)) (then (throw $e (i32.const 9))))
                    (call $relay (i32.sub (local.get $n) (i32.const 1))))
                (func (export "run") (param i32) (result i32)
                    (block $caught (result i32)
                        (try_table (catch $e $caught) (call $relay (local.get 0)))
                        (i32.const -1))))"#,
        )
        .unwrap();
    *world.store.data_mut() = Some(instance);
    assert_eq!(i32_result(world.call(instance, "run", &[Val::I32(20)])), 9);
    let error = world.call(instance, "down", &[Val::I32(3)]).unwrap_err();
    assert_eq!(error.exception().unwrap().tag(), tag);
    // Those of all guests, the host's functions between them left out.
    assert_eq!(error.backtrace().len(), 4);
}

#[test]
fn the_host_catches_and_throws() {
    let mut world = World::new(());
    let tag = Tag::new(&mut world.store, TagType::new([ValType::I32, ValType::F32])).unwrap();
    world.linker.define(&world.store, "host", "tag", tag).unwrap();
    world
        .linker
        .func_wrap("host", "fail", move |caller: Caller<'_, ()>, n: i32| -> Result<i32, Error> {
            let payload = [Val::I32(n), Val::from(0.5_f32)];
            Err(Exception::new(&caller, tag, &payload)?.into())
        })
        .unwrap();
    let instance = world
        .instantiate(
            r#"(module
                (import "host" "tag" (tag $e (param i32 f32)))
                (import "host" "fail" (func $fail (param i32) (result i32)))
                (func (export "catch") (param i32) (result i32)
                    (block $caught (result i32 f32)
                        (try_table (catch $e $caught) (drop (call $fail (local.get 0))))
                        unreachable)
                    (i32.trunc_f32_s (f32.mul (f32.const 200)))
                    i32.add)
                (func (export "last") (param i32) (result i32) (return_call $fail (local.get 0)))
                (func (export "outside") (param i32) (result i32)
                    (block $caught (result i32 f32)
                        (try_table (catch $e $caught)
                            ;; The frame of the block is gone when it is thrown.
                            (return_call $fail (local.get 0)))
                        unreachable)
                    drop))"#,
        )
        .unwrap();
    assert_eq!(i32_result(world.call(instance, "catch", &[Val::I32(7)])), 107);
    for name in ["last", "outside"] {
        let error = world.call(instance, name, &[Val::I32(3)]).unwrap_err();
        assert_eq!(error.exception().unwrap().payload()[0].i32(), Some(3), "{name}");
    }
}

#[test]
fn traps_and_the_host_s_errors_are_not_caught() {
    let mut world = World::new(());
    world
        .linker
        .func_wrap("host", "fail", || -> Result<(), Error> {
            Err(Error::host(std::io::Error::other("no")))
        })
        .unwrap();
    let instance = world
        .instantiate(
            r#"(module
                (import "host" "fail" (func $fail))
                (func (export "trap") (block $all (try_table (catch_all $all) unreachable)))
                (func (export "host") (block $all (try_table (catch_all $all) (call $fail))))
                (func (export "null") (block $all
                    (try_table (catch_all $all) (throw_ref (ref.null exn)))))
                (func (export "deep") (block $all (try_table (catch_all $all) (call $deeper))))
                (func $deeper (call $deeper)))"#,
        )
        .unwrap();
    let code = |world: &mut World<()>, name: &str| {
        world.call(instance, name, &[]).unwrap_err().trap().map(wasmrun_runtime::Trap::code)
    };
    assert_eq!(code(&mut world, "trap"), Some(TrapCode::Unreachable));
    assert_eq!(code(&mut world, "null"), Some(TrapCode::NullExceptionReference));
    assert_eq!(code(&mut world, "deep"), Some(TrapCode::StackOverflow));
    let error = world.call(instance, "host", &[]).unwrap_err();
    assert_eq!(error.downcast_ref::<std::io::Error>().unwrap().to_string(), "no");
}

#[test]
fn references_to_exceptions_go_to_the_host_and_back() {
    let mut world = World::new(());
    let instance = world
        .instantiate(
            r#"(module
                (tag $e (export "tag") (param i32))
                (func (export "make") (result exnref)
                    (block $caught (result exnref)
                        (try_table (catch_all_ref $caught) (throw $e (i32.const 11)))
                        unreachable))
                (func (export "throw") (param exnref) (throw_ref (local.get 0))))"#,
        )
        .unwrap();
    let made = world.call(instance, "make", &[]).unwrap().unwrap();
    let Val::ExnRef(Some(reference)) = made else { panic!("{made:?}") };
    assert_eq!(reference.exception(&world.store).payload()[0].i32(), Some(11));
    let tag = instance.get_tag(&world.store, "tag").unwrap();
    let exception = Exception::new(&world.store, tag, &[Val::I32(12)]).unwrap();
    let own = ExnRef::new(&mut world.store, &exception).unwrap();
    for (reference, payload) in [(reference, 11), (own, 12)] {
        let error = world.call(instance, "throw", &[reference.into()]).unwrap_err();
        assert_eq!(error.exception().unwrap().payload()[0].i32(), Some(payload));
    }
    assert!(Exception::new(&world.store, tag, &[Val::I64(12)]).is_err());
    assert!(Exception::new(&world.store, tag, &[]).is_err());
}

#[test]
fn a_loop_that_throws_for_ever_can_be_interrupted_and_runs_out_of_fuel() {
    let text = r#"(module
        (tag $e)
        (func (export "run") (loop $again (try_table (catch $e $again) (throw $e)) unreachable)))"#;
    let mut config = Config::new();
    config.interruptible(true);
    let mut world = World::with_engine(Engine::new(&config).unwrap(), ());
    let instance = world.instantiate(text).unwrap();
    let handle = world.store.interrupt_handle().unwrap();
    let stopper = std::thread::spawn(move || handle.interrupt());
    let error = world.call(instance, "run", &[]).unwrap_err();
    stopper.join().unwrap();
    assert_eq!(error.trap().unwrap().code(), TrapCode::Interrupted);

    let mut config = Config::new();
    config.consume_fuel(true);
    let mut world = World::with_engine(Engine::new(&config).unwrap(), ());
    let instance = world.instantiate(text).unwrap();
    world.store.set_fuel(10_000).unwrap();
    let error = world.call(instance, "run", &[]).unwrap_err();
    assert_eq!(error.trap().unwrap().code(), TrapCode::OutOfFuel);
}

#[test]
fn references_to_exceptions_cannot_fill_the_hosts_memory() {
    let engine = Engine::new(Config::new().max_heap_bytes(4 << 20)).unwrap();
    let mut world = World::with_engine(engine, ());
    // Each exception carries a reference to the one before.
    let instance = world
        .instantiate(
            r#"(module
                (tag $e (param exnref i64))
                (func (export "run") (local $last exnref)
                    (loop $again
                        (local.set $last (block $caught (result exnref)
                            (try_table (catch_all_ref $caught)
                                (throw $e (local.get $last) (i64.const 1)))
                            unreachable))
                        (br $again))))"#,
        )
        .unwrap();
    let error = world.call(instance, "run", &[]).unwrap_err();
    assert_eq!(error.trap().unwrap().code(), TrapCode::HeapExhausted);
}

/// The instructions that toolchains still emit.
const LEGACY: &str = r#"(module
    (tag $a (param i32)) (tag $b (param i64 i32))
    (func $throw (param i32)
        (if (i32.eq (local.get 0) (i32.const 1)) (then (throw $a (i32.const 10))))
        (if (i32.eq (local.get 0) (i32.const 2)) (then (throw $b (i64.const 7) (i32.const 20))))
        (if (i32.eq (local.get 0) (i32.const 3)) (then (throw $c))))
    (tag $c)
    (func (export "clauses") (param i32) (result i32)
        i32.const 1000
        try (result i32)
            local.get 0
            call $throw
            i32.const 1
        catch $a
            i32.const 2
            i32.add
        catch $b
            drop
            i32.wrap_i64
            i32.const 3
            i32.add
        catch_all
            i32.const 4
        end
        i32.add)
    (func (export "rethrow") (param i32) (result i32)
        try (result i32)
            try (result i32)
                local.get 0
                call $throw
                i32.const 1
            catch $a
                drop
                try (result i32)
                    i32.const 2
                    call $throw
                    i32.const 0
                catch $b
                    drop drop
                    ;; The outer of the two that have been caught.
                    rethrow 1
                end
            end
        catch $a
            i32.const 5
            i32.add
        catch_all
            i32.const 6
        end)
    (func (export "delegate") (param i32) (result i32)
        try $outer (result i32)
            try (result i32)
                try (result i32)
                    local.get 0
                    call $throw
                    i32.const 1
                delegate $outer
            catch_all
                i32.const -1
            end
        catch $a
            i32.const 7
            i32.add
        end))"#;

#[test]
fn legacy_instructions_work() {
    let mut world = World::new(());
    let instance = world.instantiate(LEGACY).unwrap();
    for (name, argument, expected) in [
        ("clauses", 0, 1001),
        ("clauses", 1, 1012),
        ("clauses", 2, 1010),
        ("clauses", 3, 1004),
        ("rethrow", 0, 1),
        ("rethrow", 1, 15),
        ("rethrow", 2, 6),
        ("rethrow", 3, 6),
        ("delegate", 0, 1),
        ("delegate", 1, 17),
    ] {
        let found = i32_result(world.call(instance, name, &[Val::I32(argument)]));
        assert_eq!(found, expected, "{name} {argument}");
    }
    let error = world.call(instance, "delegate", &[Val::I32(3)]).unwrap_err();
    assert!(error.exception().is_some());
}

#[test]
fn either_kind_of_instructions_can_be_switched_off() {
    let engine = Engine::new(Config::new().feature(Feature::LegacyExceptions, false)).unwrap();
    let error = World::with_engine(engine, ()).instantiate(LEGACY).unwrap_err();
    assert!(error.is_unsupported(), "{error}");
    let engine = Engine::new(Config::new().feature(Feature::Exceptions, false)).unwrap();
    let error = World::with_engine(engine, ())
        .instantiate("(module (tag $e) (func (throw $e)))")
        .unwrap_err();
    assert!(error.is_unsupported(), "{error}");
}
