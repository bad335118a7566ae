//! Objects that guests make, and the garbage that becomes of them.

use std::{sync::mpsc, thread, time::Duration};

use wasmrun_runtime::{AsContextMut, Caller, Config, Engine, TrapCode, Val};

use crate::world::World;

/// A world in which objects may take `bytes`, where guests can ask for a collection.
fn world(bytes: u64) -> World<()> {
    let engine = Engine::new(Config::new().max_heap_bytes(bytes).interruptible(true)).unwrap();
    let mut world = World::with_engine(engine, ());
    world
        .linker
        .func_wrap("host", "gc", |mut caller: Caller<'_, ()>| caller.as_context_mut().gc())
        .unwrap();
    world
}

fn run(world: &mut World<()>, text: &str) -> Option<Val> {
    let instance = world.instantiate(text).unwrap();
    world.call(instance, "run", &[]).unwrap()
}

#[test]
fn a_loop_that_allocates_for_ever_needs_bounded_memory() {
    let mut world = world(8 << 20);
    for made in [
        "(struct.new $pair (global.get $kept) (local.get $i))",
        "(array.new $numbers (i64.const 1) (i32.and (local.get $i) (i32.const 1023)))",
        "(array.new_default $pairs (i32.and (local.get $i) (i32.const 0x3fff)))",
        "(array.new_fixed $pairs 3 (ref.null none) (global.get $kept) (ref.null none))",
    ] {
        let text = format!(
            r#"(module
                (type $pair (struct (field (ref null $pair)) (field i32)))
                (type $numbers (array i64))
                (type $pairs (array (mut (ref null $pair))))
                (global $kept (mut (ref null $pair)) (struct.new $pair (ref.null none) (i32.const 77)))
                (func (export "run") (result i32) (local $i i32)
                    (loop $again
                        (drop {made})
                        (br_if $again (i32.lt_u
                            (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 300_000))))
                    (struct.get $pair 1 (global.get $kept))))"#
        );
        assert_eq!(run(&mut world, &text).unwrap().i32(), Some(77), "{made}");
    }
}

#[test]
fn a_deep_structure_is_kept_and_let_go() {
    let mut world = world(1 << 30);
    let text = r#"(module
        (import "host" "gc" (func $gc))
        (type $node (struct (field (ref null $node)) (field i32)))
        (func $build (param $n i32) (result (ref null $node)) (local $list (ref null $node))
            (loop $again
                (local.set $list (struct.new $node (local.get $list) (local.get $n)))
                (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
            (local.get $list))
        (func $length (param $list (ref null $node)) (result i32) (local $n i32)
            (block $end
                (loop $again
                    (br_if $end (ref.is_null (local.get $list)))
                    (local.set $list (struct.get $node 0 (local.get $list)))
                    (local.set $n (i32.add (local.get $n) (i32.const 1)))
                    (br $again)))
            (local.get $n))
        (func (export "run") (result i32) (local $list (ref null $node))
            (local.set $list (call $build (i32.const 10_000_000)))
            (call $gc)
            (call $length (local.get $list))))"#;
    // A second one has room only if the first is gone.
    for _ in 0..2 {
        assert_eq!(run(&mut world, text).unwrap().i32(), Some(10_000_000));
        world.store.gc();
    }
}

#[test]
fn whatever_refers_to_an_object_keeps_it() {
    let mut world = world(1 << 20);
    let text = r#"(module
        (import "host" "gc" (func $gc))
        (type $box (struct (field (mut i32))))
        (type $boxes (array (mut (ref null $box))))
        (type $outer (struct (field (mut anyref)) (field (ref $box))))
        (global $constant (ref $box) (struct.new $box (i32.const 1)))
        (global $variable (mut (ref null $box)) (ref.null none))
        (table $table 3 (ref null $box))
        (table $full 2 (ref $box) (struct.new $box (i32.const 2)))
        (elem $segment (ref $box) (item (struct.new $box (i32.const 3))))
        (tag $tag (param (ref $box)))
        (func $new (param i32) (result (ref $box)) (struct.new $box (local.get 0)))
        ;; Makes so much garbage that what has been given up is overwritten.
        (func $litter (local $i i32)
            (loop $again
                (drop (struct.new $box (i32.const -1)))
                (br_if $again (i32.lt_u
                    (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 60_000)))))
        (func $clean (call $gc) (call $litter) (call $gc))
        (func $get (param (ref null $box)) (result i32) (struct.get $box 0 (local.get 0)))
        (func $deeper (param $parameter (ref $box)) (param $depth i32) (result i32)
            (if (result i32) (local.get $depth)
                (then (i32.add
                    (call $deeper (call $new (local.get $depth))
                        (i32.sub (local.get $depth) (i32.const 1)))
                    (call $get (local.get $parameter))))
                (else (call $clean) (call $get (local.get $parameter)))))
        (func (export "run") (result i32)
            (local $local (ref null $box)) (local $array (ref null $boxes)) (local $any anyref)
            (local $extern externref)
            (global.set $variable (call $new (i32.const 4)))
            (table.set $table (i32.const 2) (call $new (i32.const 5)))
            (local.set $local (call $new (i32.const 6)))
            (local.set $array (array.new $boxes (call $new (i32.const 7)) (i32.const 3)))
            (local.set $any (struct.new $outer (call $new (i32.const 8)) (call $new (i32.const 9))))
            (local.set $extern (extern.convert_any (call $new (i32.const 10))))
            ;; On the operand stack.
            (call $new (i32.const 11))
            (global.get $constant)
            (call $clean)
            (call $get)
            (i32.add (call $get (table.get $full (i32.const 1))))
            (table.init $table $segment (i32.const 0) (i32.const 0) (i32.const 1))
            (i32.add (call $get (table.get $table (i32.const 0))))
            (i32.add (call $get (global.get $variable)))
            (i32.add (call $get (table.get $table (i32.const 2))))
            (i32.add (call $get (local.get $local)))
            (i32.add (call $get (array.get $boxes (local.get $array) (i32.const 2))))
            (i32.add (call $get (ref.cast (ref $box)
                (struct.get $outer 0 (ref.cast (ref $outer) (local.get $any))))))
            (i32.add (call $get (struct.get $outer 1 (ref.cast (ref $outer) (local.get $any)))))
            (i32.add (call $get (ref.cast (ref $box) (any.convert_extern (local.get $extern)))))
            (i32.add (call $get) (; the one on the stack ;) )
            ;; 12 + 20 + ... + 1
            (i32.add (call $deeper (call $new (i32.const 12)) (i32.const 20)))
            ;; In the payload of an exception, and behind a reference to it.
            (i32.add (call $get (block $caught (result (ref $box))
                (try_table (catch $tag $caught)
                    (throw_ref (block $reference (result exnref)
                        (try_table (catch_all_ref $reference)
                            (throw $tag (call $new (i32.const 13))))
                        (unreachable))))
                (unreachable))))))"#;
    // The order of operands on the stack: the box 11 is below the sum.
    let text = text.replace(
        "(i32.add (call $get) (; the one on the stack ;) )",
        "(local.set $sum) (call $get) (i32.add (local.get $sum))",
    );
    let text =
        text.replace("(local $extern externref)", "(local $extern externref) (local $sum i32)");
    let expected = (1..=13).sum::<i32>() + (1..=20).sum::<i32>();
    assert_eq!(run(&mut world, &text).unwrap().i32(), Some(expected));
}

#[test]
fn a_guest_that_keeps_too_much_is_stopped() {
    let mut world = world(4 << 20);
    let instance = world
        .instantiate(
            r#"(module
                (type $node (struct (field (ref null $node)) (field i64)))
                (type $bytes (array (mut i8)))
                (global $list (mut (ref null $node)) (ref.null none))
                (func (export "list")
                    (loop (global.set $list (struct.new $node (global.get $list) (i64.const 1)))
                        (br 0)))
                (func (export "array") (param i32) (result i32)
                    (array.len (array.new_default $bytes (local.get 0))))
                (func (export "let go") (global.set $list (ref.null none))))"#,
        )
        .unwrap();
    let code = |error: wasmrun_runtime::Error| error.trap().unwrap().code();
    let exhausted = TrapCode::HeapExhausted;
    assert_eq!(code(world.call(instance, "array", &[Val::I32(-1)]).unwrap_err()), exhausted);
    assert_eq!(code(world.call(instance, "array", &[Val::I32(5 << 20)]).unwrap_err()), exhausted);
    assert_eq!(code(world.call(instance, "list", &[]).unwrap_err()), exhausted);
    world.call(instance, "let go", &[]).unwrap();
    for _ in 0..10 {
        let length = world.call(instance, "array", &[Val::I32(3 << 20)]).unwrap();
        assert_eq!(length.unwrap().i32(), Some(3 << 20));
    }
}

#[test]
fn exceptions_that_were_caught_by_reference_are_collected() {
    let mut world = world(2 << 20);
    let text = r#"(module
        (tag $tag (param i64 i64))
        (func (export "run") (result i32) (local $i i32)
            (loop $again
                (drop (block $caught (result exnref)
                    (try_table (catch_all_ref $caught) (throw $tag (i64.const 1) (i64.const 2)))
                    (unreachable)))
                (br_if $again (i32.lt_u
                    (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 200_000))))
            (local.get $i)))"#;
    assert_eq!(run(&mut world, text).unwrap().i32(), Some(200_000));
}

#[test]
fn a_guest_that_collects_all_the_time_is_stopped() {
    let mut world = world(1 << 30);
    let handle = world.store.interrupt_handle().unwrap();
    // Each array takes a collection, which goes through all of the list.
    let instance = world
        .instantiate(
            r#"(module
                (import "host" "gc" (func $gc))
                (type $node (struct (field (ref null $node))))
                (func (export "run") (local $list (ref null $node)) (local $n i32)
                    (local.set $n (i32.const 2_000_000))
                    (loop $again
                        (local.set $list (struct.new $node (local.get $list)))
                        (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                    (loop (call $gc) (br 0))))"#,
        )
        .unwrap();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let result = world.call(instance, "run", &[]).map(drop);
        sender.send(result).unwrap();
    });
    handle.interrupt();
    let result = receiver.recv_timeout(Duration::from_mins(1)).expect("it is not stopped");
    assert_eq!(result.unwrap_err().trap().unwrap().code(), TrapCode::Interrupted);
}

#[test]
fn a_function_of_a_type_below_can_be_called_through_a_table() {
    let mut world = World::new(());
    let text = r#"(module
        (type $above (sub (func (result anyref))))
        (type $below (sub $above (func (result i31ref))))
        (type $other (sub (func (result anyref) )))
        (type $unlike (func (result i32)))
        (func $below (type $below) (ref.i31 (i32.const 5)))
        (func $unlike (type $unlike) (i32.const 1))
        (table funcref (elem $below $unlike))
        (func (export "run") (param i32) (result i32)
            (i31.get_s (ref.cast i31ref (call_indirect (type $above) (local.get 0)))))
        (func $tail (param i32) (result anyref) (return_call_indirect (type $above) (local.get 0)))
        (func (export "tail") (param i32) (result i32)
            (i31.get_s (ref.cast i31ref (call $tail (local.get 0))))))"#;
    let instance = world.instantiate(text).unwrap();
    for name in ["run", "tail"] {
        let mut call = |index| world.call(instance, name, &[Val::I32(index)]);
        assert_eq!(call(0).unwrap().unwrap().i32(), Some(5));
        assert_eq!(call(1).unwrap_err().trap().unwrap().code(), TrapCode::BadSignature);
        assert_eq!(call(2).unwrap_err().trap().unwrap().code(), TrapCode::UndefinedElement);
    }
}

#[test]
fn long_ranges_of_arrays_cost_fuel() {
    let engine = Engine::new(Config::new().consume_fuel(true)).unwrap();
    let mut world = World::with_engine(engine, ());
    let instance = world
        .instantiate(
            r#"(module
                (type $bytes (array (mut i8)))
                (func (export "run") (param i32)
                    (drop (array.new $bytes (i32.const 1) (local.get 0)))))"#,
        )
        .unwrap();
    let mut cost = |length| {
        world.store.set_fuel(1_000_000).unwrap();
        world.call(instance, "run", &[Val::I32(length)]).unwrap();
        1_000_000 - world.store.get_fuel().unwrap()
    };
    assert_eq!(cost(64 * 1000) - cost(0), 1000);
}

#[test]
fn a_collection_is_stopped_half_way() {
    let mut world = world(64 << 20);
    let handle = world.store.interrupt_handle().unwrap();
    world.linker.func_wrap("host", "interrupt", move || handle.interrupt()).unwrap();
    // Behind the request there is neither a loop nor a call, only an array that takes a collection.
    let instance = world
        .instantiate(
            r#"(module
                (import "host" "interrupt" (func $interrupt))
                (type $node (struct (field (ref null $node))))
                (type $bytes (array (mut i8)))
                (func $list (param $n i32) (result (ref null $node)) (local $list (ref null $node))
                    (loop $again
                        (local.set $list (struct.new $node (local.get $list)))
                        (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                    (local.get $list))
                (func (export "run") (local $list (ref null $node))
                    (local.set $list (call $list (i32.const 500_000)))
                    (call $interrupt)
                    (drop (array.new_default $bytes (i32.const 40_000_000)))
                    (unreachable)))"#,
        )
        .unwrap();
    let error = world.call(instance, "run", &[]).unwrap_err();
    assert_eq!(error.trap().unwrap().code(), TrapCode::Interrupted);
}

#[test]
fn constant_expressions_make_no_more_than_the_heap_holds() {
    let engine = Engine::new(Config::new().max_heap_bytes(64 << 20)).unwrap();
    let mut world = World::with_engine(engine, ());
    let text = |count| {
        // Each array replaces the one before in the table.
        let segment = "(elem (table 0) (i32.const 0) (ref null $bytes)
            (item (array.new_default $bytes (i32.const 0x100_0000))))";
        format!(
            "(module (type $bytes (array (mut i8))) (table 1 (ref null $bytes)) {})",
            segment.repeat(count)
        )
    };
    world.instantiate(&text(2)).unwrap();
    world.store.gc();
    let error = world.instantiate(&text(300)).unwrap_err();
    assert_eq!(error.trap().unwrap().code(), TrapCode::HeapExhausted);
}
