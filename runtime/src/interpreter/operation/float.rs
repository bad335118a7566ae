//! Float arithmetic.
//!
//! The specification wants every NaN that an operation produces to be quiet. The machine does that
//! for the basic operations; where Rust or libm may pass a signalling NaN through, [`Float::quiet`] sets
//! the bit. Operations on the sign work on bits and leave NaNs as they are.

use super::{narrow, widen};

/// An operation on two floats.
pub(in crate::interpreter) trait CombineFloats {
    fn apply(a: f64, b: f64) -> f64;
}

/// An operation on one float.
pub(in crate::interpreter) trait MapFloat {
    fn apply(a: f64) -> f64;
}

/// What both widths of floats can do.
pub(super) trait Float: Copy + PartialOrd {
    fn is_nan(self) -> bool;
    /// A quiet NaN if `self` is one, else `self`.
    fn quiet(self) -> Self;
    fn or_bits(self, other: Self) -> Self;
    fn and_bits(self, other: Self) -> Self;
}

macro_rules! floats {
    ($($type:ty: quiet $bit:literal;)*) => { $(
        impl Float for $type {
            #[inline(always)]
            fn is_nan(self) -> bool {
                self.is_nan()
            }
            #[inline(always)]
            fn quiet(self) -> Self {
                if self.is_nan() { Self::from_bits(self.to_bits() | $bit) } else { self }
            }
            #[inline(always)]
            fn or_bits(self, other: Self) -> Self {
                Self::from_bits(self.to_bits() | other.to_bits())
            }
            #[inline(always)]
            fn and_bits(self, other: Self) -> Self {
                Self::from_bits(self.to_bits() & other.to_bits())
            }
        }
    )* };
}

floats! {
    f32: quiet 0x0040_0000;
    f64: quiet 0x0008_0000_0000_0000;
}

/// The lesser, with -0 less than +0, and NaN if either is NaN.
#[inline(always)]
pub(super) fn minimum<F: Float>(a: F, b: F) -> F {
    if a < b {
        a
    } else if b < a {
        b
    } else if a == b {
        a.or_bits(b)
    } else {
        nan_of(a, b)
    }
}

/// The greater, with +0 greater than -0, and NaN if either is NaN.
#[inline(always)]
pub(super) fn maximum<F: Float>(a: F, b: F) -> F {
    if a > b {
        a
    } else if b > a {
        b
    } else if a == b {
        a.and_bits(b)
    } else {
        nan_of(a, b)
    }
}

/// The NaN among two values, made quiet.
#[inline(always)]
fn nan_of<F: Float>(a: F, b: F) -> F {
    if a.is_nan() { a.quiet() } else { b.quiet() }
}

/// Makes an enum of operations on floats and a type for each.
///
/// A line reads `Name |operands| result`, with the operands narrowed and the result widened again
/// where it says `f32`.
macro_rules! float_operations {
    (
        $(#[$attribute:meta])* $enum:ident: $trait:ident, $types:ident;
        $($name:ident |$($operand:ident),+ ; $type:ident| $value:expr;)*
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $enum { $($name,)* }

        mod $types {
            $(pub(in crate::interpreter) struct $name;)*
        }

        $(impl $trait for $types::$name {
            #[inline(always)]
            fn apply($($operand: f64),+) -> f64 {
                $(let $operand = float_operations!(@read $operand, $type);)+
                float_operations!(@result $value, $type)
            }
        })*
    };
    (@read $operand:ident, f32) => { narrow($operand) };
    (@read $operand:ident, f64) => { $operand };
    (@result $value:expr, f32) => { widen($value) };
    (@result $value:expr, f64) => { $value };
}

float_operations! {
    /// An operation on two floats.
    FloatBinary: CombineFloats, binary_types;
    F32Add |a, b; f32| a + b;
    F32Sub |a, b; f32| a - b;
    F32Mul |a, b; f32| a * b;
    F32Div |a, b; f32| a / b;
    F32Min |a, b; f32| minimum(a, b);
    F32Max |a, b; f32| maximum(a, b);
    F32Copysign |a, b; f32| a.copysign(b);
    F64Add |a, b; f64| a + b;
    F64Sub |a, b; f64| a - b;
    F64Mul |a, b; f64| a * b;
    F64Div |a, b; f64| a / b;
    F64Min |a, b; f64| minimum(a, b);
    F64Max |a, b; f64| maximum(a, b);
    F64Copysign |a, b; f64| a.copysign(b);
}

float_operations! {
    /// An operation on one float, including the conversions between their widths.
    FloatUnary: MapFloat, unary_types;
    F32Abs |a; f32| a.abs();
    F32Neg |a; f32| -a;
    F32Ceil |a; f32| a.ceil().quiet();
    F32Floor |a; f32| a.floor().quiet();
    F32Trunc |a; f32| a.trunc().quiet();
    F32Nearest |a; f32| a.round_ties_even().quiet();
    F32Sqrt |a; f32| a.sqrt().quiet();
    F64Abs |a; f64| a.abs();
    F64Neg |a; f64| -a;
    F64Ceil |a; f64| a.ceil().quiet();
    F64Floor |a; f64| a.floor().quiet();
    F64Trunc |a; f64| a.trunc().quiet();
    F64Nearest |a; f64| a.round_ties_even().quiet();
    F64Sqrt |a; f64| a.sqrt().quiet();
    F32DemoteF64 |a; f64| widen((a as f32).quiet());
    F64PromoteF32 |a; f64| f64::from(narrow(a)).quiet();
}

pub(in crate::interpreter) mod types {
    pub(in crate::interpreter) use super::binary_types::*;
    pub(in crate::interpreter) use super::unary_types::*;
}

impl FloatBinary {
    /// Whether the operands may be swapped. Sums and products of two NaNs may then differ in the
    /// NaN, which is any the implementation likes.
    pub(crate) fn is_commutative(self) -> bool {
        matches!(self, Self::F32Add | Self::F32Mul | Self::F64Add | Self::F64Mul)
    }
}

#[cfg(test)]
mod tests {
    use super::{CombineFloats, MapFloat, types};

    const SIGNALLING: u64 = 0x7ff0_0000_0000_0001;

    #[test]
    fn signalling_nans_become_quiet() {
        let nan = f64::from_bits(SIGNALLING);
        let quiet = 0x0008_0000_0000_0000;
        for result in [
            types::F64Min::apply(nan, 1.0),
            types::F64Max::apply(1.0, nan),
            types::F64Ceil::apply(nan),
            types::F64Nearest::apply(nan),
            types::F64Sqrt::apply(nan),
        ] {
            assert!(result.is_nan() && result.to_bits() & quiet != 0);
        }
    }

    #[test]
    fn operations_on_the_sign_keep_the_bits() {
        let nan = f64::from_bits(SIGNALLING);
        assert_eq!(types::F64Neg::apply(nan).to_bits(), SIGNALLING | 1 << 63);
        assert_eq!(types::F64Copysign::apply(nan, -1.0).to_bits(), SIGNALLING | 1 << 63);
    }

    #[test]
    fn zeros_are_ordered_by_their_sign() {
        assert_eq!(types::F64Min::apply(0.0, -0.0).to_bits(), 1 << 63);
        assert_eq!(types::F64Max::apply(-0.0, 0.0).to_bits(), 0);
    }
}
