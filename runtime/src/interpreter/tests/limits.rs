//! Functions of unusual size and shape.

use super::{call, instantiate};
use crate::Val;

/// Runs a function without parameters that returns an `i32`.
fn run(body: &str) -> i32 {
    let text = format!("(module (memory 1) (func (export \"run\") (result i32) {body}))");
    let (mut store, instance) = instantiate(&text);
    match call(&mut store, instance, "run", &[]).unwrap() {
        Val::I32(result) => result,
        other => panic!("the result is {other:?}"),
    }
}

#[test]
fn many_values_on_the_stack() {
    let count = 20_000;
    let values = "(local.get 0) ".repeat(count);
    let sums = "i32.add ".repeat(count);
    assert_eq!(run(&format!("(local i32) (i32.const 5) {values} {sums}")), 5);
}

#[test]
fn deeply_nested_blocks() {
    let depth = 900;
    let (begins, ends) = ("(block ".repeat(depth), ")".repeat(depth));
    assert_eq!(run(&format!("{begins} (br {}) {ends} (i32.const 3)", depth - 1)), 3);
}

#[test]
fn a_branch_table_with_many_targets_that_need_moves() {
    let targets = "1 0 ".repeat(10_000);
    let body = format!(
        "(block (result i32) (i32.const 9)
            (block (result i32) (i32.const 8) (i32.const 7) (br_table {targets} 1 (i32.const 20000)))
            (drop) (drop) (i32.const 1))"
    );
    assert_eq!(run(&body), 7);
}

#[test]
fn many_locals_are_zero() {
    let locals = "(local i64) ".repeat(40_000);
    assert_eq!(run(&format!("{locals} (i32.wrap_i64 (local.get 39999))")), 0);
}

#[test]
fn a_float_constant_is_found_behind_long_code() {
    let stores = "(f64.store (i32.const 0) (f64.const 1.5)) ".repeat(20_000);
    assert_eq!(run(&format!("{stores} (i32.trunc_f64_s (f64.load (i32.const 0)))")), 1);
}
