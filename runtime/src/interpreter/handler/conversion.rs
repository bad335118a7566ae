//! Conversions between integers and floats.

use super::super::operation::{ConvertToFloat, ConvertToInt, FloatToInt, IntToFloat};
use super::tables::prelude::*;
use super::trap::trap;

handler! {
    /// `to = x` as a float
    fn to_float<O: ConvertToFloat, X: IntSource, T: FloatTarget>(r) {
        let cell = r.cell::<cell::Short>();
        let value = O::apply(X::read(&r, (*cell).x));
        T::write_float(r, (*cell).to, value).next::<cell::Short>()
    }

    /// `to = x` as an integer, or a trap
    fn to_int<O: ConvertToInt, X: FloatSource, T: IntTarget>(r) {
        let cell = r.cell::<cell::Short>();
        match O::apply(X::read_float(&r, (*cell).x)) {
            Ok(value) => T::write(r, (*cell).to, value).next::<cell::Short>(),
            Err(code) => r.transfer(trap(code)),
        }
    }
}

/// The tables of the operation `O`.
struct Tables<O>(O);

impl<O: ConvertToFloat> Tables<O> {
    const TO_FLOAT: BySource<ByTarget> = variable_sources!(targets, to_float; O);
}

impl<O: ConvertToInt> Tables<O> {
    const TO_INT: BySource<ByTarget> = variable_sources!(unpinned_targets, to_int; O);
}

/// The handler of a conversion to a float.
pub(crate) fn find_to_float(operation: IntToFloat, x: Source, to: Target) -> Entry {
    macro_rules! table {
        ($($name:ident)*) => {
            match operation {
                $(IntToFloat::$name => &Tables::<types::$name>::TO_FLOAT,)*
                IntToFloat::Reinterpret => &Tables::<types::ReinterpretAsFloat>::TO_FLOAT,
            }
        };
    }
    let table = table! {
        F32ConvertI32S F32ConvertI32U F32ConvertI64S F32ConvertI64U
        F64ConvertI32S F64ConvertI32U F64ConvertI64S F64ConvertI64U
    };
    by_operand(table, x, to)
}

/// The handler of a conversion to an integer.
pub(crate) fn find_to_int(operation: FloatToInt, x: Source, to: Target) -> Entry {
    macro_rules! table {
        ($($name:ident)*) => {
            match operation {
                $(FloatToInt::$name => &Tables::<types::$name>::TO_INT,)*
                FloatToInt::Reinterpret => &Tables::<types::ReinterpretAsInt>::TO_INT,
            }
        };
    }
    let table = table! {
        I32TruncF32S I32TruncF32U I32TruncF64S I32TruncF64U
        I64TruncF32S I64TruncF32U I64TruncF64S I64TruncF64U
        I32TruncSatF32S I32TruncSatF32U I32TruncSatF64S I32TruncSatF64U
        I64TruncSatF32S I64TruncSatF32U I64TruncSatF64S I64TruncSatF64U
    };
    by_operand(table, x, to)
}
