//! Telling a module that is broken from one that is ahead of what is supported.

use wasmparser::{Parser, Validator, WasmFeatures};

use crate::error::{Error, ErrorKind};

/// Features that a refused module may be missing, those that others build upon first.
const CANDIDATES: &[(&str, WasmFeatures)] = &[
    ("mutable globals", WasmFeatures::MUTABLE_GLOBAL),
    ("sign extension", WasmFeatures::SIGN_EXTENSION),
    ("saturating conversions", WasmFeatures::SATURATING_FLOAT_TO_INT),
    ("multiple results", WasmFeatures::MULTI_VALUE),
    ("bulk memory operations", WasmFeatures::BULK_MEMORY),
    ("reference types", WasmFeatures::REFERENCE_TYPES),
    ("SIMD", WasmFeatures::SIMD),
    ("tail calls", WasmFeatures::TAIL_CALL),
    ("extended constant expressions", WasmFeatures::EXTENDED_CONST),
    ("several memories", WasmFeatures::MULTI_MEMORY),
    ("64-bit memories", WasmFeatures::MEMORY64),
    ("exceptions", WasmFeatures::EXCEPTIONS),
    ("legacy exceptions", WasmFeatures::LEGACY_EXCEPTIONS),
    ("threads", WasmFeatures::THREADS),
    ("relaxed SIMD", WasmFeatures::RELAXED_SIMD),
    ("typed function references", WasmFeatures::FUNCTION_REFERENCES),
    ("garbage collection", WasmFeatures::GC),
    ("wide arithmetic", WasmFeatures::WIDE_ARITHMETIC),
    ("custom page sizes", WasmFeatures::CUSTOM_PAGE_SIZES),
    ("stack switching", WasmFeatures::STACK_SWITCHING),
];

/// Features that a feature cannot do without.
fn with_foundations(feature: WasmFeatures) -> WasmFeatures {
    if feature == WasmFeatures::GC {
        feature | WasmFeatures::FUNCTION_REFERENCES
    } else if feature == WasmFeatures::RELAXED_SIMD {
        feature | WasmFeatures::SIMD
    } else if feature == WasmFeatures::STACK_SWITCHING {
        feature | WasmFeatures::FUNCTION_REFERENCES | WasmFeatures::EXCEPTIONS
    } else {
        feature
    }
}

/// Names the missing feature in `error` if that is why the module was refused under `features`.
///
/// Found by trying: a feature is the cause if the same place is valid with it, which needs no
/// guessing from the wording of messages. A module that is broken whatever the features costs one
/// more validation, others a few.
pub(crate) fn explain(error: Error, bytes: &[u8], features: WasmFeatures) -> Error {
    let ErrorKind::Invalid { message, offset } = error.kind() else { return error };
    if Parser::is_component(bytes) {
        let message = "this is a component, and only core modules can be run".into();
        return ErrorKind::Unsupported { feature: "the component model", message, offset: *offset }
            .into();
    }
    if !bytes.starts_with(b"\0asm") {
        let message = "not a WebAssembly module: it does not begin with `\\0asm`".into();
        return ErrorKind::Invalid { message, offset: 0 }.into();
    }
    let is_cause = |candidate| {
        !features.contains(candidate)
            && is_valid_at(bytes, *offset, features | with_foundations(candidate))
    };
    let everything =
        CANDIDATES.iter().fold(features, |features, (_, candidate)| features | *candidate);
    let cause = is_valid_at(bytes, *offset, everything)
        .then(|| CANDIDATES.iter().find(|(_, candidate)| is_cause(*candidate)));
    match cause.flatten() {
        Some((feature, _)) => {
            ErrorKind::Unsupported { feature, message: message.clone(), offset: *offset }.into()
        }
        None => error,
    }
}

/// Whether validation under `features` gets beyond byte `offset`.
fn is_valid_at(bytes: &[u8], offset: usize, features: WasmFeatures) -> bool {
    match Validator::new_with_features(features).validate_all(bytes) {
        Ok(_) => true,
        Err(error) => error.offset() > offset as u64,
    }
}
