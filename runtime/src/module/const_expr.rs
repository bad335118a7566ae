//! Constant expressions: how globals, tables and segments get their first values.

use smallvec::{SmallVec, smallvec};
use wasmparser::Operator;

use super::leb128::short_number;
use crate::error::Error;
use crate::value::{Slots, vector_slots};

/// A constant expression: steps that work on a stack and leave one value there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ConstExpr {
    /// Nearly always one.
    steps: SmallVec<[ConstStep; 1]>,
}

/// A step of a constant expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConstStep {
    /// Pushes a number or null, as it lies in slots.
    Value(Slots),
    /// Pushes the value of another global.
    Global(u32),
    /// Pushes a reference to a function.
    Func(u32),
    /// Replaces the two values on top by one.
    Combine(ConstBinary),
    /// Makes an `i31` of the integer on top.
    I31,
    /// Makes a structure of the declared type with this index of the values of its fields.
    NewStruct(u32),
    /// Makes a structure of zeros and nulls.
    NewDefaultStruct(u32),
    /// Makes an array of the value of all elements and the length.
    NewArray(u32),
    /// Makes an array of zeros or nulls of the length.
    NewDefaultArray(u32),
    /// Makes an array of so many elements.
    NewFixedArray(u32, u32),
}

/// An operation on two integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConstBinary {
    I32Add,
    I32Sub,
    I32Mul,
    I64Add,
    I64Sub,
    I64Mul,
}

impl ConstBinary {
    /// The result, as it lies in a slot.
    pub(crate) fn apply(self, x: u64, y: u64) -> u64 {
        let (narrow_x, narrow_y) = (x as u32, y as u32);
        match self {
            Self::I32Add => narrow_x.wrapping_add(narrow_y).into(),
            Self::I32Sub => narrow_x.wrapping_sub(narrow_y).into(),
            Self::I32Mul => narrow_x.wrapping_mul(narrow_y).into(),
            Self::I64Add => x.wrapping_add(y),
            Self::I64Sub => x.wrapping_sub(y),
            Self::I64Mul => x.wrapping_mul(y),
        }
    }
}

impl ConstExpr {
    /// A reference to a function.
    pub(crate) fn func(index: u32) -> Self {
        Self { steps: smallvec![ConstStep::Func(index)] }
    }

    /// An integer of 32 bits.
    pub(crate) fn of_i32(value: i32) -> Self {
        Self { steps: smallvec![ConstStep::Value([u64::from(value as u32), 0])] }
    }

    /// The value, as it lies in slots, of an expression for which that is known.
    pub(crate) fn known(&self) -> Option<Slots> {
        match self.steps() {
            [ConstStep::Value(value)] => Some(*value),
            _ => None,
        }
    }

    /// The steps, in order.
    pub(crate) fn steps(&self) -> &[ConstStep] {
        &self.steps
    }

    /// Reads a validated expression.
    pub(crate) fn decode(expr: &wasmparser::ConstExpr<'_>) -> Result<Self, Error> {
        let mut bytes = expr.get_binary_reader();
        if let Some((value, [])) = short_constant(bytes.read_bytes(bytes.bytes_remaining())?) {
            return Ok(Self::of_i32(value as i32));
        }
        let mut operators = expr.get_operators_reader();
        let mut steps = SmallVec::new();
        loop {
            let operator = operators.read()?;
            if let Operator::End = operator {
                return Ok(Self { steps });
            }
            steps.extend(step(&operator)?);
        }
    }
}

/// What nearly all expressions are, an integer of 32 bits in few bytes, and what follows the expression: found
/// without the reader of all operators, which takes long for tens of thousands of them.
pub(super) fn short_constant(bytes: &[u8]) -> Option<(u32, &[u8])> {
    const I32_CONST: u8 = 0x41;
    const END: u8 = 0x0b;
    let [I32_CONST, rest @ ..] = bytes else { return None };
    let (value, [END, rest @ ..]) = short_number(rest, true)? else { return None };
    Some((value, rest))
}

/// What an operator does, if it changes a value at all.
fn step(operator: &Operator<'_>) -> Result<Option<ConstStep>, Error> {
    use ConstBinary as Binary;
    Ok(Some(match *operator {
        Operator::I32Const { value } => ConstStep::Value([u64::from(value as u32), 0]),
        Operator::I64Const { value } => ConstStep::Value([value as u64, 0]),
        Operator::F32Const { value } => ConstStep::Value([u64::from(value.bits()), 0]),
        Operator::F64Const { value } => ConstStep::Value([value.bits(), 0]),
        Operator::V128Const { value } => ConstStep::Value(vector_slots(value.into())),
        Operator::RefNull { .. } => ConstStep::Value([0; 2]),
        Operator::RefFunc { function_index } => ConstStep::Func(function_index),
        Operator::GlobalGet { global_index } => ConstStep::Global(global_index),
        Operator::I32Add => ConstStep::Combine(Binary::I32Add),
        Operator::I32Sub => ConstStep::Combine(Binary::I32Sub),
        Operator::I32Mul => ConstStep::Combine(Binary::I32Mul),
        Operator::I64Add => ConstStep::Combine(Binary::I64Add),
        Operator::I64Sub => ConstStep::Combine(Binary::I64Sub),
        Operator::I64Mul => ConstStep::Combine(Binary::I64Mul),
        Operator::RefI31 => ConstStep::I31,
        Operator::StructNew { struct_type_index } => ConstStep::NewStruct(struct_type_index),
        Operator::StructNewDefault { struct_type_index } => {
            ConstStep::NewDefaultStruct(struct_type_index)
        }
        Operator::ArrayNew { array_type_index } => ConstStep::NewArray(array_type_index),
        Operator::ArrayNewDefault { array_type_index } => {
            ConstStep::NewDefaultArray(array_type_index)
        }
        Operator::ArrayNewFixed { array_type_index, array_size } => {
            ConstStep::NewFixedArray(array_type_index, array_size)
        }
        // Both hierarchies have the same references.
        Operator::AnyConvertExtern | Operator::ExternConvertAny => return Ok(None),
        // Validation lets nothing else pass with the features that can be switched on.
        _ => {
            let message = format!("unexpected operator in a constant expression: {operator:?}");
            return Err(Error::internal(message));
        }
    }))
}
