//! Integer arithmetic that cannot trap.

/// An operation on two integers.
pub(in crate::interpreter) trait CombineInts {
    fn apply(a: u64, b: u64) -> u64;
}

/// An operation on one integer.
pub(in crate::interpreter) trait MapInt {
    fn apply(a: u64) -> u64;
}

/// Makes an enum of operations on integers, a type for each, and a way to evaluate them.
///
/// A line reads `Name |operands: their type| result`; the result is extended with zeros.
macro_rules! integer_operations {
    (
        $(#[$attribute:meta])* $enum:ident: $trait:ident ($($raw:ident),+), $types:ident;
        $($name:ident |$($operand:ident),+ ; $type:ty| $value:expr;)*
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $enum { $($name,)* }

        mod $types {
            $(pub(in crate::interpreter) struct $name;)*
        }

        $(impl $trait for $types::$name {
            #[inline(always)]
            fn apply($($operand: u64),+) -> u64 {
                $(let $operand = $operand as $type;)+
                $value as u64
            }
        })*

        impl $enum {
            /// Computes what the handlers of the operation compute.
            pub(crate) fn evaluate(self, $($raw: u64),+) -> u64 {
                match self { $(Self::$name => $types::$name::apply($($operand),+),)* }
            }
        }
    };
}

integer_operations! {
    /// An operation on two integers.
    IntBinary: CombineInts(a, b), binary_types;
    I32Add |a, b; u32| a.wrapping_add(b);
    I32Sub |a, b; u32| a.wrapping_sub(b);
    I32Mul |a, b; u32| a.wrapping_mul(b);
    I32And |a, b; u32| a & b;
    I32Or |a, b; u32| a | b;
    I32Xor |a, b; u32| a ^ b;
    I32Shl |a, b; u32| a.wrapping_shl(b);
    I32ShrS |a, b; u32| (a as i32).wrapping_shr(b) as u32;
    I32ShrU |a, b; u32| a.wrapping_shr(b);
    I32Rotl |a, b; u32| a.rotate_left(b & 31);
    I32Rotr |a, b; u32| a.rotate_right(b & 31);
    I64Add |a, b; u64| a.wrapping_add(b);
    I64Sub |a, b; u64| a.wrapping_sub(b);
    I64Mul |a, b; u64| a.wrapping_mul(b);
    I64And |a, b; u64| a & b;
    I64Or |a, b; u64| a | b;
    I64Xor |a, b; u64| a ^ b;
    I64Shl |a, b; u64| a.wrapping_shl(b as u32);
    I64ShrS |a, b; u64| (a as i64).wrapping_shr(b as u32) as u64;
    I64ShrU |a, b; u64| a.wrapping_shr(b as u32);
    I64Rotl |a, b; u64| a.rotate_left(b as u32 & 63);
    I64Rotr |a, b; u64| a.rotate_right(b as u32 & 63);
}

integer_operations! {
    /// An operation on one integer, including the conversions among integers.
    IntUnary: MapInt(a), unary_types;
    I32Clz |a; u32| a.leading_zeros();
    I32Ctz |a; u32| a.trailing_zeros();
    I32Popcnt |a; u32| a.count_ones();
    I32Extend8S |a; i8| i32::from(a) as u32;
    I32Extend16S |a; i16| i32::from(a) as u32;
    I32WrapI64 |a; u32| a;
    I64Clz |a; u64| a.leading_zeros();
    I64Ctz |a; u64| a.trailing_zeros();
    I64Popcnt |a; u64| a.count_ones();
    I64Extend8S |a; i8| i64::from(a);
    I64Extend16S |a; i16| i64::from(a);
    I64Extend32S |a; i32| i64::from(a);
    I64ExtendI32U |a; u32| a;
    // No operator: makes an index of 64 bits one of 32, which is beyond every end if it was.
    Saturate32 |a; u64| a.min(u32::MAX.into());
}

pub(in crate::interpreter) mod types {
    pub(in crate::interpreter) use super::binary_types::*;
    pub(in crate::interpreter) use super::unary_types::*;
}

impl IntBinary {
    /// Whether the operands may be swapped.
    pub(crate) fn is_commutative(self) -> bool {
        use IntBinary as B;
        matches!(
            self,
            B::I32Add
                | B::I32Mul
                | B::I32And
                | B::I32Or
                | B::I32Xor
                | B::I64Add
                | B::I64Mul
                | B::I64And
                | B::I64Or
                | B::I64Xor
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{IntBinary, IntUnary};

    #[test]
    fn the_upper_half_of_narrow_operands_is_ignored() {
        let garbage = 0xdead_beef_0000_0000;
        assert_eq!(IntBinary::I32Add.evaluate(garbage | 0xffff_ffff, garbage | 0x2), 1);
        assert_eq!(IntBinary::I32ShrS.evaluate(garbage | 0x8000_0000, garbage | 0x21), 0xc000_0000);
        assert_eq!(IntUnary::I32Clz.evaluate(garbage | 0x1), 31);
        assert_eq!(IntUnary::I64ExtendI32U.evaluate(garbage | 0x7), 7);
    }

    #[test]
    fn signs_are_extended_to_the_width_of_the_result() {
        assert_eq!(IntUnary::I32Extend8S.evaluate(0x80), 0xffff_ff80);
        assert_eq!(IntUnary::I64Extend32S.evaluate(0x8000_0000), 0xffff_ffff_8000_0000);
    }
}
