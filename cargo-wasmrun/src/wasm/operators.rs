//! Which feature an operator belongs to.

use wasmparser::{BinaryReaderError, BlockType, Operator, OperatorsReader};

use super::{Feature, Features};

/// Adds the features that a function's or a constant's operators need.
pub(super) fn collect(
    mut operators: OperatorsReader<'_>,
    features: &mut Features,
) -> Result<(), BinaryReaderError> {
    while !operators.eof() {
        let operator = operators.read()?;
        if let Some(feature) = proposal(&operator) {
            features.insert(feature);
        }
        if let Some(feature) = operand_feature(&operator) {
            features.insert(feature);
        }
    }
    Ok(())
}

/// The proposal that brought the operator; none if it was there from the beginning.
fn proposal(operator: &Operator<'_>) -> Option<Feature> {
    macro_rules! match_operator {
        ($(@$proposal:ident $operator:ident $({ $($argument:ident: $type:ty),* })?
            => $visit:ident ($($annotation:tt)*))*) => {
            match operator {
                $(Operator::$operator { .. } => match_operator!(@$proposal),)*
                _ => Some(Feature::Other),
            }
        };
        (@mvp) => { None };
        (@sign_extension) => { Some(Feature::SignExtension) };
        (@saturating_float_to_int) => { Some(Feature::SaturatingConversions) };
        (@bulk_memory) => { Some(Feature::BulkMemory) };
        (@reference_types) => { Some(Feature::ReferenceTypes) };
        (@simd) => { Some(Feature::Simd) };
        (@relaxed_simd) => { Some(Feature::RelaxedSimd) };
        (@tail_call) => { Some(Feature::TailCalls) };
        (@exceptions) => { Some(Feature::Exceptions) };
        (@legacy_exceptions) => { Some(Feature::LegacyExceptions) };
        (@function_references) => { Some(Feature::FunctionReferences) };
        (@gc) => { Some(Feature::GarbageCollection) };
        (@threads) => { Some(Feature::Threads) };
        (@wide_arithmetic) => { Some(Feature::WideArithmetic) };
        (@$other:ident) => { Some(Feature::Other) };
    }
    wasmparser::for_each_operator!(match_operator)
}

/// What an old operator needs because of what it is about.
fn operand_feature(operator: &Operator<'_>) -> Option<Feature> {
    match operator {
        Operator::Block { blockty: BlockType::FuncType(_) }
        | Operator::Loop { blockty: BlockType::FuncType(_) }
        | Operator::If { blockty: BlockType::FuncType(_) } => Some(Feature::MultiValue),
        Operator::CallIndirect { table_index: 1.., .. } => Some(Feature::ReferenceTypes),
        _ => None,
    }
}

/// Whether a constant expression computes, which only `extended-const` allows.
pub(super) fn computes(operators: OperatorsReader<'_>) -> Result<bool, BinaryReaderError> {
    for operator in operators {
        let is_arithmetic = matches!(
            operator?,
            Operator::I32Add
                | Operator::I32Sub
                | Operator::I32Mul
                | Operator::I64Add
                | Operator::I64Sub
                | Operator::I64Mul
        );
        if is_arithmetic {
            return Ok(true);
        }
    }
    Ok(false)
}
