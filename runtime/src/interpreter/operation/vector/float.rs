//! Arithmetic of float lanes, the same as that of single floats.

use super::super::float::{Float, maximum, minimum};
use super::lanes::{Vector, map, zip};
use super::{CombineVectors, MapVector};

/// The lesser, or `a` if neither is.
#[inline(always)]
fn pseudo_minimum<F: Float>(a: F, b: F) -> F {
    if b < a { b } else { a }
}

/// The greater, or `a` if neither is.
#[inline(always)]
fn pseudo_maximum<F: Float>(a: F, b: F) -> F {
    if a < b { b } else { a }
}

pub(in crate::interpreter) mod types {
    use super::{
        CombineVectors, Float, MapVector, Vector, map, maximum, minimum, pseudo_maximum,
        pseudo_minimum, zip,
    };

    super::super::operations! {
        MapVector: fn(a: Vector) -> Vector;
        F32x4Abs => map(a, f32::abs);
        F32x4Neg => map(a, |a: f32| -a);
        F32x4Sqrt => map(a, |a: f32| a.sqrt().quiet());
        F32x4Ceil => map(a, |a: f32| a.ceil().quiet());
        F32x4Floor => map(a, |a: f32| a.floor().quiet());
        F32x4Trunc => map(a, |a: f32| a.trunc().quiet());
        F32x4Nearest => map(a, |a: f32| a.round_ties_even().quiet());
        F64x2Abs => map(a, f64::abs);
        F64x2Neg => map(a, |a: f64| -a);
        F64x2Sqrt => map(a, |a: f64| a.sqrt().quiet());
        F64x2Ceil => map(a, |a: f64| a.ceil().quiet());
        F64x2Floor => map(a, |a: f64| a.floor().quiet());
        F64x2Trunc => map(a, |a: f64| a.trunc().quiet());
        F64x2Nearest => map(a, |a: f64| a.round_ties_even().quiet());
    }

    super::super::operations! {
        CombineVectors: fn(a: Vector, b: Vector) -> Vector;
        F32x4Add => zip(a, b, |a: f32, b: f32| a + b);
        F32x4Sub => zip(a, b, |a: f32, b: f32| a - b);
        F32x4Mul => zip(a, b, |a: f32, b: f32| a * b);
        F32x4Div => zip(a, b, |a: f32, b: f32| a / b);
        F32x4Min => zip(a, b, minimum::<f32>);
        F32x4Max => zip(a, b, maximum::<f32>);
        F32x4PMin => zip(a, b, pseudo_minimum::<f32>);
        F32x4PMax => zip(a, b, pseudo_maximum::<f32>);
        F64x2Add => zip(a, b, |a: f64, b: f64| a + b);
        F64x2Sub => zip(a, b, |a: f64, b: f64| a - b);
        F64x2Mul => zip(a, b, |a: f64, b: f64| a * b);
        F64x2Div => zip(a, b, |a: f64, b: f64| a / b);
        F64x2Min => zip(a, b, minimum::<f64>);
        F64x2Max => zip(a, b, maximum::<f64>);
        F64x2PMin => zip(a, b, pseudo_minimum::<f64>);
        F64x2PMax => zip(a, b, pseudo_maximum::<f64>);
    }
}
