//! Scalar floats, and conversions between them and integers.

use std::{cell::RefCell, cmp::Ordering};

use proptest::prelude::*;
use wasmrun_runtime::TrapCode;

use super::{
    DOUBLE, Format, Guest, Operator, SINGLE, Wanted,
    exact::{Direction, Exact, range},
    guest::{bits_of, double, integer, single, value_of},
    integer::lower,
};

/// What an operator of two operands gives for their bits.
type Binary = fn(Format, u64, u64) -> Wanted;

/// The same for one operand.
type Unary = fn(Format, u64) -> Wanted;

/// Whether a comparison is true for two operands of this order.
type Comparison = fn(Option<Ordering>) -> bool;

pub(super) const BINARY: &[(&str, Binary)] = &[
    ("add", Format::add),
    ("sub", Format::subtract),
    ("mul", Format::multiply),
    ("div", Format::divide),
    ("min", |format, a, b| format.extremum(a, b, Ordering::Less)),
    ("max", |format, a, b| format.extremum(a, b, Ordering::Greater)),
];

pub(super) const UNARY: &[(&str, Unary)] = &[
    ("abs", Format::absolute),
    ("neg", Format::negated),
    ("sqrt", Format::square_root),
    ("ceil", |format, a| format.integral(a, Direction::Up)),
    ("floor", |format, a| format.integral(a, Direction::Down)),
    ("trunc", |format, a| format.integral(a, Direction::ToZero)),
    ("nearest", |format, a| format.integral(a, Direction::Nearest)),
];

/// Comparisons, of none of which a NaN is a part but of `ne`.
pub(super) const COMPARISONS: &[(&str, Comparison)] = &[
    ("eq", |order| order == Some(Ordering::Equal)),
    ("ne", |order| order != Some(Ordering::Equal)),
    ("lt", |order| order == Some(Ordering::Less)),
    ("gt", |order| order == Some(Ordering::Greater)),
    ("le", |order| order.is_some_and(Ordering::is_le)),
    ("ge", |order| order.is_some_and(Ordering::is_ge)),
];

const TYPES: [(&str, Format); 2] = [("f32", SINGLE), ("f64", DOUBLE)];

const SIGNS: [(&str, bool); 2] = [("s", true), ("u", false)];

fn operators() -> Vec<Operator> {
    let mut operators = Vec::new();
    let mut add = |text: String, params: &[&'static str], result| {
        operators.push(Operator { text, params: params.to_vec(), result });
    };
    for (ty, integer) in [("f32", "i32"), ("f64", "i64")] {
        for (name, _) in BINARY {
            add(format!("{ty}.{name}"), &[ty, ty], ty);
        }
        add(format!("{ty}.copysign"), &[ty, ty], ty);
        for (name, _) in UNARY {
            add(format!("{ty}.{name}"), &[ty], ty);
        }
        for (name, _) in COMPARISONS {
            add(format!("{ty}.{name}"), &[ty, ty], "i32");
        }
        add(format!("{ty}.reinterpret_{integer}"), &[integer], ty);
        add(format!("{integer}.reinterpret_{ty}"), &[ty], integer);
        for (integer, sign) in ["i32", "i64"].into_iter().flat_map(|ty| SIGNS.map(|(s, _)| (ty, s)))
        {
            add(format!("{integer}.trunc_{ty}_{sign}"), &[ty], integer);
            add(format!("{integer}.trunc_sat_{ty}_{sign}"), &[ty], integer);
            add(format!("{ty}.convert_{integer}_{sign}"), &[integer], ty);
        }
    }
    add("f32.demote_f64".to_owned(), &["f64"], "f32");
    add("f64.promote_f32".to_owned(), &["f32"], "f64");
    operators
}

thread_local! {
    static GUEST: RefCell<Guest> = RefCell::new(Guest::new(operators()));
}

/// The bits of the result for operands of one type, or the cause of the trap.
fn call(operator: &str, ty: &str, operands: &[u64]) -> Result<u64, TrapCode> {
    let arguments: Vec<_> = operands.iter().map(|&bits| value_of(ty, bits.into())).collect();
    let result = GUEST.with_borrow_mut(|guest| guest.call(operator, &arguments));
    result.map(|value| bits_of(value) as u64)
}

/// Fails unless the operator gives what is wanted, a number of this format.
#[track_caller]
fn check(operator: &str, ty: &str, operands: &[u64], format: Format, wanted: Wanted) {
    let found = call(operator, ty, operands);
    let is_met = found.is_ok_and(|bits| format.is_met(wanted, bits));
    assert!(is_met, "{operator} {operands:x?}: wanted {wanted:x?}, found {found:x?}");
}

/// All operators on floats of one type.
fn check_arithmetic(ty: &str, format: Format, a: u64, b: u64) {
    for (name, reference) in BINARY {
        check(&format!("{ty}.{name}"), ty, &[a, b], format, reference(format, a, b));
    }
    check(&format!("{ty}.copysign"), ty, &[a, b], format, format.with_sign_of(a, b));
    for (name, reference) in UNARY {
        check(&format!("{ty}.{name}"), ty, &[a], format, reference(format, a));
    }
    for (name, reference) in COMPARISONS {
        let wanted = Wanted::Bits(reference(format.compare(a, b)).into());
        check(&format!("{ty}.{name}"), ty, &[a, b], format, wanted);
    }
    let integer = if format.bits == 32 { "i32" } else { "i64" };
    check(&format!("{ty}.reinterpret_{integer}"), integer, &[a], format, Wanted::Bits(a));
    check(&format!("{integer}.reinterpret_{ty}"), ty, &[a], format, Wanted::Bits(a));
}

/// All conversions of a float to an integer.
fn check_truncations(ty: &str, format: Format, a: u64) {
    for ((integer, bits), (sign, signed)) in
        [("i32", 32), ("i64", 64)].into_iter().flat_map(|ty| SIGNS.map(|sign| (ty, sign)))
    {
        let (least, greatest) = range(bits, signed);
        let whole = format.integer_part(a).filter(|whole| (least..=greatest).contains(whole));
        let is_nan = format.compare(a, a).is_none();
        let expected = match whole {
            Some(whole) => Ok(lower(whole, bits)),
            None if is_nan => Err(TrapCode::BadConversionToInteger),
            None => Err(TrapCode::IntegerOverflow),
        };
        let operator = format!("{integer}.trunc_{ty}_{sign}");
        assert_eq!(call(&operator, ty, &[a]), expected, "{operator} {a:x}");
        let operator = format!("{integer}.trunc_sat_{ty}_{sign}");
        let expected = Ok(lower(format.saturated(a, bits, signed), bits));
        assert_eq!(call(&operator, ty, &[a]), expected, "{operator} {a:x}");
    }
}

/// A second number, often one that is near the first, or that the first takes away.
fn pairs(numbers: impl Strategy<Value = u64> + Clone) -> impl Strategy<Value = (u64, u64)> {
    let near = (numbers.clone(), -3_i64..=3, any::<bool>()).prop_map(|(a, steps, negated)| {
        (a, a.wrapping_add_signed(steps) ^ (u64::from(negated) << 63))
    });
    prop_oneof![(numbers.clone(), numbers), near]
}

fn single_pairs() -> impl Strategy<Value = (u64, u64)> {
    let near = (single(), -3_i32..=3, any::<bool>()).prop_map(|(a, steps, negated)| {
        (a, a.wrapping_add_signed(steps) ^ (u32::from(negated) << 31))
    });
    prop_oneof![(single(), single()), near].prop_map(|(a, b)| (a.into(), b.into()))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1000, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn double_arithmetic((a, b) in pairs(double().boxed())) {
        check_arithmetic("f64", DOUBLE, a, b);
    }

    #[test]
    fn single_arithmetic((a, b) in single_pairs()) {
        check_arithmetic("f32", SINGLE, a, b);
    }

    #[test]
    fn conversions_of_floats(wide in double(), narrow in single()) {
        let narrow = u64::from(narrow);
        check_truncations("f64", DOUBLE, wide);
        check_truncations("f32", SINGLE, narrow);
        check("f32.demote_f64", "f64", &[wide], SINGLE, DOUBLE.convert(SINGLE, wide));
        check("f64.promote_f32", "f32", &[narrow], DOUBLE, SINGLE.convert(DOUBLE, narrow));
    }

    #[test]
    fn conversions_of_integers(value in integer()) {
        for ((ty, format), (sign, signed)) in
            TYPES.into_iter().flat_map(|ty| SIGNS.map(|sign| (ty, sign)))
        {
            let numbers = if signed {
                [i128::from(value as i32), i128::from(value as i64)]
            } else {
                [i128::from(value as u32), i128::from(value)]
            };
            for (integer, number) in ["i32", "i64"].into_iter().zip(numbers) {
                let wanted = format.rounded(Exact::integer(number));
                let operator = format!("{ty}.convert_{integer}_{sign}");
                check(&operator, integer, &[value], format, wanted);
            }
        }
    }
}
