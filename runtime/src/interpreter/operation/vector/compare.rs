//! Comparisons of lanes.

use super::CombineVectors;
use super::lanes::{Vector, compare};

pub(in crate::interpreter) mod types {
    use super::{CombineVectors, Vector, compare};

    super::super::operations! {
        CombineVectors: fn(a: Vector, b: Vector) -> Vector;
        I8x16Eq => compare(a, b, i8::eq);
        I8x16Ne => compare(a, b, i8::ne);
        I8x16LtS => compare(a, b, i8::lt);
        I8x16LtU => compare(a, b, u8::lt);
        I8x16GtS => compare(a, b, i8::gt);
        I8x16GtU => compare(a, b, u8::gt);
        I8x16LeS => compare(a, b, i8::le);
        I8x16LeU => compare(a, b, u8::le);
        I8x16GeS => compare(a, b, i8::ge);
        I8x16GeU => compare(a, b, u8::ge);
        I16x8Eq => compare(a, b, i16::eq);
        I16x8Ne => compare(a, b, i16::ne);
        I16x8LtS => compare(a, b, i16::lt);
        I16x8LtU => compare(a, b, u16::lt);
        I16x8GtS => compare(a, b, i16::gt);
        I16x8GtU => compare(a, b, u16::gt);
        I16x8LeS => compare(a, b, i16::le);
        I16x8LeU => compare(a, b, u16::le);
        I16x8GeS => compare(a, b, i16::ge);
        I16x8GeU => compare(a, b, u16::ge);
        I32x4Eq => compare(a, b, i32::eq);
        I32x4Ne => compare(a, b, i32::ne);
        I32x4LtS => compare(a, b, i32::lt);
        I32x4LtU => compare(a, b, u32::lt);
        I32x4GtS => compare(a, b, i32::gt);
        I32x4GtU => compare(a, b, u32::gt);
        I32x4LeS => compare(a, b, i32::le);
        I32x4LeU => compare(a, b, u32::le);
        I32x4GeS => compare(a, b, i32::ge);
        I32x4GeU => compare(a, b, u32::ge);
        I64x2Eq => compare(a, b, i64::eq);
        I64x2Ne => compare(a, b, i64::ne);
        I64x2LtS => compare(a, b, i64::lt);
        I64x2GtS => compare(a, b, i64::gt);
        I64x2LeS => compare(a, b, i64::le);
        I64x2GeS => compare(a, b, i64::ge);
        F32x4Eq => compare(a, b, f32::eq);
        F32x4Ne => compare(a, b, f32::ne);
        F32x4Lt => compare(a, b, f32::lt);
        F32x4Gt => compare(a, b, f32::gt);
        F32x4Le => compare(a, b, f32::le);
        F32x4Ge => compare(a, b, f32::ge);
        F64x2Eq => compare(a, b, f64::eq);
        F64x2Ne => compare(a, b, f64::ne);
        F64x2Lt => compare(a, b, f64::lt);
        F64x2Gt => compare(a, b, f64::gt);
        F64x2Le => compare(a, b, f64::le);
        F64x2Ge => compare(a, b, f64::ge);
    }
}
