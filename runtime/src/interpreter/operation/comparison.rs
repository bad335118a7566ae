//! Comparisons, for results and for branches.
//!
//! Only half of WebAssembly's comparisons are here: `a > b` is `b < a`, and so on.

#![expect(clippy::float_cmp, reason = "these are the comparisons themselves")]

use super::narrow;

/// A comparison of two integers.
pub(in crate::interpreter) trait CompareInts {
    fn holds(a: u64, b: u64) -> bool;
}

/// A comparison of two floats.
pub(in crate::interpreter) trait CompareFloats {
    fn holds(a: f64, b: f64) -> bool;
}

/// Makes an enum of comparisons and a type for each.
macro_rules! comparisons {
    (
        $(#[$attribute:meta])* $enum:ident: $trait:ident($raw:ty), $types:ident;
        $($name:ident |$a:ident, $b:ident $(; $type:ty)?| $value:expr;)*
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $enum { $($name,)* }

        mod $types {
            $(pub(in crate::interpreter) struct $name;)*
        }

        $(impl $trait for $types::$name {
            #[inline(always)]
            fn holds($a: $raw, $b: $raw) -> bool {
                $(let ($a, $b) = ($a as $type, $b as $type);)?
                $value
            }
        })*
    };
}

comparisons! {
    /// A comparison of two integers. The tests of bits are for branches: they fuse an `and`.
    IntCompare: CompareInts(u64), int_types;
    I32Eq |a, b; u32| a == b;
    I32Ne |a, b; u32| a != b;
    I32LtS |a, b; i32| a < b;
    I32LtU |a, b; u32| a < b;
    I32LeS |a, b; i32| a <= b;
    I32LeU |a, b; u32| a <= b;
    I32AnyBits |a, b; u32| a & b != 0;
    I32NoBits |a, b; u32| a & b == 0;
    I64Eq |a, b; u64| a == b;
    I64Ne |a, b; u64| a != b;
    I64LtS |a, b; i64| a < b;
    I64LtU |a, b; u64| a < b;
    I64LeS |a, b; i64| a <= b;
    I64LeU |a, b; u64| a <= b;
}

comparisons! {
    /// A comparison of two floats.
    FloatCompare: CompareFloats(f64), float_types;
    F32Eq |a, b| narrow(a) == narrow(b);
    F32Ne |a, b| narrow(a) != narrow(b);
    F32Lt |a, b| narrow(a) < narrow(b);
    F32Le |a, b| narrow(a) <= narrow(b);
    F64Eq |a, b| a == b;
    F64Ne |a, b| a != b;
    F64Lt |a, b| a < b;
    F64Le |a, b| a <= b;
}

pub(in crate::interpreter) mod types {
    pub(in crate::interpreter) use super::float_types::*;
    pub(in crate::interpreter) use super::int_types::*;
}

/// A comparison with its operands swapped.
pub(in crate::interpreter) struct Swapped<C>(C);

impl<C: CompareInts> CompareInts for Swapped<C> {
    #[inline(always)]
    fn holds(a: u64, b: u64) -> bool {
        C::holds(b, a)
    }
}

/// The opposite of a comparison; for floats that is no comparison of its own, because of NaN.
pub(in crate::interpreter) struct Inverted<C>(C);

impl<C: CompareFloats> CompareFloats for Inverted<C> {
    #[inline(always)]
    fn holds(a: f64, b: f64) -> bool {
        !C::holds(a, b)
    }
}

impl IntCompare {
    /// The opposite comparison, and whether its operands are to be swapped.
    pub(crate) fn inverted(self) -> (Self, bool) {
        match self {
            Self::I32Eq => (Self::I32Ne, false),
            Self::I32Ne => (Self::I32Eq, false),
            Self::I32LtS => (Self::I32LeS, true),
            Self::I32LtU => (Self::I32LeU, true),
            Self::I32LeS => (Self::I32LtS, true),
            Self::I32LeU => (Self::I32LtU, true),
            Self::I32AnyBits => (Self::I32NoBits, false),
            Self::I32NoBits => (Self::I32AnyBits, false),
            Self::I64Eq => (Self::I64Ne, false),
            Self::I64Ne => (Self::I64Eq, false),
            Self::I64LtS => (Self::I64LeS, true),
            Self::I64LtU => (Self::I64LeU, true),
            Self::I64LeS => (Self::I64LtS, true),
            Self::I64LeU => (Self::I64LtU, true),
        }
    }

    /// Whether the operands may be swapped.
    pub(crate) fn is_commutative(self) -> bool {
        use IntCompare as C;
        matches!(self, C::I32Eq | C::I32Ne | C::I64Eq | C::I64Ne | C::I32AnyBits | C::I32NoBits)
    }
}

impl FloatCompare {
    /// Whether the operands may be swapped.
    pub(crate) fn is_commutative(self) -> bool {
        matches!(self, Self::F32Eq | Self::F32Ne | Self::F64Eq | Self::F64Ne)
    }
}

#[cfg(test)]
mod tests {
    use super::{CompareFloats, CompareInts, Inverted, Swapped, types};

    #[test]
    fn the_opposite_of_a_float_comparison_holds_for_nan() {
        assert!(!types::F64Lt::holds(f64::NAN, 1.0));
        assert!(Inverted::<types::F64Lt>::holds(f64::NAN, 1.0));
    }

    #[test]
    fn swapping_turns_less_into_greater() {
        assert!(Swapped::<types::I32LtS>::holds(1, u64::MAX));
        assert!(!Swapped::<types::I32LtU>::holds(1, u64::MAX));
    }
}
