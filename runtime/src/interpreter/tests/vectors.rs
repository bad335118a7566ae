//! Vectors in all the places where values can be, and operations whose operands are both vectors
//! and not.

use super::{call, instantiate};
use crate::Val;

const BITS: u128 = 0x0f0e_0d0c_0b0a_0908_0706_0504_0302_0100;

/// Calls the function `run` of a module with this body, whose parameters are a vector, an `i32`,
/// an `i64`, an `f32` and an `f64`, and which has some locals.
fn run(result: &str, body: &str) -> Val {
    let text = format!(
        "(module (memory 1) (data (i32.const 5) \"\\01\\02\\03\\04\\05\\06\\07\\08\\09\")
        (func $same (param v128) (result v128) (local.get 0))
        (func (export \"run\") (param $v v128) (param $i i32) (param $l i64) (param $f f32)
            (param $d f64) (result {result}) (local $w v128) (local $j i32) (local $u v128) {body}))"
    );
    let (mut store, instance) = instantiate(&text);
    let arguments = [
        Val::V128(BITS),
        Val::I32(5),
        Val::I64(-2),
        Val::F32(1f32.to_bits()),
        Val::F64(2f64.to_bits()),
    ];
    call(&mut store, instance, "run", &arguments).unwrap()
}

fn check(body: &str, expected: u128) {
    assert_eq!(run("v128", body).v128(), Some(expected), "{body}");
}

/// Forms of an operand of a type: a parameter, a constant of the same value, and a result.
fn forms(ty: &str) -> [String; 3] {
    let (name, value) = match ty {
        "i32" => ("$i", "5"),
        "i64" => ("$l", "-2"),
        "f32" => ("$f", "1"),
        _ => ("$d", "2"),
    };
    let zero = if ty.starts_with('i') { "0" } else { "-0" };
    [
        format!("(local.get {name})"),
        format!("({ty}.const {value})"),
        format!("({ty}.add (local.get {name}) ({ty}.const {zero}))"),
    ]
}

#[test]
fn operands_that_are_not_vectors_come_from_anywhere() {
    let ones =
        |bits: u128, width: u32| (0..128 / width).fold(0, |all, at| all | bits << (at * width));
    for crowd in ["", "(loop (drop (local.get $j)) (drop (local.get $j)) (drop (local.get $j)))"] {
        for operand in forms("i32") {
            let check = |body: &str, expected| check(&format!("{crowd} {body}"), expected);
            check(&format!("(i8x16.splat {operand})"), ones(5, 8));
            check(
                &format!("(i16x8.replace_lane 7 (local.get $v) {operand})"),
                5 << 112 | BITS << 16 >> 16,
            );
            check(&format!("(i64x2.shl (i64x2.splat (i64.const 1)) {operand})"), ones(32, 64));
            check(&format!("(v128.load64_zero {operand})"), 0x0807_0605_0403_0201);
            check(
                &format!("(v128.load8_lane offset=1 15 {operand} (local.get $v))"),
                2 << 120 | BITS << 8 >> 8,
            );
            check(&format!("(select (local.get $v) (local.get $w) {operand})"), BITS);
            check(
                &format!("(v128.store {operand} (local.get $v)) (v128.load (local.get $i))"),
                BITS,
            );
            check(
                &format!(
                    "(v128.store32_lane 1 {operand} (local.get $v)) (v128.load32_splat (local.get $i))"
                ),
                ones(0x0706_0504, 32),
            );
        }
        for operand in forms("i64") {
            check(&format!("{crowd} (i64x2.splat {operand})"), ones(u128::from(-2i64 as u64), 64));
            check(
                &format!("(i64x2.replace_lane 0 (local.get $w) {operand})"),
                u128::from(-2i64 as u64),
            );
        }
        for operand in forms("f32") {
            check(&format!("{crowd} (f32x4.splat {operand})"), ones(1f32.to_bits().into(), 32));
            check(
                &format!("(f32x4.replace_lane 1 (local.get $w) {operand})"),
                u128::from(1f32.to_bits()) << 32,
            );
        }
        for operand in forms("f64") {
            check(&format!("{crowd} (f64x2.splat {operand})"), ones(2f64.to_bits().into(), 64));
            check(
                &format!("(f64x2.replace_lane 1 (local.get $w) {operand})"),
                u128::from(2f64.to_bits()) << 64,
            );
        }
    }
    check("(i64x2.splat (i64.const 0x123456789abcdef))", ones(0x0123_4567_89ab_cdef, 64));
}

#[test]
fn results_that_are_not_vectors_go_anywhere() {
    for usage in [
        "R",
        "(local.set $i R) (local.get $i)",
        "(local.set $j R) (i32.add (local.get $j) (local.get $j)) (drop) (local.get $j)",
        "(i32.add R (i32.const 0))",
        "(if (result i32) R (then (i32.const 3)) (else (i32.const 4)))",
        "(i32.sub (i32.const 3) (i32.eqz R))",
    ] {
        let body = usage.replace('R', "(i8x16.extract_lane_s 3 (local.get $v))");
        assert_eq!(run("i32", &body).i32(), Some(3), "{body}");
    }
    let mask = "(i8x16.bitmask (i8x16.neg (local.get $v)))";
    assert_eq!(run("i32", mask).i32(), Some(0xfffe));
    let branch =
        "(block (br_if 0 (v128.any_true (local.get $w))) (return (i32.const 1))) (i32.const 2)";
    assert_eq!(run("i32", branch).i32(), Some(1));
    let sum = "(f64.add (f64x2.extract_lane 1 (f64x2.splat (local.get $d))) (local.get $d))";
    assert_eq!(run("f64", sum).f64(), Some(4.0));
}

#[test]
fn vectors_go_through_locals_blocks_and_calls() {
    let increment = "(i8x16.add (local.get $v) (i8x16.splat (i32.const 1)))";
    let incremented = BITS + 0x0101_0101_0101_0101_0101_0101_0101_0101;
    for form in [
        "R",
        "(local.set $w R) (local.get $w)",
        "(local.set $v R) (local.get $v)",
        "(local.tee $w R) (local.set $u) (v128.or (local.get $u) (local.get $w))",
        // The old value is still to be used when the local changes.
        "(local.get $v) (local.set $v R) (v128.and (v128.not) (local.get $w)) (v128.or (local.get $v))",
        "(call $same R)",
        "(block (result v128) (i32.const 1) R (br 0) (unreachable))",
        "(block (result v128) R (br_if 0 (local.get $i)) (drop) (local.get $w))",
        "(i32.const 7) (if (param) (result v128) (then R) (else (local.get $w)))",
        "(return R)",
        "(local.set $w R) (loop (result v128) (local.set $j (i32.add (local.get $j) (i32.const 1)))
            (br_if 0 (i32.lt_u (local.get $j) (i32.const 9))) (local.get $w))",
        "(block (result v128) (i64.const 1) R (br_table 0 0 (local.get $i)))",
        "(block (result i32 v128 i64) (i32.const 1) R (i64.const 2)) (drop) (local.set $u) (drop)
            (local.get $u)",
        "(block (result v128 v128) (i32.const 3) (local.get $w) R (br 0)) (v128.or)",
    ] {
        check(&form.replace('R', increment), incremented);
    }
}

#[test]
fn a_long_loop_over_vectors_leaves_the_native_stack_alone() {
    let body = "(loop
        (local.set $w (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31
            (local.get $v) (i8x16.swizzle (local.get $v) (local.get $w))))
        (v128.store (i32.const 64) (f32x4.ceil (f32x4.add (local.get $w) (local.get $v))))
        (local.set $w (v128.bitselect (local.get $v) (i16x8.shl (local.get $w) (local.get $i))
            (v128.load8x8_s (i32.const 64))))
        (local.set $w (i8x16.min_u (local.get $w) (i32x4.splat (i16x8.all_true (local.get $w)))))
        (local.set $j (i32.add (local.get $j) (i32.const 1)))
        (br_if 0 (i32.lt_u (local.get $j) (i32.const 500000))))
        (local.get $v)";
    check(body, BITS);
}
