//! Integer division: the arithmetic that can trap.

use crate::trap::TrapCode;

/// A division or remainder.
pub(in crate::interpreter) trait Divide {
    fn apply(a: u64, b: u64) -> Result<u64, TrapCode>;
}

/// Makes the enum of divisions and a type for each.
macro_rules! divisions {
    ($($name:ident |$a:ident, $b:ident; $type:ty, $unsigned:ty| $value:expr;)*) => {
        /// A division or remainder of integers.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Division { $($name,)* }

        pub(in crate::interpreter) mod types {
            $(pub(in crate::interpreter) struct $name;)*
        }

        $(impl Divide for types::$name {
            #[inline(always)]
            fn apply(a: u64, b: u64) -> Result<u64, TrapCode> {
                let ($a, $b) = (a as $type, b as $type);
                if $b == 0 {
                    return Err(TrapCode::IntegerDivisionByZero);
                }
                let value: Option<$type> = $value;
                value.map(|value| value as $unsigned as u64).ok_or(TrapCode::IntegerOverflow)
            }
        })*
    };
}

// The quotient of the least number by -1 overflows, the remainder is 0. (Negating instead of
// dividing by -1 leaves the machine with less to check.)
divisions! {
    I32DivS |a, b; i32, u32| if b == -1 { a.checked_neg() } else { a.checked_div(b) };
    I32DivU |a, b; u32, u32| a.checked_div(b);
    I32RemS |a, b; i32, u32| Some(a.wrapping_rem(b));
    I32RemU |a, b; u32, u32| a.checked_rem(b);
    I64DivS |a, b; i64, u64| if b == -1 { a.checked_neg() } else { a.checked_div(b) };
    I64DivU |a, b; u64, u64| a.checked_div(b);
    I64RemS |a, b; i64, u64| Some(a.wrapping_rem(b));
    I64RemU |a, b; u64, u64| a.checked_rem(b);
}
