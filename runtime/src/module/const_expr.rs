//! Constant expressions: how globals and segments get their first values.

use wasmparser::Operator;

use crate::error::Error;
use crate::value::{Slots, vector_slots};

/// A constant expression of WebAssembly 2.0, which is always a single instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConstExpr {
    /// A number or null, as it lies in slots.
    Value(Slots),
    /// The value of another global.
    Global(u32),
    /// A reference to a function.
    Func(u32),
}

impl ConstExpr {
    /// Reads a validated expression.
    pub(crate) fn decode(expr: &wasmparser::ConstExpr<'_>) -> Result<Self, Error> {
        let mut operators = expr.get_operators_reader();
        let value = match operators.read()? {
            Operator::I32Const { value } => Self::Value([u64::from(value as u32), 0]),
            Operator::I64Const { value } => Self::Value([value as u64, 0]),
            Operator::F32Const { value } => Self::Value([u64::from(value.bits()), 0]),
            Operator::F64Const { value } => Self::Value([value.bits(), 0]),
            Operator::V128Const { value } => Self::Value(vector_slots(value.into())),
            Operator::RefNull { .. } => Self::Value([0; 2]),
            Operator::RefFunc { function_index } => Self::Func(function_index),
            Operator::GlobalGet { global_index } => Self::Global(global_index),
            other => return Err(unexpected(&other)),
        };
        match operators.read()? {
            Operator::End => Ok(value),
            other => Err(unexpected(&other)),
        }
    }
}

/// Validation lets nothing else pass with the features that can be switched on.
fn unexpected(operator: &Operator<'_>) -> Error {
    Error::internal(format!("unexpected operator in a constant expression: {operator:?}"))
}
