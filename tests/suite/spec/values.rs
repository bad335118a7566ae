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
        WastArgCore::RefExtern(value) => host(store, *value)?.into(),
        WastArgCore::RefHost(value) => host(store, *value)?.to_any().into(),
        WastArgCore::V128(value) => Val::V128(u128::from_le_bytes(value.to_le_bytes())),
    })
}

/// A reference to a value of the host's.
fn host(store: &mut Store<()>, value: u32) -> Result<ExternRef, String> {
    ExternRef::new(store, value).map_err(|error: Error| error.to_string())
}

fn null(ty: &HeapType<'_>) -> Result<Val, String> {
    use AbstractHeapType as Ty;
    Ok(match ty {
        HeapType::Abstract { ty: Ty::Func | Ty::NoFunc, .. } | HeapType::Concrete(_) => {
            Val::FuncRef(None)
        }
        HeapType::Abstract { ty: Ty::Extern | Ty::NoExtern, .. } => Val::ExternRef(None),
        HeapType::Abstract { ty: Ty::Exn | Ty::NoExn, .. } => Val::ExnRef(None),
        HeapType::Abstract {
            ty: Ty::Any | Ty::None | Ty::Eq | Ty::I31 | Ty::Struct | Ty::Array,
            ..
        } => Val::AnyRef(None),
        other => return Err(format!("no null of type {other:?}")),
    })
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
        (
            Val::FuncRef(None) | Val::ExternRef(None) | Val::AnyRef(None) | Val::ExnRef(None),
            WastRetCore::RefNull(None),
        )
        | (Val::FuncRef(Some(_)), WastRetCore::RefFunc(None))
        | (Val::ExternRef(Some(_)), WastRetCore::RefExtern(None))
        | (Val::AnyRef(Some(_)), WastRetCore::RefAny) => true,
        (
            Val::FuncRef(None) | Val::ExternRef(None) | Val::AnyRef(None) | Val::ExnRef(None),
            WastRetCore::RefNull(Some(ty)),
        ) => null(ty).is_ok_and(|null| null.ty() == result.ty()),
        (Val::ExternRef(Some(reference)), WastRetCore::RefExtern(Some(expected))) => {
            is_host(store, reference, *expected)
        }
        (Val::AnyRef(Some(reference)), WastRetCore::RefHost(expected)) => {
            is_host(store, reference.to_extern(), *expected)
        }
        (Val::AnyRef(Some(reference)), expected) => {
            let ty = match expected {
                WastRetCore::RefEq => wasmrun_runtime::HeapType::Eq,
                WastRetCore::RefArray => wasmrun_runtime::HeapType::Array,
                WastRetCore::RefStruct => wasmrun_runtime::HeapType::Struct,
                WastRetCore::RefI31 => wasmrun_runtime::HeapType::I31,
                _ => return false,
            };
            reference.matches(store, ty)
        }
        (_, WastRetCore::Either(choices)) => {
            choices.iter().any(|expected| matches(store, result, expected))
        }
        _ => false,
    }
}

/// Whether a reference is to this value of the host's.
fn is_host(store: &Store<()>, reference: ExternRef, expected: u32) -> bool {
    let value = reference.data(store).and_then(|value| value.downcast_ref::<u32>());
    value == Some(&expected)
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
