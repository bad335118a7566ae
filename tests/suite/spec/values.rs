//! Values in scripts: arguments, and what results must be like.

use wasmrun_runtime::{Error, ExternRef, Store, Val};
use wast::{
    WastArg, WastRet,
    core::{AbstractHeapType, HeapType, NanPattern, V128Pattern, WastArgCore, WastRetCore},
    token::{F32, F64},
};

/// The value an argument stands for.
pub(crate) fn argument(store: &mut Store<()>, argument: &WastArg<'_>) -> Result<Val, String> {
    let WastArg::Core(argument) = argument else {
        return Err("an argument of the component model".into());
    };
    Ok(match argument {
        WastArgCore::I32(value) => Val::I32(*value),
        WastArgCore::I64(value) => Val::I64(*value),
        WastArgCore::F32(value) => Val::F32(value.bits),
        WastArgCore::F64(value) => Val::F64(value.bits),
        WastArgCore::RefNull(ty) => null(ty)?,
        WastArgCore::RefExtern(value) | WastArgCore::RefHost(value) => {
            ExternRef::new(store, *value).map_err(|error: Error| error.to_string())?.into()
        }
        WastArgCore::V128(value) => Val::V128(u128::from_le_bytes(value.to_le_bytes())),
    })
}

fn null(ty: &HeapType<'_>) -> Result<Val, String> {
    match ty {
        HeapType::Concrete(_)
        | HeapType::Abstract { ty: AbstractHeapType::Func | AbstractHeapType::NoFunc, .. } => {
            Ok(Val::FuncRef(None))
        }
        HeapType::Abstract { ty: AbstractHeapType::Extern, .. } => Ok(Val::ExternRef(None)),
        other => Err(format!("no null of type {other:?}")),
    }
}

/// Whether a call's results are as the script expects.
pub(crate) fn check(
    store: &Store<()>,
    results: &[Val],
    expected: &[WastRet<'_>],
) -> Result<(), String> {
    let fits = results.len() == expected.len()
        && results.iter().zip(expected).all(|(result, expected)| match expected {
            WastRet::Core(expected) => matches(store, *result, expected),
            _ => false,
        });
    if fits { Ok(()) } else { Err(format!("expected {expected:?}, found {results:?}")) }
}

fn matches(store: &Store<()>, result: Val, expected: &WastRetCore<'_>) -> bool {
    match (result, expected) {
        (Val::I32(result), WastRetCore::I32(expected)) => result == *expected,
        (Val::I64(result), WastRetCore::I64(expected)) => result == *expected,
        (Val::F32(bits), WastRetCore::F32(expected)) => matches_f32(bits, *expected),
        (Val::F64(bits), WastRetCore::F64(expected)) => matches_f64(bits, *expected),
        (Val::V128(bits), WastRetCore::V128(expected)) => matches_v128(bits, expected),
        (Val::FuncRef(None) | Val::ExternRef(None), WastRetCore::RefNull(None))
        | (Val::FuncRef(Some(_)), WastRetCore::RefFunc(None))
        | (Val::ExternRef(Some(_)), WastRetCore::RefExtern(None)) => true,
        (Val::FuncRef(None), WastRetCore::RefNull(Some(ty))) => {
            matches!(null(ty), Ok(Val::FuncRef(_)))
        }
        (Val::ExternRef(None), WastRetCore::RefNull(Some(ty))) => {
            matches!(null(ty), Ok(Val::ExternRef(_)))
        }
        (
            Val::ExternRef(Some(reference)),
            WastRetCore::RefExtern(Some(expected)) | WastRetCore::RefHost(expected),
        ) => reference.data(store).downcast_ref::<u32>() == Some(expected),
        (_, WastRetCore::Either(choices)) => {
            choices.iter().any(|expected| matches(store, result, expected))
        }
        _ => false,
    }
}

/// Whether every lane is as expected.
fn matches_v128(bits: u128, expected: &V128Pattern) -> bool {
    /// Whether each lane, which are `width` bits wide, is as its element of `expected` says.
    fn lanes<T>(bits: u128, width: usize, expected: &[T], fits: impl Fn(u128, &T) -> bool) -> bool {
        let shifts = (0..128).step_by(width);
        expected.iter().zip(shifts).all(|(expected, shift)| fits(bits >> shift, expected))
    }
    match expected {
        V128Pattern::I8x16(expected) => lanes(bits, 8, expected, |bits, lane| bits as i8 == *lane),
        V128Pattern::I16x8(expected) => {
            lanes(bits, 16, expected, |bits, lane| bits as i16 == *lane)
        }
        V128Pattern::I32x4(expected) => {
            lanes(bits, 32, expected, |bits, lane| bits as i32 == *lane)
        }
        V128Pattern::I64x2(expected) => {
            lanes(bits, 64, expected, |bits, lane| bits as i64 == *lane)
        }
        V128Pattern::F32x4(expected) => {
            lanes(bits, 32, expected, |bits, lane| matches_f32(bits as u32, *lane))
        }
        V128Pattern::F64x2(expected) => {
            lanes(bits, 64, expected, |bits, lane| matches_f64(bits as u64, *lane))
        }
    }
}

fn matches_f32(bits: u32, expected: NanPattern<F32>) -> bool {
    /// The exponent and the bit that makes a NaN a quiet one.
    const QUIET: u32 = 0x7fc0_0000;
    match expected {
        NanPattern::CanonicalNan => bits & !(1 << 31) == QUIET,
        NanPattern::ArithmeticNan => bits & QUIET == QUIET,
        NanPattern::Value(value) => bits == value.bits,
    }
}

fn matches_f64(bits: u64, expected: NanPattern<F64>) -> bool {
    /// The exponent and the bit that makes a NaN a quiet one.
    const QUIET: u64 = 0x7ff8_0000_0000_0000;
    match expected {
        NanPattern::CanonicalNan => bits & !(1 << 63) == QUIET,
        NanPattern::ArithmeticNan => bits & QUIET == QUIET,
        NanPattern::Value(value) => bits == value.bits,
    }
}
