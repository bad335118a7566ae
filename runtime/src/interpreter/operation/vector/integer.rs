//! Arithmetic of integer lanes, and of all bits.

use super::lanes::{Vector, all, bits, map, pairwise, zip, zip_three};
use super::{CombineVectors, MapVector, MergeVectors, ShiftVector, TestVector};

/// The product of two numbers with 15 bits behind the point, rounded.
#[inline(always)]
pub(super) fn multiply_q15(a: i16, b: i16) -> i16 {
    let product = (i32::from(a) * i32::from(b) + (1 << 14)) >> 15;
    product.min(i16::MAX.into()) as i16
}

/// The products of one half of each lane of 32 bits, the half that begins at bit `from`.
#[inline(always)]
fn multiply_halves(a: Vector, b: Vector, from: u32) -> Vector {
    let half = |lane: u32| i32::from((lane >> from) as i16);
    zip(a, b, |a: u32, b: u32| half(a) * half(b))
}

/// The sums of the products of neighbours.
#[inline(always)]
fn dot(a: Vector, b: Vector) -> Vector {
    zip(multiply_halves(a, b, 0), multiply_halves(a, b, 16), i32::wrapping_add)
}

/// The mean of two numbers, rounded up.
macro_rules! average {
    ($type:ty as $wider:ty) => {
        |a: $type, b: $type| (<$wider>::from(a) + <$wider>::from(b)).div_ceil(2) as $type
    };
}

/// The bits of `a` where those of `c` are set, else those of `b`.
#[inline(always)]
pub(super) fn select_bits(a: Vector, b: Vector, c: Vector) -> Vector {
    zip_three(a, b, c, |a: u64, b, c| (a & c) | (b & !c))
}

pub(in crate::interpreter) mod types {
    use super::{
        CombineVectors, MapVector, MergeVectors, ShiftVector, TestVector, Vector, all, bits, dot,
        map, multiply_q15, pairwise, select_bits, zip,
    };

    super::super::operations! {
        MapVector: fn(a: Vector) -> Vector;
        V128Not => map(a, |a: u64| !a);
        I8x16Abs => map(a, i8::wrapping_abs);
        I16x8Abs => map(a, i16::wrapping_abs);
        I32x4Abs => map(a, i32::wrapping_abs);
        I64x2Abs => map(a, i64::wrapping_abs);
        I8x16Neg => map(a, i8::wrapping_neg);
        I16x8Neg => map(a, i16::wrapping_neg);
        I32x4Neg => map(a, i32::wrapping_neg);
        I64x2Neg => map(a, i64::wrapping_neg);
        I8x16Popcnt => map(a, |a: u8| a.count_ones() as u8);
        I16x8ExtAddPairwiseI8x16S => pairwise(a, |a: i8, b: i8| i16::from(a) + i16::from(b));
        I16x8ExtAddPairwiseI8x16U => pairwise(a, |a: u8, b: u8| u16::from(a) + u16::from(b));
        I32x4ExtAddPairwiseI16x8S => pairwise(a, |a: i16, b: i16| i32::from(a) + i32::from(b));
        I32x4ExtAddPairwiseI16x8U => pairwise(a, |a: u16, b: u16| u32::from(a) + u32::from(b));
    }

    super::super::operations! {
        CombineVectors: fn(a: Vector, b: Vector) -> Vector;
        V128And => zip(a, b, |a: u64, b: u64| a & b);
        V128AndNot => zip(a, b, |a: u64, b: u64| a & !b);
        V128Or => zip(a, b, |a: u64, b: u64| a | b);
        V128Xor => zip(a, b, |a: u64, b: u64| a ^ b);
        I8x16Add => zip(a, b, i8::wrapping_add);
        I16x8Add => zip(a, b, i16::wrapping_add);
        I32x4Add => zip(a, b, i32::wrapping_add);
        I64x2Add => zip(a, b, i64::wrapping_add);
        I8x16Sub => zip(a, b, i8::wrapping_sub);
        I16x8Sub => zip(a, b, i16::wrapping_sub);
        I32x4Sub => zip(a, b, i32::wrapping_sub);
        I64x2Sub => zip(a, b, i64::wrapping_sub);
        I16x8Mul => zip(a, b, i16::wrapping_mul);
        I32x4Mul => zip(a, b, i32::wrapping_mul);
        I64x2Mul => zip(a, b, i64::wrapping_mul);
        I8x16AddSatS => zip(a, b, i8::saturating_add);
        I8x16AddSatU => zip(a, b, u8::saturating_add);
        I16x8AddSatS => zip(a, b, i16::saturating_add);
        I16x8AddSatU => zip(a, b, u16::saturating_add);
        I8x16SubSatS => zip(a, b, i8::saturating_sub);
        I8x16SubSatU => zip(a, b, u8::saturating_sub);
        I16x8SubSatS => zip(a, b, i16::saturating_sub);
        I16x8SubSatU => zip(a, b, u16::saturating_sub);
        I8x16MinS => zip(a, b, i8::min);
        I8x16MinU => zip(a, b, u8::min);
        I8x16MaxS => zip(a, b, i8::max);
        I8x16MaxU => zip(a, b, u8::max);
        I16x8MinS => zip(a, b, i16::min);
        I16x8MinU => zip(a, b, u16::min);
        I16x8MaxS => zip(a, b, i16::max);
        I16x8MaxU => zip(a, b, u16::max);
        I32x4MinS => zip(a, b, i32::min);
        I32x4MinU => zip(a, b, u32::min);
        I32x4MaxS => zip(a, b, i32::max);
        I32x4MaxU => zip(a, b, u32::max);
        I8x16AvgrU => zip(a, b, average!(u8 as u16));
        I16x8AvgrU => zip(a, b, average!(u16 as u32));
        I16x8Q15MulrSatS => zip(a, b, multiply_q15);
        I32x4DotI16x8S => dot(a, b);
    }

    super::super::operations! {
        MergeVectors: fn(a: Vector, b: Vector, c: Vector) -> Vector;
        V128Bitselect => select_bits(a, b, c);
    }

    super::super::operations! {
        ShiftVector: fn(a: Vector, by: u32) -> Vector;
        I8x16Shl => map(a, |a: u8| a.wrapping_shl(by));
        I8x16ShrS => map(a, |a: i8| a.wrapping_shr(by));
        I8x16ShrU => map(a, |a: u8| a.wrapping_shr(by));
        I16x8Shl => map(a, |a: u16| a.wrapping_shl(by));
        I16x8ShrS => map(a, |a: i16| a.wrapping_shr(by));
        I16x8ShrU => map(a, |a: u16| a.wrapping_shr(by));
        I32x4Shl => map(a, |a: u32| a.wrapping_shl(by));
        I32x4ShrS => map(a, |a: i32| a.wrapping_shr(by));
        I32x4ShrU => map(a, |a: u32| a.wrapping_shr(by));
        I64x2Shl => map(a, |a: u64| a.wrapping_shl(by));
        I64x2ShrS => map(a, |a: i64| a.wrapping_shr(by));
        I64x2ShrU => map(a, |a: u64| a.wrapping_shr(by));
    }

    super::super::operations! {
        TestVector: fn(a: Vector) -> u32;
        V128AnyTrue => u32::from(u128::from_ne_bytes(a) != 0);
        I8x16AllTrue => all(a, |a: u8| a != 0);
        I16x8AllTrue => all(a, |a: u16| a != 0);
        I32x4AllTrue => all(a, |a: u32| a != 0);
        I64x2AllTrue => all(a, |a: u64| a != 0);
        I8x16Bitmask => bits(a, i8::is_negative);
        I16x8Bitmask => bits(a, i16::is_negative);
        I32x4Bitmask => bits(a, i32::is_negative);
        I64x2Bitmask => bits(a, i64::is_negative);
    }
}
