//! Operations that put lanes into other places. (Single lanes are read and written where they lie
//! in their slots, see the handlers.)

use super::CombineVectors;
use super::lanes::{Lane, Vector, map};

/// Makes a vector of one lane's value.
pub(in crate::interpreter) trait SplatLane {
    /// The lane is the low bits of `bits`.
    fn apply(bits: u64) -> Vector;
}

/// The bytes of `a` at the places that `b` tells, or 0 where there is no such place.
#[inline(always)]
pub(super) fn swizzle(a: Vector, b: Vector) -> Vector {
    map(b, |place: u8| if place < 16 { a[usize::from(place & 15)] } else { 0 })
}

/// The bytes of `a` and `b`, counted on, at the places that `lanes` tells.
#[inline(always)]
pub(in crate::interpreter) fn shuffle(a: Vector, b: Vector, lanes: Vector) -> Vector {
    let mut both = [0; 32];
    both[..16].copy_from_slice(&a);
    both[16..].copy_from_slice(&b);
    map(lanes, |lane: u8| both[usize::from(lane & 31)])
}

pub(in crate::interpreter) mod types {
    use super::{CombineVectors, Lane, SplatLane, Vector, swizzle};

    super::super::operations! {
        CombineVectors: fn(a: Vector, b: Vector) -> Vector;
        I8x16Swizzle => swizzle(a, b);
    }

    super::super::operations! {
        SplatLane: fn(bits: u64) -> Vector;
        I8x16Splat => [bits as u8; 16];
        I16x8Splat => u16::join([bits as u16; 8]);
        I32x4Splat => u32::join([bits as u32; 4]);
        I64x2Splat => u64::join([bits; 2]);
        F32x4Splat => I32x4Splat::apply(bits);
        F64x2Splat => I64x2Splat::apply(bits);
    }
}
