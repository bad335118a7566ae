//! A guest with a function for each operator, and what to call it with.

use proptest::prelude::*;
use wasmrun_runtime::{Instance, TrapCode, Val};

use crate::world::World;

/// An operator and its type.
pub(super) struct Operator {
    /// With its immediates.
    pub(super) text: String,
    pub(super) params: Vec<&'static str>,
    pub(super) result: &'static str,
}

/// An instance that exports each operator as a function, which is named after it.
pub(super) struct Guest {
    world: World<()>,
    instance: Instance,
}

impl Guest {
    pub(super) fn new(operators: impl IntoIterator<Item = Operator>) -> Self {
        let functions = operators.into_iter().map(|Operator { text, params, result }| {
            let operands: Vec<_> = (0..params.len()).map(|n| format!("(local.get {n})")).collect();
            let (params, operands) = (params.join(" "), operands.join(" "));
            format!(
                r#"(func (export "{text}") (param {params}) (result {result}) ({text} {operands}))"#
            )
        });
        let text = format!("(module {})", functions.collect::<String>());
        let mut world = World::new(());
        let instance = world.instantiate(&text).unwrap();
        Self { world, instance }
    }

    /// The result, or the cause of the trap.
    pub(super) fn call(&mut self, operator: &str, arguments: &[Val]) -> Result<Val, TrapCode> {
        match self.world.call(self.instance, operator, arguments) {
            Ok(result) => Ok(result.unwrap()),
            Err(error) => Err(error.trap().unwrap().code()),
        }
    }
}

/// The bits of a number or a vector.
pub(super) fn bits_of(value: Val) -> u128 {
    match value {
        Val::I32(value) => u128::from(value.cast_unsigned()),
        Val::I64(value) => u128::from(value.cast_unsigned()),
        Val::F32(bits) => u128::from(bits),
        Val::F64(bits) => u128::from(bits),
        Val::V128(bits) => bits,
        other => panic!("{other:?}"),
    }
}

/// The number of this type whose bits are the lowest of these.
pub(super) fn value_of(ty: &str, bits: u128) -> Val {
    match ty {
        "i32" => Val::I32(bits as i32),
        "i64" => Val::I64(bits as i64),
        "f32" => Val::F32(bits as u32),
        "f64" => Val::F64(bits as u64),
        _ => Val::V128(bits),
    }
}

/// Integers, those near powers of two more often than others.
pub(super) fn integer() -> impl Strategy<Value = u64> {
    let near_power = (0_u32..64, -2_i64..=2)
        .prop_map(|(power, near)| (1_u64 << power).wrapping_add_signed(near));
    prop_oneof![any::<u64>(), near_power.clone(), near_power.prop_map(u64::wrapping_neg)]
}

/// The bits of floats of 64 bits, those more often where something changes: zeros, infinities, all kinds of NaNs,
/// the smallest and the greatest, halves, and the borders of integer types.
pub(super) fn double() -> impl Strategy<Value = u64> {
    let signs = prop_oneof![Just(0), Just(1 << 63)];
    let extremes = prop::sample::select(vec![
        0,
        1,
        0x000f_ffff_ffff_ffff,
        0x0010_0000_0000_0000,
        0x7fef_ffff_ffff_ffff,
        0x7ff0_0000_0000_0000,
        0x7ff0_0000_0000_0001,
        0x7ff8_0000_0000_0000,
        0x7ff8_0000_0000_0001,
        0x7ff4_0000_0000_0000,
        0x7fff_ffff_ffff_ffff,
    ]);
    let extremes = (extremes, signs).prop_map(|(bits, sign): (u64, u64)| bits | sign);
    let halves = (-1000_i32..1000).prop_map(|n| (f64::from(n) / 4.0).to_bits());
    let borders = (integer(), -2_i64..=2)
        .prop_map(|(n, steps)| (n as i64 as f64).to_bits().wrapping_add_signed(steps));
    prop_oneof![any::<u64>(), extremes, halves, borders]
}

/// The same for 32 bits.
pub(super) fn single() -> impl Strategy<Value = u32> {
    let extremes = prop::sample::select(vec![
        0,
        1,
        0x007f_ffff,
        0x0080_0000,
        0x7f7f_ffff,
        0x7f80_0000,
        0x7f80_0001,
        0x7fc0_0000,
        0x7fc0_0001,
        0x7fa0_0000,
        0x7fff_ffff,
    ]);
    let signs = prop_oneof![Just(0), Just(1 << 31)];
    let extremes = (extremes, signs).prop_map(|(bits, sign): (u32, u32)| bits | sign);
    let halves = (-1000_i16..1000).prop_map(|n| (f32::from(n) / 4.0).to_bits());
    let borders = (integer(), -2_i32..=2)
        .prop_map(|(n, steps)| (n as i64 as f32).to_bits().wrapping_add_signed(steps));
    // The borders between numbers of 32 bits, as numbers of 64 bits meet them in `demote`.
    let rounded = double().prop_map(|bits| (f64::from_bits(bits) as f32).to_bits());
    prop_oneof![any::<u32>(), extremes, halves, borders, rounded]
}
