//! Guests that never end, by whatever leads them back.

/// Bodies of functions, for [`endless_module`].
pub(crate) const ENDLESS: &[&str] = &[
    "(loop (br 0))",
    "(loop (br_if 0 (i32.const 1)))",
    "(loop (br_if 0 (i32.eqz (local.get $x))))",
    "(loop (br_if 0 (i64.ne (local.get $wide) (i64.const 0x123456789abcdef))))",
    "(loop (br_if 0 (i32.and (local.get $one) (i32.const 1))))",
    // A sum and a load, alone fused with the branch.
    "(loop (local.set $x (i32.add (local.get $x) (i32.const 2)))
        (br_if 0 (i32.ne (local.get $x) (local.get $one))))",
    "(loop (br_if 0 (i32.lt_u (i32.load (i32.const 8)) (i32.const 9))))",
    "(loop (br_if 0 (f64.lt (local.get $float) (f64.const 1))))",
    "(loop (br_if 0 (i32.eqz (f32.gt (f32.const 0) (f32.const 1)))))",
    "(loop (br_table 0 0 (local.get $x)))",
    "(loop $l (block (br_table 0 $l (local.get $one))))",
    // A machine whose operations lead to each other, backward and forward.
    "(loop $l (block $c (block $b (block $a (br_table $a $b $c (local.get $one)))
        (local.set $one (i32.const 1)) (br $l)) (local.set $one (i32.const 2)) (br $l))
        (local.set $one (i32.const 0)) (br $l))",
    // Values that move on the way back.
    "(i32.const 1) (loop (param i32) (i32.const 2) (i32.const 3) (br_if 0 (i32.const 4)) (br 0))",
    "(i32.const 1) (loop (param i32) (i32.const 5) (i32.const 6) (br_table 0 0 (i32.const 7)))
        (unreachable)",
    // From the depths of other blocks.
    "(loop $l (if (local.get $one) (then (block (br $l)))))",
    "(loop $l (loop (br_if $l (local.get $one)) (br 0)))",
    "(loop (call $nothing) (br 0))",
    "(loop (call $host) (br 0))",
    "(call $recurse)",
    "(call $tail)",
];

/// A module whose function `run` calls the host function `host.NAME` and then runs the body.
pub(crate) fn endless_module(host: &str, body: &str) -> String {
    format!(
        r#"(module (import "host" "{host}" (func $host)) (memory 1)
            (func $nothing)
            (func $recurse (call $recurse))
            (func $tail (return_call $tail))
            (func $run (export "run") (local $x i32) (local $one i32) (local $wide i64)
                (local $float f64)
                (local.set $one (i32.const 1)) (call $host) {body}))"#
    )
}
