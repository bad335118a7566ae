//! Locals begin as zero, whatever an earlier call left where they lie.

use std::fmt::Write;

use super::{call, instantiate};
use crate::Val;

/// How many locals the function has that leaves values behind: more than any of the others.
const DIRTY: usize = 60;

/// Bodies that read `$x`, or `$v`, on a way on which nothing has set it; each gives 0.
const BODIES: [&str; 11] = [
    "(local.get $x)",
    "(if (local.get $no) (then (local.set $x (i32.const 5)))) (local.get $x)",
    "(if (result i32) (local.get $no)
        (then (local.tee $x (i32.const 5)))
        (else (local.get $x)))",
    "(block $out
        (br_if $out (i32.eqz (local.get $no)))
        (local.set $x (i32.const 5)))
     (local.get $x)",
    "(block $in (block $out (br_table $out $in (local.get $no))) (br $in)) (local.get $x)",
    "(loop $next
        (local.set $y (local.get $x))
        (local.set $x (i32.const 5))
        (br_if $next (local.get $no)))
     (local.get $y)",
    "(local.set $y (i32.const 2))
     (loop $next
        (local.set $z (i64.extend_i32_u (local.get $x)))
        (if (i32.eq (local.get $y) (i32.const 7)) (then (local.set $x (i32.const 5))))
        (br_if $next (local.tee $y (i32.sub (local.get $y) (i32.const 1)))))
     (i32.wrap_i64 (local.get $z))",
    "(block $caught
        (try_table (catch_all $caught) (throw $tag) (local.set $x (i32.const 5))))
     (local.get $x)",
    "try
        call $throw
        i32.const 5
        local.set $x
     catch_all
     end
     local.get $x",
    "try (result i32)
        call $throw
        i32.const 5
        local.tee $x
     catch_all
        local.get $x
     end",
    "(if (local.get $no) (then (local.set $v (v128.const i32x4 1 2 3 4))))
     (i32x4.extract_lane 1 (local.get $v))",
];

#[test]
fn locals_begin_as_zero() {
    let mut text =
        String::from("(module (tag $tag) (func $throw (throw $tag)) (func $dirty (local");
    text.push_str(&" i64".repeat(DIRTY));
    text.push(')');
    for local in 0..DIRTY {
        write!(text, "(local.set {local} (i64.const -1))").unwrap();
    }
    text.push(')');
    for (number, body) in BODIES.iter().enumerate() {
        write!(
            text,
            "(func $of{number} (param $no i32) (result i32)
                (local $first i64) (local $x i32) (local $y i32) (local $z i64) (local $v v128)
                (local.set $first (i64.const -1))
                {body})
             (func (export \"{number}\") (result i32) (call $dirty) (call $of{number} (i32.const 0)))"
        )
        .unwrap();
    }
    text.push(')');
    let (mut store, instance) = instantiate(&text);
    for (number, body) in BODIES.iter().enumerate() {
        // The second time the code is linked.
        for _ in 0..2 {
            let result = call(&mut store, instance, &number.to_string(), &[]).unwrap();
            assert!(matches!(result, Val::I32(0)), "{body} gives {result:?}");
        }
    }
}
