//! Numeric operators compute what the specification's formulas say, for any operands.
//!
//! The reference works on integers of 128 bits and on bits one by one, unlike the interpreter.

use std::cell::RefCell;

use proptest::prelude::*;
use wasmrun_runtime::{Instance, TrapCode, Val};

use crate::world::World;

/// An operator of two operands: what it gives, or how it traps, for the operands' bits.
type Reference = fn(Operands) -> Result<i128, TrapCode>;

#[derive(Clone, Copy)]
struct Operands {
    bits: u32,
    /// Both read as signed.
    signed: [i128; 2],
    /// Both read as unsigned.
    unsigned: [i128; 2],
}

impl Operands {
    fn new(bits: u32, values: [u64; 2]) -> Self {
        let unsigned = values.map(|value| i128::from(value) & ((1 << bits) - 1));
        let signed = unsigned.map(|value| value - ((value >> (bits - 1)) << bits));
        Self { bits, signed, unsigned }
    }

    fn shift(self) -> u32 {
        self.unsigned[1] as u32 % self.bits
    }

    /// The first operand's bits, lowest first.
    fn first_bits(self) -> Vec<bool> {
        (0..self.bits).map(|bit| self.unsigned[0] >> bit & 1 == 1).collect()
    }

    /// The first operand rotated to the left.
    fn rotated(self, by: u32) -> i128 {
        let bits = self.first_bits();
        let source = |bit: u32| bits[((bit + self.bits - by) % self.bits) as usize];
        (0..self.bits).map(|bit| i128::from(source(bit)) << bit).sum()
    }
}

fn divided(a: i128, b: i128, bits: Option<u32>) -> Result<i128, TrapCode> {
    let quotient = a.checked_div(b).ok_or(TrapCode::IntegerDivisionByZero)?;
    match bits {
        Some(bits) if quotient == 1 << (bits - 1) => Err(TrapCode::IntegerOverflow),
        _ => Ok(quotient),
    }
}

const BINARY: &[(&str, Reference)] = &[
    ("add", |o| Ok(o.signed[0] + o.signed[1])),
    ("sub", |o| Ok(o.signed[0] - o.signed[1])),
    ("mul", |o| Ok(o.signed[0] * o.signed[1])),
    ("div_s", |o| divided(o.signed[0], o.signed[1], Some(o.bits))),
    ("div_u", |o| divided(o.unsigned[0], o.unsigned[1], None)),
    ("rem_s", |o| divided(o.signed[0], o.signed[1], None).map(|q| o.signed[0] - q * o.signed[1])),
    ("rem_u", |o| {
        divided(o.unsigned[0], o.unsigned[1], None).map(|q| o.unsigned[0] - q * o.unsigned[1])
    }),
    ("and", |o| Ok(o.unsigned[0] & o.unsigned[1])),
    ("or", |o| Ok(o.unsigned[0] | o.unsigned[1])),
    ("xor", |o| Ok((o.unsigned[0] | o.unsigned[1]) - (o.unsigned[0] & o.unsigned[1]))),
    ("shl", |o| Ok(o.signed[0] * (1 << o.shift()))),
    ("shr_s", |o| Ok(o.signed[0].div_euclid(1 << o.shift()))),
    ("shr_u", |o| Ok(o.unsigned[0] / (1 << o.shift()))),
    ("rotl", |o| Ok(o.rotated(o.shift()))),
    ("rotr", |o| Ok(o.rotated(o.bits - o.shift()))),
    ("eq", |o| Ok(i128::from(o.unsigned[0] == o.unsigned[1]))),
    ("ne", |o| Ok(i128::from(o.unsigned[0] != o.unsigned[1]))),
    ("lt_s", |o| Ok(i128::from(o.signed[0] < o.signed[1]))),
    ("lt_u", |o| Ok(i128::from(o.unsigned[0] < o.unsigned[1]))),
    ("gt_s", |o| Ok(i128::from(o.signed[0] > o.signed[1]))),
    ("gt_u", |o| Ok(i128::from(o.unsigned[0] > o.unsigned[1]))),
    ("le_s", |o| Ok(i128::from(o.signed[0] <= o.signed[1]))),
    ("le_u", |o| Ok(i128::from(o.unsigned[0] <= o.unsigned[1]))),
    ("ge_s", |o| Ok(i128::from(o.signed[0] >= o.signed[1]))),
    ("ge_u", |o| Ok(i128::from(o.unsigned[0] >= o.unsigned[1]))),
];

/// The same for operators of one operand, which never trap.
type UnaryReference = fn(Operands) -> i128;

const UNARY: &[(&str, UnaryReference)] = &[
    ("clz", |o| o.first_bits().iter().rev().take_while(|bit| !**bit).count() as i128),
    ("ctz", |o| o.first_bits().iter().take_while(|bit| !**bit).count() as i128),
    ("popcnt", |o| o.first_bits().iter().filter(|bit| **bit).count() as i128),
    ("eqz", |o| i128::from(o.unsigned[0] == 0)),
    ("extend8_s", |o| Operands::new(8, [o.unsigned[0] as u64, 0]).signed[0]),
    ("extend16_s", |o| Operands::new(16, [o.unsigned[0] as u64, 0]).signed[0]),
];

fn is_test(name: &str) -> bool {
    name == "eqz" || ["eq", "ne", "lt_", "gt_", "le_", "ge_"].iter().any(|p| name.starts_with(p))
}

/// A module with a function for each operator, which is named after it.
fn module() -> String {
    let mut functions = Vec::new();
    for ty in ["i32", "i64"] {
        let names = BINARY.iter().map(|(name, _)| (*name, 2));
        for (name, count) in names.chain(UNARY.iter().map(|(name, _)| (*name, 1))) {
            let result = if is_test(name) { "i32" } else { ty };
            functions.push(function(&format!("{ty}.{name}"), ty, count, result));
        }
    }
    for (to, from, sign) in TRUNCATIONS {
        functions.push(function(&format!("{to}.trunc_{from}_{sign}"), from, 1, to));
    }
    format!("(module {})", functions.concat())
}

/// A function that applies an operator to its parameters.
fn function(operator: &str, ty: &str, count: usize, result: &str) -> String {
    let params = format!("{ty} ").repeat(count);
    let operands = ["(local.get 0)", "(local.get 1)"][..count].join(" ");
    format!(
        r#"(func (export "{operator}") (param {params}) (result {result}) ({operator} {operands}))"#
    )
}

const TRUNCATIONS: &[(&str, &str, &str)] = &[
    ("i32", "f32", "s"),
    ("i32", "f32", "u"),
    ("i32", "f64", "s"),
    ("i32", "f64", "u"),
    ("i64", "f32", "s"),
    ("i64", "f32", "u"),
    ("i64", "f64", "s"),
    ("i64", "f64", "u"),
];

thread_local! {
    static GUEST: RefCell<(World<()>, Instance)> = RefCell::new({
        let mut world = World::new(());
        let instance = world.instantiate(&module()).unwrap();
        (world, instance)
    });
}

/// The bits of the result, or the cause of the trap.
fn call(name: &str, arguments: &[Val]) -> Result<u64, TrapCode> {
    GUEST.with_borrow_mut(|(world, instance)| match world.call(*instance, name, arguments) {
        Ok(Some(Val::I32(value))) => Ok(u64::from(value.cast_unsigned())),
        Ok(Some(Val::I64(value))) => Ok(value.cast_unsigned()),
        Ok(other) => panic!("{other:?}"),
        Err(error) => Err(error.trap().unwrap().code()),
    })
}

/// A result's lower bits.
fn lower(value: i128, bits: u32) -> u64 {
    value as u64 & (u64::MAX >> (64 - bits))
}

/// Numbers, those near powers of two more often than others.
fn number() -> impl Strategy<Value = u64> {
    let near_power = (0_u32..64, -2_i64..=2)
        .prop_map(|(power, near)| (1_u64 << power).wrapping_add_signed(near));
    prop_oneof![any::<u64>(), near_power.clone(), near_power.prop_map(u64::wrapping_neg)]
}

/// The exact integer part of a finite float, whose bits are given.
fn integer_part(bits: u64) -> Option<i128> {
    let exponent = (bits >> 52 & 0x7ff) as i32;
    let fraction = i128::from(bits & ((1 << 52) - 1));
    let magnitude = match exponent {
        0x7ff => return None,
        0 => 0,
        // Beyond all integers that matter.
        1150.. => 1 << 100,
        1075..1150 => (fraction | 1 << 52) << (exponent - 1075),
        _ => (fraction | 1 << 52).checked_shr((1075 - exponent) as u32).unwrap_or(0),
    };
    Some(if bits >> 63 == 0 { magnitude } else { -magnitude })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn integer_operators(a in number(), b in number()) {
        for (ty, bits) in [("i32", 32), ("i64", 64)] {
            let operands = Operands::new(bits, [a, b]);
            let value = |x: u64| if bits == 32 { Val::I32(x as i32) } else { Val::I64(x as i64) };
            for (name, reference) in BINARY {
                let result = call(&format!("{ty}.{name}"), &[value(a), value(b)]);
                let width = if is_test(name) { 32 } else { bits };
                let expected = reference(operands).map(|result| lower(result, width));
                prop_assert_eq!(result, expected, "{}.{} {} {}", ty, name, a, b);
            }
            for (name, reference) in UNARY {
                let result = call(&format!("{ty}.{name}"), &[value(a)]);
                let width = if is_test(name) { 32 } else { bits };
                prop_assert_eq!(result, Ok(lower(reference(operands), width)), "{}.{} {}", ty, name, a);
            }
        }
    }

    #[test]
    fn truncations(
        wide in prop_oneof![any::<u64>().prop_map(f64::from_bits), number().prop_map(|n| n as i64 as f64),
            (-1.0e10..1.0e10)],
    ) {
        for &(to, from, sign) in TRUNCATIONS {
            let (argument, exact) = if from == "f32" {
                (Val::from(wide as f32), f64::from(wide as f32))
            } else {
                (Val::from(wide), wide)
            };
            let bits = if to == "i32" { 32 } else { 64 };
            let range = match sign {
                "s" => -(1_i128 << (bits - 1))..1 << (bits - 1),
                _ => 0..1 << bits,
            };
            let expected = if exact.is_nan() {
                Err(TrapCode::BadConversionToInteger)
            } else {
                integer_part(exact.to_bits())
                    .filter(|value| range.contains(value))
                    .map(|value| lower(value, bits))
                    .ok_or(TrapCode::IntegerOverflow)
            };
            let result = call(&format!("{to}.trunc_{from}_{sign}"), &[argument]);
            prop_assert_eq!(result, expected, "{}.trunc_{}_{} {}", to, from, sign, exact);
        }
    }
}
