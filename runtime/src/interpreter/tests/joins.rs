//! Two cells do the same whether one handler does the work of both or each has its own.

use std::fmt::Write;

use super::{call, instantiate_by};
use crate::{Config, Val};

/// What comes first, with operands `X` and `Y`.
const FIRST: [&str; 15] = [
    "(local.set $c (i32.load offset=4 X))",
    "(local.set $c (i32.load8_u X))",
    "(local.set $wide (i64.load X))",
    "(local.set $float (f64.load X))",
    "(local.set $c (i32.load8_u offset=2 (i32.add X Y)))",
    "(i32.store offset=8 X Y)",
    "(i32.store8 X Y)",
    "(local.set $c (i32.add X (i32.const 4)))",
    "(local.set $c (i32.add X Y))",
    "(local.set $c X)",
    "(local.set $c X) (local.set $d Y)",
    "(local.set $c (i32.sub (global.get $stack) (i32.const 16)))",
    "(global.set $stack (local.tee $c (i32.sub (global.get $stack) (i32.const 16))))",
    "(global.set $stack (i32.add X (i32.const 16)))",
    "(local.set $c (i32.eq (i32.load8_u (i32.add X Y)) (i32.const 5)))",
];

/// What comes second.
const SECOND: [&str; 17] = [
    "(local.set $d (i32.load X))",
    "(local.set $d (i32.load8_u (i32.add (i32.load X) Y)))",
    "(local.set $float (f64.load offset=8 X))",
    "(i32.store offset=12 X Y)",
    "(local.set $d (i32.add X (i32.const 3)))",
    "(local.set $c (i32.add X (local.get $c)))",
    "(local.set $d X)",
    "(br_if $out (i32.eq X (i32.const 16)))",
    "(br_if $out (i32.ne X (i32.const 24)))",
    "(br_if $out (i32.eq (i32.load X) (i32.const 0x07060504)))",
    "(br $out)",
    "(br_table $in $out $in X)",
    "(local.set $d (call $sum X Y))",
    "(local.set $d (call_indirect (type $binary) X Y (i32.const 0)))",
    "(return X)",
    "(loop $next (br_if $next (i32.lt_u (local.tee $d (i32.add (local.get $d) (i32.const 5))) (i32.const 40))))",
    "(f64.store offset=32 X (f64.add (local.get $float) (f64.mul (f64.load Y) (local.get $float))))",
];

/// Between the two there is nothing, or what is never joined.
const BETWEEN: [&str; 2] = ["", "(global.set $other (i64.const 1))"];

/// What `X` and `Y` stand for, so that each local is pinned in some of the functions.
const OPERANDS: [(&str, &str); 5] = [
    ("(local.get $a)", "(local.get $b)"),
    ("(local.get $b)", "(local.get $c)"),
    ("(local.get $c)", "(local.get $a)"),
    ("(local.get $d)", "(local.get $d)"),
    ("(local.get $c)", "(i32.const 16)"),
];

fn with_operands(text: &str, (x, y): (&str, &str)) -> String {
    text.replace('X', x).replace('Y', y)
}

/// A module with two functions for each second step and all operands: as they are joined, and apart.
fn module(first: &str) -> (String, usize) {
    let mut text = String::from(
        "(module (memory 1) (type $binary (func (param i32 i32) (result i32)))
            (global $stack (mut i32) (i32.const 64)) (global $other (mut i64) (i64.const 0))
            (data $bytes \"\\00\\01\\02\\03\\04\\05\\06\\07\\08\\09\\0a\\0b\\0c\\0d\\0e\\0f\")
            (table funcref (elem $sum))
            (func $sum (param i32 i32) (result i32)
                (i32.add (local.get 0) (i32.mul (local.get 1) (i32.const 3))))
            (func $reset (local $at i32)
                (global.set $stack (i32.const 64))
                (loop $next
                    (memory.init $bytes (local.get $at) (i32.const 0) (i32.const 16))
                    (br_if $next (i32.lt_u
                        (local.tee $at (i32.add (local.get $at) (i32.const 16)))
                        (i32.const 96)))))
            (func $digest (param $sum i32) (result i32) (local $at i32)
                (loop $next
                    (local.set $sum (i32.add (i32.load (local.get $at))
                        (i32.mul (local.get $sum) (i32.const 31))))
                    (br_if $next (i32.lt_u
                        (local.tee $at (i32.add (local.get $at) (i32.const 4)))
                        (i32.const 96))))
                (i32.xor (local.get $sum) (global.get $stack)))",
    );
    let mut count = 0;
    for second in SECOND {
        for (of_first, of_second) in
            OPERANDS.into_iter().flat_map(|x| OPERANDS.into_iter().map(move |y| (x, y)))
        {
            for between in BETWEEN {
                let first = with_operands(first, of_first);
                let second = with_operands(second, of_second);
                write!(
                    text,
                    "(func $work{count} (param $a i32) (param $b i32) (result i32)
                        (local $c i32) (local $d i32) (local $float f64) (local $wide i64)
                        (local.set $c (i32.const 20)) (local.set $d (i32.const 12))
                        (local.set $float (f64.const 2.5))
                        (block $out (block $in {first} {between} {second})
                            (local.set $d (i32.xor (local.get $d) (i32.const 0x5000))))
                        (i32.add (i32.add (local.get $c) (i32.wrap_i64 (local.get $wide)))
                            (i32.mul (i32.add (local.get $d)
                                (i32.trunc_sat_f64_s (local.get $float))) (i32.const 7))))
                    (func (export \"{count}\") (param i32 i32) (result i32)
                        (call $reset)
                        (call $digest (call $work{count} (local.get 0) (local.get 1))))"
                )
                .unwrap();
                count += 1;
            }
        }
    }
    text.push(')');
    (text, count)
}

#[test]
fn joined_cells_do_what_they_do_apart() {
    check(&Config::new());
}

#[test]
fn joined_cells_that_pay_do_what_they_do_apart() {
    check(Config::new().consume_fuel(true));
}

fn check(config: &Config) {
    for first in FIRST {
        let (text, count) = module(first);
        let (mut store, instance) = instantiate_by(config, &text);
        if config.consumes_fuel() {
            store.set_fuel(u64::MAX / 2).unwrap();
        }
        for (a, b) in [(16, 24), (0, 65_536), (65_533, 8)] {
            for pair in (0..count).step_by(BETWEEN.len()) {
                let mut run = |number: usize| {
                    let arguments = [Val::I32(a), Val::I32(b)];
                    match call(&mut store, instance, &number.to_string(), &arguments) {
                        Ok(Val::I32(value)) => Ok(value),
                        Ok(other) => panic!("{other:?}"),
                        // Where it happened differs, of course.
                        Err(error) => {
                            Err(error.to_string().split(" in function").next().map(str::to_owned))
                        }
                    }
                };
                let (joined, apart) = (run(pair), run(pair + 1));
                let case = pair / BETWEEN.len();
                let second = SECOND[case / OPERANDS.len().pow(2)];
                assert_eq!(joined, apart, "{first} and {second}, case {case}, with {a} and {b}");
            }
        }
    }
}
