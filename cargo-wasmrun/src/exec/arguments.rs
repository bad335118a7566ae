//! Typed arguments of `--invoke`, and its results as text.

use wasmrun_runtime::{FuncType, Val, ValType};

/// Why arguments do not fit a function.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// Too many or too few.
    #[error("{given} given, {wanted} wanted")]
    Count {
        /// How many there are.
        given: usize,
        /// How many there should be.
        wanted: usize,
    },
    /// One that is not of its type.
    #[error("argument {position}, `{text}`, is no {wanted}")]
    Type {
        /// Which one, from 1.
        position: usize,
        /// What was given.
        text: String,
        /// What should be.
        wanted: ValType,
    },
}

/// The values that `texts` stand for, by the types of the parameters.
pub(super) fn parse(ty: &FuncType, texts: &[String]) -> Result<Vec<Val>, Mismatch> {
    let parameters = ty.params();
    if parameters.len() != texts.len() {
        return Err(Mismatch::Count { given: texts.len(), wanted: parameters.len() });
    }
    let values = parameters.iter().zip(texts).enumerate().map(|(index, (&wanted, text))| {
        value(wanted, text).ok_or_else(|| Mismatch::Type {
            position: index + 1,
            text: text.clone(),
            wanted,
        })
    });
    values.collect()
}

fn value(ty: ValType, text: &str) -> Option<Val> {
    Some(match ty {
        ValType::I32 => Val::I32(integer(text, 32)? as i32),
        ValType::I64 => Val::I64(integer(text, 64)? as i64),
        ValType::F32 => Val::F32(text.parse::<f32>().ok()?.to_bits()),
        ValType::F64 => Val::F64(text.parse::<f64>().ok()?.to_bits()),
        ValType::V128 => Val::V128(vector(text)?),
        ValType::Ref(ty) if ty.is_nullable() && text == "null" => Val::default_of(ty.into()),
        _ => return None,
    })
}

/// An integer, decimal or hexadecimal, that fits `bits` bits either signed or unsigned.
fn integer(text: &str, bits: u32) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let hexadecimal = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X"));
    let (digits, radix) = hexadecimal.map_or((digits, 10), |digits| (digits, 16));
    // The parser of the standard library would take a second sign.
    if !digits.starts_with(|first: char| first.is_digit(radix)) {
        return None;
    }
    let magnitude = i128::from_str_radix(&digits.replace('_', ""), radix).ok()?;
    let value = if negative { -magnitude } else { magnitude };
    (-(1_i128 << (bits - 1))..1_i128 << bits).contains(&value).then_some(value)
}

/// A vector: a hexadecimal number, whose lowest digits are the first lane.
fn vector(text: &str) -> Option<u128> {
    let digits = text.strip_prefix("0x")?;
    // The parser of the standard library would take a sign.
    let is_number = digits.starts_with(|first: char| first.is_ascii_hexdigit());
    is_number.then(|| u128::from_str_radix(&digits.replace('_', ""), 16).ok())?
}

/// A result as it is printed: integers signed, floats with as many digits as tell them apart,
/// vectors as one hexadecimal number.
pub(super) fn print(value: &Val) -> String {
    match value {
        Val::I32(value) => value.to_string(),
        Val::I64(value) => value.to_string(),
        Val::F32(bits) => float(f32::from_bits(*bits)),
        Val::F64(bits) => float(f64::from_bits(*bits)),
        Val::V128(bits) => format!("{bits:#034x}"),
        Val::FuncRef(None) | Val::ExternRef(None) | Val::AnyRef(None) | Val::ExnRef(None) => {
            "null".to_owned()
        }
        Val::AnyRef(Some(reference)) => match reference.as_i31() {
            Some(integer) => integer.get_i32().to_string(),
            None => "anyref".to_owned(),
        },
        _ => value.ty().to_string(),
    }
}

/// Every float that is not a number is written alike, without its sign.
fn float(value: impl std::fmt::Display) -> String {
    value.to_string().replace("NaN", "nan")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ty: ValType, text: &str, printed: Option<&str>) {
        let found = value(ty, text).map(|value| print(&value));
        assert_eq!(found.as_deref(), printed, "{ty} {text}");
    }

    #[test]
    fn integers() {
        for (text, printed) in [
            ("5", Some("5")),
            ("-5", Some("-5")),
            ("+5", Some("5")),
            ("0x10", Some("16")),
            ("-0x10", Some("-16")),
            ("1_000", Some("1000")),
            ("4294967295", Some("-1")),
            ("2147483648", Some("-2147483648")),
            ("-2147483648", Some("-2147483648")),
            ("4294967296", None),
            ("-2147483649", None),
            ("", None),
            ("-", None),
            ("--1", None),
            ("+-1", None),
            ("0x", None),
            ("1.5", None),
            ("many", None),
            ("999999999999999999999999999999999999999999", None),
        ] {
            check(ValType::I32, text, printed);
        }
        check(ValType::I64, "18446744073709551615", Some("-1"));
        check(ValType::I64, "-9223372036854775808", Some("-9223372036854775808"));
        check(ValType::I64, "18446744073709551616", None);
    }

    #[test]
    fn floats_and_references() {
        for text in ["1.5", "-0.1", "inf", "-inf", "nan", "3"] {
            check(ValType::F32, text, Some(text));
            check(ValType::F64, text, Some(text));
        }
        check(ValType::F64, "1e3", Some("1000"));
        check(ValType::F64, "one", None);
        check(ValType::EXTERNREF, "null", Some("null"));
        check(ValType::FUNCREF, "3", None);
    }

    #[test]
    fn vectors() {
        let printed = "0x00000000000000000000000000010002";
        check(ValType::V128, "0x1_0002", Some(printed));
        check(ValType::V128, printed, Some(printed));
        check(ValType::V128, "0x+1", None);
        check(ValType::V128, "1", None);
        check(ValType::V128, "0x1_0000000000000000_0000000000000000", None);
    }

    #[test]
    fn the_number_of_arguments_counts() {
        let ty = FuncType::new([ValType::I32, ValType::I32], [ValType::I32]);
        assert_eq!(parse(&ty, &["1".into()]).unwrap_err().to_string(), "1 given, 2 wanted");
        let wrong = parse(&ty, &["1".into(), "x".into()]).unwrap_err();
        assert_eq!(wrong.to_string(), "argument 2, `x`, is no i32");
    }
}
