//! Loads of vectors, most of them from fewer bytes.

use super::convert::extend_low;
use super::lanes::{Lane, Vector};

/// A load of a vector.
pub(in crate::interpreter) trait LoadVector {
    /// How many bytes are read.
    const SIZE: u64;
    /// Makes the value of the bytes at `place`, which need not be aligned.
    unsafe fn load(place: *const u8) -> Vector;
}

/// A vector that begins with these bytes and goes on with zeros.
#[inline(always)]
fn padded<const N: usize>(bytes: [u8; N]) -> Vector {
    let mut vector = [0; 16];
    vector[..N].copy_from_slice(&bytes);
    vector
}

macro_rules! loads {
    ($($name:ident: $size:literal bytes, |$bytes:ident| $value:expr;)*) => { $(
        pub(in crate::interpreter) struct $name;

        impl LoadVector for $name {
            const SIZE: u64 = $size;

            #[inline(always)]
            unsafe fn load(place: *const u8) -> Vector {
                // SAFETY: the caller found the bytes to be within the memory.
                let $bytes = unsafe { place.cast::<[u8; $size]>().read() };
                $value
            }
        }
    )* };
}

pub(in crate::interpreter) mod types {
    use super::{Lane, LoadVector, Vector, extend_low, padded};

    loads! {
        V128Load: 16 bytes, |bytes| bytes;
        V128Load8x8S: 8 bytes, |bytes| extend_low::<i8, i16, _, _>(padded(bytes));
        V128Load8x8U: 8 bytes, |bytes| extend_low::<u8, u16, _, _>(padded(bytes));
        V128Load16x4S: 8 bytes, |bytes| extend_low::<i16, i32, _, _>(padded(bytes));
        V128Load16x4U: 8 bytes, |bytes| extend_low::<u16, u32, _, _>(padded(bytes));
        V128Load32x2S: 8 bytes, |bytes| extend_low::<i32, i64, _, _>(padded(bytes));
        V128Load32x2U: 8 bytes, |bytes| extend_low::<u32, u64, _, _>(padded(bytes));
        V128Load8Splat: 1 bytes, |bytes| [bytes[0]; 16];
        V128Load16Splat: 2 bytes, |bytes| u16::join([u16::from_le_bytes(bytes); 8]);
        V128Load32Splat: 4 bytes, |bytes| u32::join([u32::from_le_bytes(bytes); 4]);
        V128Load64Splat: 8 bytes, |bytes| u64::join([u64::from_le_bytes(bytes); 2]);
        V128Load32Zero: 4 bytes, |bytes| padded(bytes);
        V128Load64Zero: 8 bytes, |bytes| padded(bytes);
    }
}
