//! Arithmetic on numbers of 128 bits, each in two slots, the low half first.
//!
//! Operands lie in slots one behind the other, from `x` on, and the result replaces the first.

use super::tables::prelude::{Handler, Registers, cell, handler};

impl Registers {
    /// The number of 128 bits in a slot and the next.
    #[inline(always)]
    unsafe fn wide(&self, slot: u32) -> u128 {
        // SAFETY: the translator names only slots of the function's frame.
        unsafe {
            let place = self.slot(slot);
            u128::from(*place) | u128::from(*place.add(1)) << 64
        }
    }

    /// Puts a number of 128 bits into a slot and the next.
    #[inline(always)]
    unsafe fn set_wide(&self, slot: u32, value: u128) {
        // SAFETY: the translator names only slots of the function's frame.
        unsafe {
            let place = self.slot(slot);
            *place = value as u64;
            *place.add(1) = (value >> 64) as u64;
        }
    }
}

handler! {
    /// The sum of two numbers of 128 bits.
    fn add(r) {
        let x = (*r.cell::<cell::Short>()).x;
        r.set_wide(x, r.wide(x).wrapping_add(r.wide(x + 2)));
        r.next::<cell::Short>()
    }

    /// The difference of two numbers of 128 bits.
    fn subtract(r) {
        let x = (*r.cell::<cell::Short>()).x;
        r.set_wide(x, r.wide(x).wrapping_sub(r.wide(x + 2)));
        r.next::<cell::Short>()
    }

    /// The whole product of two signed numbers of 64 bits.
    fn multiply_signed(r) {
        let x = (*r.cell::<cell::Short>()).x;
        let extended = |slot: u32| i128::from((*r.slot(slot)).cast_signed());
        r.set_wide(x, extended(x).wrapping_mul(extended(x + 1)).cast_unsigned());
        r.next::<cell::Short>()
    }

    /// The whole product of two unsigned numbers of 64 bits.
    fn multiply_unsigned(r) {
        let x = (*r.cell::<cell::Short>()).x;
        r.set_wide(x, u128::from(*r.slot(x)).wrapping_mul(u128::from(*r.slot(x + 1))));
        r.next::<cell::Short>()
    }
}

/// An operation with a result of 128 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WideOperation {
    Add,
    Subtract,
    MultiplySigned,
    MultiplyUnsigned,
}

/// The handler of an operation with a result of 128 bits.
pub(crate) fn find(operation: WideOperation) -> Handler {
    match operation {
        WideOperation::Add => add,
        WideOperation::Subtract => subtract,
        WideOperation::MultiplySigned => multiply_signed,
        WideOperation::MultiplyUnsigned => multiply_unsigned,
    }
}
