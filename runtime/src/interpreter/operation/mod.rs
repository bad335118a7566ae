//! What operations compute: safe functions on plain values.
//!
//! Each operation is a type that implements the trait of its shape, for handlers to be generic
//! over, and a variant of an enum, for the translator to talk about. A macro per shape makes both
//! from one line.
//!
//! Integers are passed as `u64` and floats as `f64`, whatever their width, as they are in the
//! registers; see [`operand`](super::operand) for how narrow values lie in them.

mod access;
pub(crate) mod atomic;
mod comparison;
mod conversion;
mod division;
mod float;
mod integer;
pub(super) mod vector;

pub(crate) use self::access::{FloatLoad, FloatStore, IntLoad, IntStore};
pub(super) use self::access::{LoadFloat, LoadInt, StoreFloat, StoreInt};
pub(super) use self::comparison::{CompareFloats, CompareInts, Inverted, Swapped};
pub(crate) use self::comparison::{FloatCompare, IntCompare};
pub(super) use self::conversion::{ConvertToFloat, ConvertToInt};
pub(crate) use self::conversion::{FloatToInt, IntToFloat};
pub(super) use self::division::Divide;
pub(crate) use self::division::Division;
pub(super) use self::float::{CombineFloats, MapFloat};
pub(crate) use self::float::{FloatBinary, FloatUnary};
#[cfg(all(target_arch = "x86_64", not(miri)))]
pub(super) use self::float::{Machine, rounds};
pub(super) use self::integer::{CombineInts, MapInt};
pub(crate) use self::integer::{IntBinary, IntUnary};

/// The operations as types, for handlers to be instantiated with.
pub(super) mod types {
    pub(in crate::interpreter) use super::access::types::*;
    pub(in crate::interpreter) use super::comparison::types::*;
    pub(in crate::interpreter) use super::conversion::types::*;
    pub(in crate::interpreter) use super::division::types::*;
    pub(in crate::interpreter) use super::float::types::*;
    pub(in crate::interpreter) use super::integer::types::*;
}

/// The `f32` in the lower half of a float register.
#[inline(always)]
fn narrow(value: f64) -> f32 {
    f32::from_bits(value.to_bits() as u32)
}

/// An `f32` as it lies in a float register.
#[inline(always)]
fn widen(value: f32) -> f64 {
    f64::from_bits(value.to_bits().into())
}
