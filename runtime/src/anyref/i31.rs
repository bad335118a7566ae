//! Integers of 31 bits.

use std::fmt;

/// An integer of 31 bits, which takes the place of a reference.
///
/// ```
/// use wasmrun_runtime::I31;
///
/// assert_eq!(I31::new_i32(-5).unwrap().get_i32(), -5);
/// assert_eq!(I31::wrapping_u32(u32::MAX).get_u32(), u32::MAX >> 1);
/// assert!(I31::new_u32(1 << 31).is_none());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct I31 {
    /// The integer, shifted, with the lowest bit set: as it lies in a slot.
    bits: u32,
}

impl I31 {
    /// The integer, if it is from -2^30 to 2^30 - 1.
    pub fn new_i32(value: i32) -> Option<Self> {
        let wrapped = Self::wrapping_i32(value);
        (wrapped.get_i32() == value).then_some(wrapped)
    }

    /// The integer, if it is less than 2^31.
    pub fn new_u32(value: u32) -> Option<Self> {
        let wrapped = Self::wrapping_u32(value);
        (wrapped.get_u32() == value).then_some(wrapped)
    }

    /// The lower 31 bits.
    pub fn wrapping_i32(value: i32) -> Self {
        Self::wrapping_u32(value as u32)
    }

    /// The lower 31 bits.
    pub fn wrapping_u32(value: u32) -> Self {
        Self { bits: value << 1 | 1 }
    }

    /// The integer with its sign.
    pub fn get_i32(self) -> i32 {
        self.bits as i32 >> 1
    }

    /// The integer without sign.
    pub fn get_u32(self) -> u32 {
        self.bits >> 1
    }

    /// As it lies in a slot.
    pub(crate) fn bits(self) -> u32 {
        self.bits
    }

    pub(crate) fn from_bits(bits: u32) -> Self {
        Self { bits }
    }
}

impl fmt::Debug for I31 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("I31").field(&self.get_i32()).finish()
    }
}
