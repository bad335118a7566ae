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

/// Rounding by the machine's instruction, which x86-64 has had since SSE 4.1: without it, rounding
/// is a call of the C library. It makes NaNs quiet. Only for where [`rounds`] says so.
#[cfg(all(target_arch = "x86_64", not(miri)))]
mod machine {
    #![expect(unsafe_code, reason = "an instruction that the compiler may not use by itself")]

    use std::arch::asm;

    use super::{MapFloat, narrow, unary_types as types, widen};

    /// A rounding operation, done by the machine.
    pub(in crate::interpreter) struct Machine<O>(O);

    /// Whether the machine has the instructions.
    pub(in crate::interpreter) fn rounds() -> bool {
        std::arch::is_x86_feature_detected!("sse4.1")
    }

    macro_rules! rounding {
        ($($narrow:ident $wide:ident: $mode:literal;)*) => { $(
            impl MapFloat for Machine<types::$narrow> {
                #[inline(always)]
                fn apply(a: f64) -> f64 {
                    let (a, mut rounded) = (narrow(a), 0.0_f32);
                    // SAFETY: handlers with it are found only where the machine has it.
                    unsafe {
                        asm!(
                            concat!("roundss {0}, {1}, ", $mode),
                            inout(xmm_reg) rounded, in(xmm_reg) a,
                            options(pure, nomem, nostack, preserves_flags)
                        );
                    }
                    widen(rounded)
                }
            }
            impl MapFloat for Machine<types::$wide> {
                #[inline(always)]
                fn apply(a: f64) -> f64 {
                    let mut rounded = 0.0_f64;
                    // SAFETY: the same.
                    unsafe {
                        asm!(
                            concat!("roundsd {0}, {1}, ", $mode),
                            inout(xmm_reg) rounded, in(xmm_reg) a,
                            options(pure, nomem, nostack, preserves_flags)
                        );
                    }
                    rounded
                }
            }
        )* };
    }

    // The modes of the instruction, with the bit that keeps it from noting that it was not exact.
    rounding! {
        F32Nearest F64Nearest: 8;
        F32Floor F64Floor: 9;
        F32Ceil F64Ceil: 10;
        F32Trunc F64Trunc: 11;
    }
}
#[cfg(all(target_arch = "x86_64", not(miri)))]
pub(in crate::interpreter) use self::machine::{Machine, rounds};

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

    #[cfg(all(target_arch = "x86_64", not(miri)))]
    #[test]
    fn the_machine_rounds_as_the_library_does() {
        use super::{Machine, rounds};
        if !rounds() {
            return;
        }
        for value in [0.5, -0.5, 1.5, 2.5, -2.5, 1e300, -0.0, 0.1, f64::INFINITY, f64::NAN] {
            let check = |machine: f64, library: f64| {
                assert_eq!(machine.to_bits(), library.to_bits(), "{value}");
            };
            check(Machine::<types::F64Ceil>::apply(value), types::F64Ceil::apply(value));
            check(Machine::<types::F64Floor>::apply(value), types::F64Floor::apply(value));
            check(Machine::<types::F64Trunc>::apply(value), types::F64Trunc::apply(value));
            check(Machine::<types::F64Nearest>::apply(value), types::F64Nearest::apply(value));
            let value = super::widen(value as f32);
            check(Machine::<types::F32Ceil>::apply(value), types::F32Ceil::apply(value));
            check(Machine::<types::F32Floor>::apply(value), types::F32Floor::apply(value));
            check(Machine::<types::F32Trunc>::apply(value), types::F32Trunc::apply(value));
            check(Machine::<types::F32Nearest>::apply(value), types::F32Nearest::apply(value));
        }
        let signalling = f64::from_bits(SIGNALLING);
        assert!(Machine::<types::F64Floor>::apply(signalling).to_bits() > SIGNALLING);
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
