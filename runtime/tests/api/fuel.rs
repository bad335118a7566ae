//! Fuel: what runs is counted, and stops when there is none left.

use std::{sync::mpsc, thread, time::Duration};

use wasmrun_runtime::{Caller, Config, Engine, TrapCode, Val};

use crate::endless::{ENDLESS, endless_module};
use crate::world::World;

const PLENTY: u64 = 1_000_000;

fn world() -> World<()> {
    let engine = Engine::new(Config::new().consume_fuel(true)).unwrap();
    let mut world = World::with_engine(engine, ());
    world.linker.func_wrap("host", "nothing", || {}).unwrap();
    world
}

/// What a call of `run` with an argument consumes.
fn consumed(functions: &str, argument: i32) -> u64 {
    let mut world = world();
    let text = format!("(module (memory 1) (table 100 funcref) {functions})");
    let instance = world.instantiate(&text).unwrap();
    world.store.set_fuel(PLENTY).unwrap();
    world.call(instance, "run", &[Val::I32(argument)]).unwrap();
    PLENTY - world.store.get_fuel().unwrap()
}

/// What the body of a function with a parameter and a local consumes, without the call itself.
fn body(body: &str, argument: i32) -> u64 {
    consumed(&format!(r#"(func (export "run") (param $x i32) (local $i i32) {body})"#), argument)
        - 1
}

#[test]
fn operators_cost_one_and_those_that_do_nothing_are_free() {
    assert_eq!(body("", 0), 0);
    assert_eq!(body("(nop) (block (nop)) (return)", 0), 0);
    assert_eq!(body("(i32.const 1) (drop)", 0), 1);
    assert_eq!(body("(local.set $i (i32.add (local.get $x) (i32.const 1)))", 0), 4);
    assert_eq!(body("(i32.store (i32.const 0) (i32.load (i32.const 4)))", 0), 4);
}

/// Operators that cost so much.
fn operators(cost: usize) -> String {
    "(local.set $i (i32.const 1)) ".repeat(cost / 2)
}

#[test]
fn only_what_runs_is_counted() {
    let (long, longer) = (operators(100), operators(200));
    let conditional = format!("(if (local.get $x) (then {long}))");
    assert_eq!(body(&conditional, 0), 2);
    assert_eq!(body(&conditional, 1), 102);
    let either = format!("(if (local.get $x) (then {long}) (else {longer})) {long}");
    // A branch over what is not to run counts too.
    assert_eq!(body(&either, 1), 2 + 100 + 100);
    assert_eq!(body(&either, 0), 2 + 200 + 100);
    let early = format!("(br_if 0 (local.get $x)) {long}");
    assert_eq!(body(&early, 1), 2);
    assert_eq!(body(&early, 0), 102);
    let value = format!(
        "(block (result i32) (i32.const 1) (br_if 0 (local.get $x)) (drop) {long} (i32.const 2))
            (drop)"
    );
    assert_eq!(body(&value, 1), 3);
    assert_eq!(body(&value, 0), 104);
    let both =
        format!("(if (local.get $x) (then (return))) {long} (br_if 0 (local.get $x)) {long}");
    assert_eq!(body(&both, 1), 2);
    assert_eq!(body(&both, 0), 2 + 100 + 2 + 100);
}

#[test]
fn what_a_short_branch_skips_counts_as_if_it_ran() {
    let conditional = format!("(if (local.get $x) (then {}))", operators(10));
    assert_eq!([0, 1].map(|argument| body(&conditional, argument)), [12, 12]);
    let early = format!("(br_if 0 (local.get $x)) {}", operators(10));
    assert_eq!([0, 1].map(|argument| body(&early, argument)), [12, 12]);
}

#[test]
fn every_iteration_counts() {
    let loops = [
        // Sums that are fused with the branch, and a load that is.
        ("(loop (br_if 0 (local.tee $x (i32.sub (local.get $x) (i32.const 1)))))", 5),
        (
            "(loop (local.set $x (i32.sub (local.get $x) (i32.const 1)))
                (i32.store (i32.const 0) (local.get $x)) (br_if 0 (i32.load (i32.const 0))))",
            10,
        ),
        (
            "(block (loop (br_if 1 (i32.eqz (local.get $x)))
                (local.set $x (i32.sub (local.get $x) (i32.const 1))) (br 0)))",
            8,
        ),
        (
            "(loop (if (local.get $x) (then (local.set $x (i32.sub (local.get $x) (i32.const 1))) (br 1))))",
            7,
        ),
    ];
    for (text, each) in loops {
        assert_eq!(body(text, 101) - body(text, 1), 100 * each, "{text}");
        // However many turns are paid for at a time.
        for turns in 1..10 {
            assert_eq!(body(text, turns + 1) - body(text, turns), each, "{turns}: {text}");
        }
    }
}

#[test]
fn a_branch_by_index_pays_for_the_target_taken() {
    let (long, longer, longest) = (operators(100), operators(300), operators(5000));
    for (last, cost) in [(&longer, 300), (&longest, 5000)] {
        let text = format!(
            "(block $two (block $one (block $none (br_table $none $one $two (local.get $x)))
            {long} (br 1)) {last} (br 0)) {long}"
        );
        let first = 2 + 100 + 1 + 100;
        let second = 2 + cost + 1 + 100;
        assert_eq!([0, 1, 2, 9].map(|index| body(&text, index)), [first, second, 102, 102]);
    }
    // With values that have to be moved.
    let text = format!(
        "(block $out (result i32) (block $in (result i32) (i32.const 5) (i32.const 6)
        (br_table $in $out (local.get $x))) {long} (drop) (i32.const 1)) (drop)"
    );
    assert_eq!([0, 1].map(|index| body(&text, index)), [105, 4]);
}

#[test]
fn a_machine_in_a_loop_pays_for_what_it_executes() {
    let text = format!(
        "(loop $next
            (block $end (block $long (block $short
                (br_table $short $long $end (local.get $x)))
              (local.set $x (i32.const 2)) (br $next))
            {} (local.set $x (i32.const 0)) (br $next)))",
        operators(200)
    );
    assert_eq!([2, 0, 1].map(|argument| body(&text, argument)), [2, 7, 212]);
}

#[test]
fn calls_cost_one_more() {
    let functions = r#"(func $f (param i32) (result i32) (local.get 0))
        (func (export "run") (param i32) (drop (call $f (local.get 0))))"#;
    assert_eq!(consumed(functions, 0), 1 + 2 + 1 + 1);
}

#[test]
fn ranges_cost_by_their_size() {
    let fill = "(memory.fill (i32.const 0) (i32.const 1) (local.get $x))";
    assert_eq!(body(fill, 6400) - body(fill, 0), 100);
    let copy = "(memory.copy (i32.const 0) (i32.const 1) (local.get $x))";
    assert_eq!(body(copy, 6400) - body(copy, 0), 100);
    let fill = "(table.fill (i32.const 0) (ref.null func) (local.get $x))";
    assert_eq!(body(fill, 80) - body(fill, 0), 10);
    let copy = "(table.copy (i32.const 0) (i32.const 1) (local.get $x))";
    assert_eq!(body(copy, 80) - body(copy, 0), 10);
    let grow = "(drop (table.grow (ref.null func) (local.get $x)))";
    assert_eq!(body(grow, 8000) - body(grow, 0), 1000);
    // It cannot, and does nothing.
    assert_eq!(body(grow, -2), body(grow, 0));
}

#[test]
fn ranges_of_segments_and_arrays_cost_by_their_size() {
    let (bytes, elements) = ("x".repeat(6400), "$run ".repeat(80));
    let cost = |text: &str, count: i32| {
        let functions = format!(
            r#"(type $bytes (array (mut i8))) (type $numbers (array (mut i64))) (type $references (array (mut funcref)))
            (data $data "{bytes}") (elem $elements func {elements})
            (func $run (export "run") (param $x i32)
                (local $a (ref $bytes)) (local $b (ref $numbers)) (local $c (ref $references))
                (local.set $a (array.new_default $bytes (i32.const 7000)))
                (local.set $b (array.new_default $numbers (i32.const 1000)))
                (local.set $c (array.new_default $references (i32.const 100)))
                {text})"#
        );
        consumed(&functions, count)
    };
    for (text, count, more) in [
        ("(memory.init $data (i32.const 0) (i32.const 0) (local.get $x))", 6400, 100),
        ("(table.init $elements (i32.const 0) (i32.const 0) (local.get $x))", 80, 10),
        ("(drop (array.new $bytes (i32.const 1) (local.get $x)))", 6400, 100),
        ("(drop (array.new_default $numbers (local.get $x)))", 800, 100),
        ("(drop (array.new_data $bytes $data (i32.const 0) (local.get $x)))", 6400, 100),
        ("(drop (array.new_elem $references $elements (i32.const 0) (local.get $x)))", 80, 10),
        (
            "(array.fill $numbers (local.get $b) (i32.const 0) (i64.const 1) (local.get $x))",
            800,
            100,
        ),
        (
            "(array.copy $bytes $bytes (local.get $a) (i32.const 0) (local.get $a) (i32.const 9) (local.get $x))",
            6400,
            100,
        ),
        (
            "(array.init_data $bytes $data (local.get $a) (i32.const 0) (i32.const 0) (local.get $x))",
            6400,
            100,
        ),
        (
            "(array.init_elem $references $elements (local.get $c) (i32.const 0) (i32.const 0) (local.get $x))",
            80,
            10,
        ),
    ] {
        assert_eq!(cost(text, count) - cost(text, 0), more, "{text}");
    }
}

#[test]
fn operators_that_take_many_values_along_cost_more() {
    let cost = |count: usize, text: &str| {
        let (values, drops) = ("(i64.const 1) ".repeat(count), "(drop) ".repeat(count));
        let types = "i64 ".repeat(count);
        let text = text.replace("$values", &values).replace("$drops", &drops);
        let functions = format!(
            r#"(type $wide (struct (field {types}))) (type $numbers (array i64))
            (type $many (func (param {types}) (result {types}))) (tag $tag (param {types}))
            (func $hand_back (result {types}) {values})
            (func $take (param {types}))
            (func (export "run") (param $x i32) {})"#,
            text.replace("$types", &types).replace("$count", &count.to_string())
        );
        consumed(&functions, 0) as usize
    };
    // What is put on the stack before, and how often the values are taken along.
    for (text, others, times) in [
        ("(drop (struct.new_default $wide))", 0, 1),
        ("(drop (struct.new $wide $values))", 1, 1),
        ("(drop (array.new_fixed $numbers $count $values))", 1, 1),
        ("(block (result $types) $values (br 0)) $drops", 1, 1),
        (
            "(block (result $types) (f32.const 0) $values (br_if 0 (i32.const 1)) unreachable) $drops",
            1,
            1,
        ),
        (
            "(block (result $types) (f32.const 0) $values (br_table 0 0 (local.get $x))) $drops",
            1,
            1,
        ),
        ("(call $take $values)", 1, 1),
        // The function's results, and those of the call.
        ("(call $hand_back) $drops", 1, 2),
        // Thrown, and caught.
        (
            "(block $caught (result $types) (try_table (catch $tag $caught) (throw $tag $values)) unreachable) $drops",
            1,
            2,
        ),
    ] {
        let [few, many] = [0, 160].map(|count| cost(count, text));
        assert_eq!(many - few, 160 * others + 5 * times, "{text}");
    }
}

#[test]
fn whatever_never_ends_is_stopped() {
    for body in ENDLESS {
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            let mut world = world();
            let instance = world.instantiate(&endless_module("nothing", body)).unwrap();
            world.store.set_fuel(PLENTY).unwrap();
            let result = world.call(instance, "run", &[]);
            sender.send((result, world.store.get_fuel().unwrap())).unwrap();
        });
        let (result, left) = receiver
            .recv_timeout(Duration::from_mins(1))
            .unwrap_or_else(|_| panic!("not stopped: {body}"));
        let error = result.unwrap_err();
        assert_eq!(error.trap().expect(body).code(), TrapCode::OutOfFuel, "{body}");
        assert_eq!(left, 0, "{body}");
    }
}

#[test]
fn enough_is_enough() {
    let mut world = world();
    let instance = world
        .instantiate(
            r#"(module (func (export "run") (param $x i32)
                (loop (br_if 0 (local.tee $x (i32.sub (local.get $x) (i32.const 1)))))))"#,
        )
        .unwrap();
    // Turns are paid for some at a time, and given back.
    world.store.set_fuel(51 + 3 * 5).unwrap();
    world.call(instance, "run", &[Val::I32(10)]).unwrap();
    assert_eq!(world.store.get_fuel().unwrap(), 3 * 5);
    world.store.set_fuel(50).unwrap();
    let error = world.call(instance, "run", &[Val::I32(10)]).unwrap_err();
    assert_eq!(error.trap().unwrap().code(), TrapCode::OutOfFuel);
    world.store.set_fuel(u64::MAX).unwrap();
    world.call(instance, "run", &[Val::I32(10)]).unwrap();
}

#[test]
fn a_host_function_sees_and_gives_fuel() {
    let mut world = world();
    world
        .linker
        .func_wrap("host", "refuel", |mut caller: Caller<'_, ()>| {
            caller.set_fuel(caller.get_fuel()?.max(100))
        })
        .unwrap();
    let instance = world
        .instantiate(
            r#"(module (import "host" "refuel" (func $refuel))
                (func (export "run") (param $x i32)
                    (loop (call $refuel)
                        (br_if 0 (local.tee $x (i32.sub (local.get $x) (i32.const 1)))))))"#,
        )
        .unwrap();
    world.store.set_fuel(100).unwrap();
    world.call(instance, "run", &[Val::I32(10_000)]).unwrap();
}

#[test]
fn a_new_store_has_no_fuel_and_other_engines_know_none() {
    let mut world = world();
    assert_eq!(world.store.get_fuel().unwrap(), 0);
    let instance = world.instantiate(r#"(module (func (export "run")))"#).unwrap();
    let error = world.call(instance, "run", &[]).unwrap_err();
    assert_eq!(error.trap().unwrap().code(), TrapCode::OutOfFuel);
    let mut other = World::new(());
    for error in [other.store.get_fuel().unwrap_err(), other.store.set_fuel(1).unwrap_err()] {
        assert!(error.to_string().contains("Config::consume_fuel"), "{error}");
    }
}

#[test]
fn a_call_pays_for_setting_many_locals_to_zero() {
    let mut world = world();
    let locals = "i64 ".repeat(8000);
    let instance = world
        .instantiate(&format!(
            r#"(module
                (func $many (local {locals}))
                (func (export "run") (call $many)))"#
        ))
        .unwrap();
    world.store.set_fuel(10_000).unwrap();
    world.call(instance, "run", &[]).unwrap();
    assert_eq!(world.store.get_fuel().unwrap(), 10_000 - 1 - 1 - 1 - 8000 / 8);
}

#[test]
fn a_guest_without_fuel_is_where_it_would_have_gone_on() {
    let mut world = world();
    let text = r#"(module (global $g (mut i32) (i32.const 0))
        (func (export "run")
            (global.set $g (i32.const 1))
            (loop (global.set $g (i32.mul (global.get $g) (i32.const 3))) (br 0))))"#;
    let instance = world.instantiate(text).unwrap();
    world.store.set_fuel(1000).unwrap();
    let error = world.call(instance, "run", &[]).unwrap_err();
    let wasm = wat::parse_str(text).unwrap();
    let find = |bytes: &[u8]| wasm.windows(bytes.len()).position(|window| window == bytes).unwrap();
    let (begin, end) = (find(b"\x03\x40"), find(b"\x0c\0"));
    let offset = error.backtrace()[0].offset().unwrap();
    assert!((begin + 2..end).contains(&offset), "{begin:#x} {offset:#x} {end:#x}");
}

#[test]
fn a_throw_pays_for_the_frames_and_clauses_that_it_passes() {
    let cost = |clauses: usize, depth: i32| {
        let clauses = "(catch $other $handler) ".repeat(clauses);
        let body = format!(
            r#"(tag $tag) (tag $other)
            (func $throw (param i32)
                (if (local.get 0) (then (call $throw (i32.sub (local.get 0) (i32.const 1)))))
                (throw $tag))
            (func (export "run") (param i32)
                (block $caught (block $handler
                    (try_table (catch $tag $caught) (try_table {clauses} (call $throw (local.get 0)))))))"#
        );
        consumed(&body, depth)
    };
    let little = cost(1, 0);
    assert_eq!(cost(801, 0) - little, 100);
    let call = cost(1, 2) - cost(1, 1);
    assert_eq!(cost(1, 1801) - cost(1, 1001), 800 * call + 100);
}
