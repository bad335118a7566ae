//! A call that is linked to its callee's code begins it as the callee's own first cell would.

use super::{call, instantiate};
use crate::{TrapCode, Val};

/// How often a call runs: first by the function's entry, then linked.
const TURNS: i32 = 4;

/// A piece of text for each number below `count`.
fn for_each(count: usize, text: impl Fn(usize) -> String) -> String {
    (0..count).map(text).collect::<Vec<_>>().concat()
}

/// A module whose `go` calls functions with every number of locals from 0 to 20, directly and through
/// a table, and adds up what they find in these locals after other frames have lain there.
fn module_of_locals() -> String {
    let functions = for_each(21, |count| {
        let locals = "i64 ".repeat(count);
        let sum = for_each(count, |local| format!("(i64.add (local.get {})) ", local + 1));
        format!(
            "(func $of{count} (param i64) (result i64) (local {locals}) (i64.const 0) {sum}
                (i64.add (local.get 0)))\n"
        )
    });
    let elements = for_each(21, |count| format!("$of{count} "));
    let calls = for_each(21, |count| {
        format!(
            "(call $dirty) (local.set $sum (i64.add (local.get $sum) (call $of{count} (i64.const 1))))
            (call $dirty) (local.set $sum (i64.add (local.get $sum)
                (call_indirect (type $of) (i64.const 1) (i32.const {count}))))\n"
        )
    });
    let dirty_locals = "i64 ".repeat(40);
    let dirt = for_each(40, |local| format!("(local.set {local} (i64.const -7))"));
    let used = for_each(40, |local| format!("(drop (local.get {local}))"));
    format!(
        "(module (type $of (func (param i64) (result i64)))
            (table funcref (elem {elements}))
            (func $dirty (local {dirty_locals}) {dirt} {used})
            {functions}
            (func (export \"go\") (param $turns i32) (result i64) (local $sum i64)
                (loop $next {calls}
                    (br_if $next (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
                (local.get $sum)))"
    )
}

#[test]
fn locals_are_zero_whichever_way_a_function_begins() {
    let (mut store, instance) = instantiate(&module_of_locals());
    let sum = call(&mut store, instance, "go", &[Val::I32(TURNS)]).unwrap();
    let calls = i64::from(TURNS) * 2 * 21;
    assert!(matches!(sum, Val::I64(sum) if sum == calls), "{sum:?} instead of {calls}");
}

#[test]
fn a_float_that_alone_is_pinned_is_loaded_again_after_calls() {
    let (mut store, instance) = instantiate(
        r#"(module
            (func $other (param $x f64) (param $y f64) (result f64) (local $z f64)
                (local.set $z (f64.mul (local.get $x) (local.get $y)))
                (f64.add (f64.add (local.get $z) (local.get $x)) (local.get $y)))
            (func $whole (param $x i32) (result i32)
                (i32.add (local.get $x) (local.get $x)))
            (func $first (param $x f64) (result f64)
                (f64.add
                    (f64.add (local.get $x) (call $other (f64.const 100) (f64.const 1000)))
                    (f64.add (local.get $x) (f64.convert_i32_s (call $whole (i32.const 7))))))
            (func (export "go") (param $turns i32) (result f64) (local $sum f64)
                (loop $next
                    (local.set $sum (f64.add (local.get $sum) (call $first (f64.const 0.5))))
                    (br_if $next (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
                (local.get $sum)))"#,
    );
    let sum = call(&mut store, instance, "go", &[Val::I32(TURNS)]).unwrap();
    let expected = f64::from(TURNS) * (0.5 + 101_100.0 + 0.5 + 14.0);
    assert!(matches!(sum, Val::F64(bits) if bits == expected.to_bits()), "{sum:?}");
}

#[test]
fn a_float_in_slot_0_may_be_pinned_second() {
    let (mut store, instance) = instantiate(
        r#"(module
            (func $other (param $x f64) (result f64) (f64.mul (local.get $x) (local.get $x)))
            (func $both (param $x f64) (param $y f64) (result f64)
                (f64.add
                    (f64.add (f64.mul (local.get $y) (local.get $y)) (local.get $x))
                    (f64.add
                        (call $other (f64.const 3))
                        (f64.add (local.get $y) (local.get $x)))))
            (func (export "go") (result f64)
                (f64.add
                    (call $both (f64.const 0.5) (f64.const 10))
                    (call $both (f64.const 0.25) (f64.const 20)))))"#,
    );
    let sum = call(&mut store, instance, "go", &[]).unwrap();
    let both = |x: f64, y: f64| y * y + x + 9.0 + y + x;
    let expected = both(0.5, 10.0) + both(0.25, 20.0);
    assert!(matches!(sum, Val::F64(bits) if bits == expected.to_bits()), "{sum:?}");
}

#[test]
fn a_linked_call_overflows_the_stack_where_its_callee_begins() {
    let (mut store, instance) = instantiate(
        r#"(module
            (func $endless (param i64) (result i64)
                (i64.add (call $endless (i64.add (local.get 0) (i64.const 1))) (i64.const 1)))
            (func (export "go") (result i64) (call $endless (i64.const 0))))"#,
    );
    for _ in 0..2 {
        let error = call(&mut store, instance, "go", &[]).unwrap_err();
        let trap = error.trap().unwrap();
        assert_eq!(trap.code(), TrapCode::StackOverflow);
        assert!(trap.backtrace().len() > 2);
        assert_eq!(trap.backtrace()[0].func_index(), 0);
    }
}
