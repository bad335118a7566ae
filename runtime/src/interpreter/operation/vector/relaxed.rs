//! The relaxed operations, which leave a choice: always the one that gives the same result on every
//! host.

use super::super::float::{maximum, minimum};
use super::convert::types as convert;
use super::integer::{multiply_q15, select_bits};
use super::lane::swizzle;
use super::lanes::{Vector, pairwise, zip, zip_three};
use super::{CombineVectors, MapVector, MergeVectors};

/// The sums of the products of neighbours.
#[inline(always)]
fn dot(a: Vector, b: Vector) -> Vector {
    let half = |lane: u16, from: u32| i16::from((lane >> from) as i8);
    zip(a, b, |a: u16, b: u16| (half(a, 0) * half(b, 0)).wrapping_add(half(a, 8) * half(b, 8)))
}

pub(in crate::interpreter) mod types {
    use super::{
        CombineVectors, MapVector, MergeVectors, Vector, convert, dot, maximum, minimum,
        multiply_q15, pairwise, select_bits, swizzle, zip, zip_three,
    };

    super::super::operations! {
        MapVector: fn(a: Vector) -> Vector;
        I32x4RelaxedTruncF32x4S => convert::I32x4TruncSatF32x4S::apply(a);
        I32x4RelaxedTruncF32x4U => convert::I32x4TruncSatF32x4U::apply(a);
        I32x4RelaxedTruncF64x2SZero => convert::I32x4TruncSatF64x2SZero::apply(a);
        I32x4RelaxedTruncF64x2UZero => convert::I32x4TruncSatF64x2UZero::apply(a);
    }

    super::super::operations! {
        CombineVectors: fn(a: Vector, b: Vector) -> Vector;
        I8x16RelaxedSwizzle => swizzle(a, b);
        F32x4RelaxedMin => zip(a, b, minimum::<f32>);
        F32x4RelaxedMax => zip(a, b, maximum::<f32>);
        F64x2RelaxedMin => zip(a, b, minimum::<f64>);
        F64x2RelaxedMax => zip(a, b, maximum::<f64>);
        I16x8RelaxedQ15mulrS => zip(a, b, multiply_q15);
        I16x8RelaxedDotI8x16I7x16S => dot(a, b);
    }

    super::super::operations! {
        MergeVectors: fn(a: Vector, b: Vector, c: Vector) -> Vector;
        // With two roundings, since one would need a machine that can do it.
        F32x4RelaxedMadd => zip_three(a, b, c, |a: f32, b, c| a * b + c);
        F32x4RelaxedNmadd => zip_three(a, b, c, |a: f32, b, c| -a * b + c);
        F64x2RelaxedMadd => zip_three(a, b, c, |a: f64, b, c| a * b + c);
        F64x2RelaxedNmadd => zip_three(a, b, c, |a: f64, b, c| -a * b + c);
        I8x16RelaxedLaneselect => select_bits(a, b, c);
        I16x8RelaxedLaneselect => select_bits(a, b, c);
        I32x4RelaxedLaneselect => select_bits(a, b, c);
        I64x2RelaxedLaneselect => select_bits(a, b, c);
        I32x4RelaxedDotI8x16I7x16AddS => {
            let sums = pairwise(dot(a, b), |a: i16, b: i16| i32::from(a) + i32::from(b));
            zip(sums, c, i32::wrapping_add)
        };
    }
}
