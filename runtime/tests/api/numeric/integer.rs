//! Scalar integers.

use std::cell::RefCell;

use proptest::prelude::*;
use wasmrun_runtime::TrapCode;

use super::{
    Guest, Operator,
    guest::{bits_of, integer, value_of},
};

/// An operator of two operands: what it gives, or how it traps, for the operands' bits.
pub(super) type Reference = fn(Operands) -> Result<i128, TrapCode>;

#[derive(Clone, Copy)]
pub(super) struct Operands {
    bits: u32,
    /// Both read as signed.
    pub(super) signed: [i128; 2],
    /// Both read as unsigned.
    pub(super) unsigned: [i128; 2],
}

impl Operands {
    pub(super) fn new(bits: u32, values: [u64; 2]) -> Self {
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

pub(super) const BINARY: &[(&str, Reference)] = &[
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

/// All operators of a type.
fn operators() -> impl Iterator<Item = Operator> {
    ["i32", "i64"].into_iter().flat_map(|ty| {
        let names = BINARY.iter().map(|(name, _)| (*name, 2));
        names.chain(UNARY.iter().map(|(name, _)| (*name, 1))).map(move |(name, count)| Operator {
            text: format!("{ty}.{name}"),
            params: vec![ty; count],
            result: if is_test(name) { "i32" } else { ty },
        })
    })
}

thread_local! {
    static GUEST: RefCell<Guest> = RefCell::new(Guest::new(operators()));
}

/// The bits of the result, or the cause of the trap.
fn call(ty: &str, name: &str, operands: &[u64]) -> Result<u64, TrapCode> {
    let arguments: Vec<_> = operands.iter().map(|&bits| value_of(ty, bits.into())).collect();
    let result = GUEST.with_borrow_mut(|guest| guest.call(&format!("{ty}.{name}"), &arguments));
    result.map(|value| bits_of(value) as u64)
}

/// A result's lower bits.
pub(super) fn lower(value: i128, bits: u32) -> u64 {
    value as u64 & (u64::MAX >> (64 - bits))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn integer_operators(a in integer(), b in integer()) {
        for (ty, bits) in [("i32", 32), ("i64", 64)] {
            let operands = Operands::new(bits, [a, b]);
            for (name, reference) in BINARY {
                let width = if is_test(name) { 32 } else { bits };
                let expected = reference(operands).map(|result| lower(result, width));
                prop_assert_eq!(call(ty, name, &[a, b]), expected, "{}.{} {} {}", ty, name, a, b);
            }
            for (name, reference) in UNARY {
                let width = if is_test(name) { 32 } else { bits };
                let expected = Ok(lower(reference(operands), width));
                prop_assert_eq!(call(ty, name, &[a]), expected, "{}.{} {}", ty, name, a);
            }
        }
    }
}
