//! Validates a module, and goes on after the first fault.

use serde::Serialize;
use wasmparser::{
    BinaryReaderError, FuncToValidate, FuncValidatorAllocations, FunctionBody, Parser,
    ValidPayload, Validator, ValidatorResources, WasmFeatures,
};

use super::Bytes;
use super::error::message;

/// Something in a module that the specification forbids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Where, counted from the module's beginning.
    pub offset: Bytes,
    /// The function whose code it is in, by its index.
    pub function: Option<u32>,
    /// What is wrong.
    pub message: String,
}

/// All that is wrong with a module, by position. Every function is looked at, whatever is wrong
/// with others; what follows a fault outside of functions cannot be judged.
pub fn faults(wasm: &[u8]) -> Vec<Fault> {
    let mut validator = Validator::new_with_features(features());
    let mut allocations = FuncValidatorAllocations::default();
    let mut faults = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let valid = payload.and_then(|payload| validator.payload(&payload));
        match valid {
            Ok(ValidPayload::Func(function, body)) => {
                let index = function.index;
                let result = validate(function, &body, &mut allocations);
                faults.extend(result.err().map(|error| fault(&error, Some(index))));
            }
            Ok(_) => {}
            Err(error) => {
                faults.push(fault(&error, None));
                break;
            }
        }
    }
    faults
}

/// What is allowed: the whole standard, and the proposals that toolchains use already.
fn features() -> WasmFeatures {
    WasmFeatures::WASM3
        | WasmFeatures::LEGACY_EXCEPTIONS
        | WasmFeatures::THREADS
        | WasmFeatures::WIDE_ARITHMETIC
        | WasmFeatures::CUSTOM_PAGE_SIZES
}

fn validate(
    function: FuncToValidate<ValidatorResources>,
    body: &FunctionBody<'_>,
    allocations: &mut FuncValidatorAllocations,
) -> Result<(), BinaryReaderError> {
    let mut validator = function.into_validator(std::mem::take(allocations));
    let result = validator.validate(body);
    *allocations = validator.into_allocations();
    result
}

fn fault(error: &BinaryReaderError, function: Option<u32>) -> Fault {
    Fault { offset: error.offset(), function, message: message(error) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_is_looked_at() {
        let wasm = wat::parse_str(
            "(module (func (result i32)) (func) (func i32.const 1) (func (local.get 7) drop))",
        )
        .unwrap();
        let found = faults(&wasm);
        let functions: Vec<_> = found.iter().map(|fault| fault.function).collect();
        assert_eq!(functions, [Some(0), Some(2), Some(3)]);
        assert!(found.is_sorted_by_key(|fault| fault.offset));
    }

    #[test]
    fn a_fault_outside_of_functions_ends_the_list() {
        let wasm = wat::parse_str("(module (export \"f\" (func 3)) (func i32.add))").unwrap();
        let found = faults(&wasm);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].function, None);
    }

    #[test]
    fn a_valid_module_has_none() {
        assert_eq!(faults(&wat::parse_str("(module (memory i64 1) (memory 1))").unwrap()), []);
    }
}
