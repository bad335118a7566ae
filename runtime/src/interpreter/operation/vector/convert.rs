//! Conversions between lanes of different types, and products of lanes that were widened.

use super::lanes::{Lane, Vector, map, map_both, map_high, map_low, zip};
use super::{CombineVectors, MapVector};

/// The lower half of the lanes, widened.
#[inline(always)]
pub(super) fn extend_low<T: Lane<M>, U: Lane<N> + From<T>, const M: usize, const N: usize>(
    a: Vector,
) -> Vector {
    map_low(a, |lane: T| U::from(lane))
}

/// The upper half of the lanes, widened.
#[inline(always)]
fn extend_high<T: Lane<M>, U: Lane<N> + From<T>, const M: usize, const N: usize>(
    a: Vector,
) -> Vector {
    map_high(a, |lane: T| U::from(lane))
}

/// Products of the lanes of one half, widened before.
macro_rules! products {
    ($half:ident, $a:ident, $b:ident, $lane:ty => $wide:ty) => {
        zip($half::<$lane, $wide, _, _>($a), $half::<$lane, $wide, _, _>($b), <$wide>::wrapping_mul)
    };
}

/// The number of a narrow type that is nearest.
macro_rules! saturate {
    ($lane:ty => $narrow:ty) => {
        |lane: $lane| lane.clamp(<$narrow>::MIN.into(), <$narrow>::MAX.into()) as $narrow
    };
}

pub(in crate::interpreter) mod types {
    use super::{
        CombineVectors, MapVector, Vector, extend_high, extend_low, map, map_both, map_low, zip,
    };

    super::super::operations! {
        MapVector: fn(a: Vector) -> Vector;
        I16x8ExtendLowI8x16S => extend_low::<i8, i16, _, _>(a);
        I16x8ExtendLowI8x16U => extend_low::<u8, u16, _, _>(a);
        I16x8ExtendHighI8x16S => extend_high::<i8, i16, _, _>(a);
        I16x8ExtendHighI8x16U => extend_high::<u8, u16, _, _>(a);
        I32x4ExtendLowI16x8S => extend_low::<i16, i32, _, _>(a);
        I32x4ExtendLowI16x8U => extend_low::<u16, u32, _, _>(a);
        I32x4ExtendHighI16x8S => extend_high::<i16, i32, _, _>(a);
        I32x4ExtendHighI16x8U => extend_high::<u16, u32, _, _>(a);
        I64x2ExtendLowI32x4S => extend_low::<i32, i64, _, _>(a);
        I64x2ExtendLowI32x4U => extend_low::<u32, u64, _, _>(a);
        I64x2ExtendHighI32x4S => extend_high::<i32, i64, _, _>(a);
        I64x2ExtendHighI32x4U => extend_high::<u32, u64, _, _>(a);
        I32x4TruncSatF32x4S => map(a, |a: f32| a as i32);
        I32x4TruncSatF32x4U => map(a, |a: f32| a as u32);
        I32x4TruncSatF64x2SZero => map_low(a, |a: f64| a as i32);
        I32x4TruncSatF64x2UZero => map_low(a, |a: f64| a as u32);
        F32x4ConvertI32x4S => map(a, |a: i32| a as f32);
        F32x4ConvertI32x4U => map(a, |a: u32| a as f32);
        F64x2ConvertLowI32x4S => extend_low::<i32, f64, _, _>(a);
        F64x2ConvertLowI32x4U => extend_low::<u32, f64, _, _>(a);
        F32x4DemoteF64x2Zero => map_low(a, |a: f64| a as f32);
        F64x2PromoteLowF32x4 => extend_low::<f32, f64, _, _>(a);
    }

    super::super::operations! {
        CombineVectors: fn(a: Vector, b: Vector) -> Vector;
        I8x16NarrowI16x8S => map_both(a, b, saturate!(i16 => i8));
        I8x16NarrowI16x8U => map_both(a, b, saturate!(i16 => u8));
        I16x8NarrowI32x4S => map_both(a, b, saturate!(i32 => i16));
        I16x8NarrowI32x4U => map_both(a, b, saturate!(i32 => u16));
        I16x8ExtMulLowI8x16S => products!(extend_low, a, b, i8 => i16);
        I16x8ExtMulLowI8x16U => products!(extend_low, a, b, u8 => u16);
        I16x8ExtMulHighI8x16S => products!(extend_high, a, b, i8 => i16);
        I16x8ExtMulHighI8x16U => products!(extend_high, a, b, u8 => u16);
        I32x4ExtMulLowI16x8S => products!(extend_low, a, b, i16 => i32);
        I32x4ExtMulLowI16x8U => products!(extend_low, a, b, u16 => u32);
        I32x4ExtMulHighI16x8S => products!(extend_high, a, b, i16 => i32);
        I32x4ExtMulHighI16x8U => products!(extend_high, a, b, u16 => u32);
        I64x2ExtMulLowI32x4S => products!(extend_low, a, b, i32 => i64);
        I64x2ExtMulLowI32x4U => products!(extend_low, a, b, u32 => u64);
        I64x2ExtMulHighI32x4S => products!(extend_high, a, b, i32 => i64);
        I64x2ExtMulHighI32x4U => products!(extend_high, a, b, u32 => u64);
    }
}
