//! Every operation gives the same result whatever its operands are and wherever its result goes.

use std::fmt::Write;

use super::{call, instantiate};
use crate::Val;

/// Where an operand comes from. In the text, `T` is the type, `p` the parameter and `V` its value.
const OPERANDS: [&str; 4] = [
    "(local.get $p)",
    "(T.const V)",
    "(T.add (local.get $p) (local.get $zero))",
    "(T.load (i32.const AT))",
];

/// What is done with the result, `R`.
const USES: [&str; 4] = [
    "R",
    "(local.set $a R) (local.get $a)",
    "(local.set $other R) (local.get $other)",
    "(T.add R (local.tee $other (T.const 0)))",
];

/// Uses of other locals, which then are pinned instead of the parameters; or none.
const CROWDS: [&str; 2] = [
    "",
    "(loop (drop (local.get $c)) (drop (local.get $d)) (drop (local.get $c)) (drop (local.get $d)))",
];

/// One side of an operation.
struct Side {
    parameter: &'static str,
    value: i64,
    address: u32,
}

fn operand(form: &str, ty: &str, side: &Side) -> String {
    let value = if ty == "i32" { i64::from(side.value as i32) } else { side.value };
    form.replace("$p", side.parameter)
        .replace('V', &value.to_string())
        .replace("AT", &side.address.to_string())
        .replace('T', ty)
}

/// A module with a function for every form of `(operator X Y)`, which gives a `result`. The
/// values to operate on are parameters and lie in memory too.
fn module(ty: &str, operator: &str, result: &str, values: (i64, i64)) -> (String, usize) {
    let bytes = |value: i64| {
        value.to_le_bytes().iter().fold(String::new(), |mut text, byte| {
            write!(text, "\\{byte:02x}").unwrap();
            text
        })
    };
    let data = format!("{}{}", bytes(values.0), bytes(values.1));
    let mut text = format!("(module (memory 1) (data (i32.const 8) \"{data}\")");
    let mut count = 0;
    let (x, y) = (
        Side { parameter: "$a", value: values.0, address: 8 },
        Side { parameter: "$b", value: values.1, address: 16 },
    );
    for (crowd, x_form, y_form, usage) in combinations() {
        let (x, y) = (operand(x_form, ty, &x), operand(y_form, ty, &y));
        // A comparison's result has another type than the local that it would be put into.
        let usage = if result == ty { usage } else { USES[0] };
        let body = usage.replace('R', &operator.replace('X', &x).replace('Y', &y)).replace('T', ty);
        write!(
            text,
            "(func (export \"{count}\") (param $a {ty}) (param $b {ty}) (param $zero {ty})
                (result {result}) (local $other {ty}) (local $c i32) (local $d i32) {crowd} {body})"
        )
        .unwrap();
        count += 1;
    }
    text.push(')');
    (text, count)
}

fn combinations() -> impl Iterator<Item = (&'static str, &'static str, &'static str, &'static str)>
{
    CROWDS.into_iter().flat_map(|crowd| {
        OPERANDS.into_iter().flat_map(move |x| {
            OPERANDS
                .into_iter()
                .flat_map(move |y| USES.into_iter().map(move |usage| (crowd, x, y, usage)))
        })
    })
}

/// Checks that all forms of an operation give what `expected` says, as bits.
fn check(ty: &str, operator: &str, result: &str, expected: impl Fn(i64, i64) -> i64) {
    for values in [(7, 3), (-5, 7), (0x1234_5678_9abc_def0, 33), (i64::MIN, -1), (4, 4)] {
        let (text, count) = module(ty, operator, result, values);
        let (mut store, instance) = instantiate(&text);
        let value = |value: i64| if ty == "i32" { Val::I32(value as i32) } else { Val::I64(value) };
        let arguments = [value(values.0), value(values.1), value(0)];
        for form in 0..count {
            let found = call(&mut store, instance, &form.to_string(), &arguments).unwrap();
            let found = match found {
                Val::I32(found) => i64::from(found),
                Val::I64(found) => found,
                other => panic!("`{operator}` gave {other:?}"),
            };
            let expected = expected(values.0, values.1);
            assert_eq!(found, expected, "form {form} of `{operator}` with {values:?}");
        }
    }
}

/// An `i32` operation, from one on signed numbers.
fn narrow(operation: impl Fn(i32, i32) -> i32) -> impl Fn(i64, i64) -> i64 {
    move |a, b| i64::from(operation(a as i32, b as i32))
}

#[test]
fn arithmetic_of_32_bits() {
    check("i32", "(i32.add X Y)", "i32", narrow(i32::wrapping_add));
    check("i32", "(i32.sub X Y)", "i32", narrow(i32::wrapping_sub));
    check("i32", "(i32.mul X Y)", "i32", narrow(i32::wrapping_mul));
    check("i32", "(i32.and X Y)", "i32", narrow(|a, b| a & b));
    check("i32", "(i32.xor X Y)", "i32", narrow(|a, b| a ^ b));
    check("i32", "(i32.shl X Y)", "i32", narrow(|a, b| a.wrapping_shl(b as u32)));
    check("i32", "(i32.shr_s X Y)", "i32", narrow(|a, b| a.wrapping_shr(b as u32)));
    check("i32", "(i32.rotl X Y)", "i32", narrow(|a, b| a.rotate_left(b as u32 & 31)));
    check("i32", "(i32.rotr X Y)", "i32", narrow(|a, b| a.rotate_right(b as u32 & 31)));
    check("i32", "(i32.rem_s X Y)", "i32", narrow(i32::wrapping_rem));
}

#[test]
fn arithmetic_of_64_bits() {
    check("i64", "(i64.add X Y)", "i64", i64::wrapping_add);
    check("i64", "(i64.sub X Y)", "i64", i64::wrapping_sub);
    check("i64", "(i64.mul X Y)", "i64", i64::wrapping_mul);
    check("i64", "(i64.or X Y)", "i64", |a, b| a | b);
    check("i64", "(i64.shr_u X Y)", "i64", |a, b| (a as u64).wrapping_shr(b as u32) as i64);
    check("i64", "(i64.rotr X Y)", "i64", |a, b| a.rotate_right(b as u32 & 63));
    check("i64", "(i64.rem_u X Y)", "i64", |a, b| (a as u64 % b as u64) as i64);
}

#[test]
fn comparisons() {
    type Comparison = (&'static str, fn(i64, i64) -> bool);
    let comparisons: [Comparison; 10] = [
        ("eq", |a, b| a == b),
        ("ne", |a, b| a != b),
        ("lt_s", |a, b| a < b),
        ("lt_u", |a, b| (a as u64) < b as u64),
        ("gt_s", |a, b| a > b),
        ("gt_u", |a, b| a as u64 > b as u64),
        ("le_s", |a, b| a <= b),
        ("le_u", |a, b| a as u64 <= b as u64),
        ("ge_s", |a, b| a >= b),
        ("ge_u", |a, b| a as u64 >= b as u64),
    ];
    // The same comparison as a value, inverted, and fused with branches.
    let forms = [
        "C",
        "(i32.eqz (i32.eqz C))",
        "(if (result i32) C (then (i32.const 1)) (else (i32.const 0)))",
        "(if (result i32) (i32.eqz C) (then (i32.const 0)) (else (i32.const 1)))",
        "(block (br_if 0 C) (return (i32.const 0))) (i32.const 1)",
        "(select (i32.const 1) (i32.const 0) C)",
    ];
    for (name, holds) in comparisons {
        for form in forms {
            for ty in ["i32", "i64"] {
                let operator = form.replace('C', &format!("({ty}.{name} X Y)"));
                check(ty, &operator, "i32", |a, b| {
                    let width = if ty == "i32" { 32 } else { 0 };
                    i64::from(holds(a << width, b << width))
                });
            }
        }
    }
}

#[test]
fn values_returned_by_a_branch() {
    type Value = (&'static str, fn(i64, i64) -> i64);
    let values: [Value; 3] = [
        ("X", |a, _| a),
        ("(i64.mul X Y)", i64::wrapping_mul),
        ("(i64.const 0x123456789abcdef)", |_, _| 0x0123_4567_89ab_cdef),
    ];
    for (value, expected) in values {
        for form in [
            "(if (result i64) (i64.eqz Y) (then V) (else V))",
            "(block (result i64) (drop (br_if 0 V (i32.wrap_i64 Y))) V)",
            "(if (i64.eqz Y) (then (return V))) V",
        ] {
            check("i64", &form.replace('V', value), "i64", expected);
        }
    }
}

#[test]
fn tests_of_bits() {
    for form in [
        "(if (result i32) (i32.and X Y) (then (i32.const 1)) (else (i32.const 0)))",
        "(if (result i32) (i32.eqz (i32.and X Y)) (then (i32.const 0)) (else (i32.const 1)))",
    ] {
        check("i32", form, "i32", |a, b| i64::from(a as i32 & b as i32 != 0));
    }
}
