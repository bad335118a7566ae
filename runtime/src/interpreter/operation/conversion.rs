//! Conversions between integers and floats.

use super::{narrow, widen};
use crate::trap::TrapCode;

/// A conversion of an integer to a float.
pub(in crate::interpreter) trait ConvertToFloat {
    fn apply(a: u64) -> f64;
}

/// A conversion of a float to an integer, which can trap.
pub(in crate::interpreter) trait ConvertToInt {
    fn apply(a: f64) -> Result<u64, TrapCode>;
}

/// Makes the enum of conversions to floats and a type for each.
macro_rules! to_float {
    ($($name:ident |$a:ident; $type:ty| $value:expr;)*) => {
        /// A conversion of an integer to a float.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum IntToFloat { $($name,)* }

        mod to_float_types {
            $(pub(in crate::interpreter) struct $name;)*
        }

        $(impl ConvertToFloat for to_float_types::$name {
            #[inline(always)]
            fn apply(a: u64) -> f64 {
                let $a = a as $type;
                $value
            }
        })*
    };
}

to_float! {
    F32ConvertI32S |a; i32| widen(a as f32);
    F32ConvertI32U |a; u32| widen(a as f32);
    F32ConvertI64S |a; i64| widen(a as f32);
    F32ConvertI64U |a; u64| widen(a as f32);
    F64ConvertI32S |a; i32| a.into();
    F64ConvertI32U |a; u32| a.into();
    F64ConvertI64S |a; i64| a as f64;
    F64ConvertI64U |a; u64| a as f64;
    // The upper half of an `f32` is unspecified, so one operation serves both widths.
    Reinterpret |a; u64| f64::from_bits(a);
}

/// Makes the enum of conversions to integers and a type for each.
macro_rules! to_int {
    ($($name:ident |$a:ident| $value:expr;)*) => {
        /// A conversion of a float to an integer.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum FloatToInt { $($name,)* }

        mod to_int_types {
            $(pub(in crate::interpreter) struct $name;)*
        }

        $(impl ConvertToInt for to_int_types::$name {
            #[inline(always)]
            fn apply($a: f64) -> Result<u64, TrapCode> {
                $value
            }
        })*
    };
}

// The bounds of `checked` are the nearest floats outside the range of the result.
to_int! {
    I32TruncF32S |a| checked(narrow(a).into(), -2_147_483_649.0, 2_147_483_648.0, |a| a as i32 as u64);
    I32TruncF32U |a| checked(narrow(a).into(), -1.0, 4_294_967_296.0, |a| a as u32 as u64);
    I32TruncF64S |a| checked(a, -2_147_483_649.0, 2_147_483_648.0, |a| a as i32 as u64);
    I32TruncF64U |a| checked(a, -1.0, 4_294_967_296.0, |a| a as u32 as u64);
    I64TruncF32S |a| checked(narrow(a).into(), BELOW_I64, TWO_POW_63, |a| a as i64 as u64);
    I64TruncF32U |a| checked(narrow(a).into(), -1.0, TWO_POW_64, |a| a as u64);
    I64TruncF64S |a| checked(a, BELOW_I64, TWO_POW_63, |a| a as i64 as u64);
    I64TruncF64U |a| checked(a, -1.0, TWO_POW_64, |a| a as u64);
    I32TruncSatF32S |a| Ok(narrow(a) as i32 as u64);
    I32TruncSatF32U |a| Ok(narrow(a) as u32 as u64);
    I32TruncSatF64S |a| Ok(a as i32 as u64);
    I32TruncSatF64U |a| Ok(a as u32 as u64);
    I64TruncSatF32S |a| Ok(narrow(a) as i64 as u64);
    I64TruncSatF32U |a| Ok(narrow(a) as u64);
    I64TruncSatF64S |a| Ok(a as i64 as u64);
    I64TruncSatF64U |a| Ok(a as u64);
    Reinterpret |a| Ok(a.to_bits());
}

pub(in crate::interpreter) mod types {
    pub(in crate::interpreter) use super::to_float_types::Reinterpret as ReinterpretAsFloat;
    pub(in crate::interpreter) use super::to_float_types::{
        F32ConvertI32S, F32ConvertI32U, F32ConvertI64S, F32ConvertI64U, F64ConvertI32S,
        F64ConvertI32U, F64ConvertI64S, F64ConvertI64U,
    };
    pub(in crate::interpreter) use super::to_int_types::Reinterpret as ReinterpretAsInt;
    pub(in crate::interpreter) use super::to_int_types::{
        I32TruncF32S, I32TruncF32U, I32TruncF64S, I32TruncF64U, I32TruncSatF32S, I32TruncSatF32U,
        I32TruncSatF64S, I32TruncSatF64U, I64TruncF32S, I64TruncF32U, I64TruncF64S, I64TruncF64U,
        I64TruncSatF32S, I64TruncSatF32U, I64TruncSatF64S, I64TruncSatF64U,
    };
}

const TWO_POW_63: f64 = 9_223_372_036_854_775_808.0;
const TWO_POW_64: f64 = 18_446_744_073_709_551_616.0;
/// The greatest `f64` less than every `i64`.
const BELOW_I64: f64 = -9_223_372_036_854_777_856.0;

/// Converts a value that lies between two bounds, exclusively.
#[inline(always)]
fn checked(
    value: f64,
    below: f64,
    above: f64,
    convert: impl Fn(f64) -> u64,
) -> Result<u64, TrapCode> {
    if value > below && value < above {
        Ok(convert(value))
    } else if value.is_nan() {
        Err(TrapCode::BadConversionToInteger)
    } else {
        Err(TrapCode::IntegerOverflow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_fits_after_truncation_is_converted() {
        use to_int_types::{I32TruncF64S, I32TruncF64U, I64TruncF64S};
        assert_eq!(I32TruncF64S::apply(-2_147_483_648.9), Ok(0xffff_ffff_8000_0000));
        assert_eq!(I32TruncF64S::apply(2_147_483_648.0), Err(TrapCode::IntegerOverflow));
        assert_eq!(I32TruncF64U::apply(-0.9), Ok(0));
        assert_eq!(I32TruncF64U::apply(-1.0), Err(TrapCode::IntegerOverflow));
        assert_eq!(I64TruncF64S::apply(-TWO_POW_63), Ok(1 << 63));
        assert_eq!(I64TruncF64S::apply(f64::NAN), Err(TrapCode::BadConversionToInteger));
    }
}
