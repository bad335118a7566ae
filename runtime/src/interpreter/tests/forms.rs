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

/// Operations of which the second takes the first's result, as pairs that are fused do.
#[test]
fn chains_of_operations() {
    type Operation = (&'static str, fn(i64, i64) -> i64);
    let operations: [Operation; 7] = [
        ("add", i64::wrapping_add),
        ("and", |a, b| a & b),
        ("mul", i64::wrapping_mul),
        ("or", |a, b| a | b),
        ("shl", |a, b| a.wrapping_shl(b as u32)),
        ("shr_u", |a, b| (a as u64).wrapping_shr(b as u32) as i64),
        ("xor", |a, b| a ^ b),
    ];
    for (first, inner) in operations {
        for (second, outer) in operations {
            let operator = format!("(i64.{second} (i64.{first} X Y) (local.get $a))");
            check("i64", &operator, "i64", |a, b| outer(inner(a, b), a));
            let operator = format!("(i64.{second} (i64.{first} X (i64.const 9)) Y)");
            check("i64", &operator, "i64", |a, b| outer(inner(a, 9), b));
        }
    }
}

#[test]
fn chains_of_operations_of_32_bits() {
    type Operation = (&'static str, fn(i32, i32) -> i32);
    let operations: [Operation; 9] = [
        ("add", i32::wrapping_add),
        ("and", |a, b| a & b),
        ("mul", i32::wrapping_mul),
        ("or", |a, b| a | b),
        ("rotl", |a, b| a.rotate_left(b as u32 & 31)),
        ("shl", |a, b| a.wrapping_shl(b as u32)),
        ("shr_s", |a, b| a.wrapping_shr(b as u32)),
        ("shr_u", |a, b| (a as u32).wrapping_shr(b as u32) as i32),
        ("xor", |a, b| a ^ b),
    ];
    for (first, inner) in operations {
        for (second, outer) in operations {
            let operator = format!("(i32.{second} (i32.{first} X Y) (local.get $a))");
            check("i32", &operator, "i32", narrow(|a, b| outer(inner(a, b), a)));
            let operator = format!("(i32.{second} (i32.{first} X (i32.const 9)) Y)");
            check("i32", &operator, "i32", narrow(|a, b| outer(inner(a, 9), b)));
        }
    }
}

/// What is computed, loaded and stored in one instruction.
#[test]
fn values_that_go_through_memory() {
    type Value = (&'static str, fn(i32, i32) -> i32);
    let stored: [Value; 8] = [
        ("(i32.add X Y)", i32::wrapping_add),
        ("(i32.sub X Y)", i32::wrapping_sub),
        ("(i32.and X Y)", |a, b| a & b),
        ("(i32.or X Y)", |a, b| a | b),
        ("(i32.load offset=8 (i32.const 0))", |a, _| a),
        ("(i32.add (i32.load offset=64 (local.get $zero)) Y)", i32::wrapping_add),
        ("(i32.xor (i32.load offset=64 (local.get $zero)) Y)", |a, b| a ^ b),
        ("(i32.load offset=64 (i32.load offset=72 (local.get $zero)))", |a, _| a),
    ];
    for (value, expected) in stored {
        let operator = format!(
            "(i32.store (i32.const 64) X)
             (i32.store offset=64 (local.get $zero) {value})
             (i32.load offset=64 (i32.shl (local.get $zero) (i32.const 2)))"
        );
        check("i32", &operator, "i32", narrow(expected));
    }
    let scaled = "(i32.load offset=8 (i32.add (local.get $zero) (i32.shl (i32.and Y (i32.const 0)) (i32.const 3))))";
    check("i32", scaled, "i32", |a, _| i64::from(a as i32));
}

#[test]
fn values_of_other_widths_that_need_no_instruction() {
    let extended = "(i64.add (i64.extend_i32_u (i32.add (i32.wrap_i64 X) (i32.wrap_i64 Y))) X)";
    check("i64", extended, "i64", |a, b| {
        i64::from((a as u32).wrapping_add(b as u32)).wrapping_add(a)
    });
    let wrapped = "(i64.extend_i32_s (i32.wrap_i64 (i64.xor X Y)))";
    check("i64", wrapped, "i64", |a, b| i64::from((a ^ b) as i32));
    let local = "(i64.extend_i32_u (i32.wrap_i64 X))";
    check("i64", local, "i64", |a, _| i64::from(a as u32));
    for (name, holds) in [("lt_u", false), ("gt_u", true)] {
        let operator = format!(
            "(if (result i64) (i64.{name} X (i64.const 0x123456789abcdef)) (then X) (else Y))"
        );
        check("i64", &operator, "i64", |a, b| {
            if ((a as u64) > 0x0123_4567_89ab_cdef) == holds { a } else { b }
        });
    }
}

#[test]
fn tests_of_some_bits_and_tables_of_branches() {
    let masked = "(if (result i32) (i32.eq (i32.and X (i32.const 6)) Y) (then (i32.const 1)) (else (i32.const 0)))";
    check("i32", masked, "i32", |a, b| i64::from(a as i32 & 6 == b as i32));
    let loaded = "(if (result i32) (i32.ne (i32.and (i32.load8_u (i32.const 8)) (i32.const 6)) (i32.const 4)) (then (i32.const 1)) (else (i32.const 0)))";
    check("i32", loaded, "i32", |a, _| i64::from(a & 6 != 4));
    let table = "(block (block (block (br_table 0 1 2 (i32.add X (i32.const -3))))
        (return (i32.const 10))) (return (i32.const 11))) (i32.const 12)";
    check("i32", table, "i32", |a, _| match (a as i32).wrapping_sub(3) {
        0 => 10,
        1 => 11,
        _ => 12,
    });
}

#[test]
fn chains_of_operations_on_floats() {
    let text = "(module (memory 1)
        (func (export \"chain\") (param $a f64) (param $b f64) (param $zero i32) (result f64)
            (local $c f64) (local $d f64)
            (local.set $c (f64.add (f64.mul (local.get $a) (local.get $b)) (local.get $a)))
            (local.set $d (f64.sub (local.get $c) (f64.mul (local.get $b) (local.get $b))))
            (f64.store (local.get $zero) (f64.sub (local.get $d) (f64.const 0.5)))
            (f64.store offset=8 (i32.const 0) (f64.mul (local.get $c) (local.get $d)))
            (f64.sub
                (f64.mul (f64.load (i32.add (local.get $zero) (i32.const 8))) (f64.const 2))
                (f64.load (local.get $zero)))))";
    let (mut store, instance) = instantiate(text);
    let arguments = [Val::F64(3.0f64.to_bits()), Val::F64(0.25f64.to_bits()), Val::I32(0)];
    let found = call(&mut store, instance, "chain", &arguments).unwrap();
    let c = 3.0f64 * 0.25 + 3.0;
    let d = c - 0.25 * 0.25;
    let expected = c * d * 2.0 - (d - 0.5);
    assert!(matches!(found, Val::F64(bits) if bits == expected.to_bits()), "{found:?}");
}

#[test]
fn loads_that_choose_a_branch() {
    for (load, addend) in
        [("(i32.load8_u offset=8 (i32.const 0))", 0), ("(i32.load (i32.const 8))", 5)]
    {
        let table = format!(
            "(block (block (block (br_table 0 1 2 (i32.add {load} (i32.const {addend}))))
            (return (i32.const 10))) (return (i32.const 11))) (i32.const 12)"
        );
        let width = if addend == 0 { 0xff } else { u32::MAX };
        check("i32", &table, "i32", |a, _| match (a as u32 & width).wrapping_add(addend) {
            0 => 10,
            1 => 11,
            _ => 12,
        });
    }
}
