//! Operators that make vectors of lanes, read lanes and move them.

use wasmparser::Operator;

use super::super::instruction::{Instruction, Kind, Operand};
use super::super::translator::Translator;
use super::VectorKind;
use crate::error::Error;
use crate::interpreter::handler::vector::lane::VectorSplat;
use crate::interpreter::operation::{FloatLoad, FloatStore, IntLoad, IntStore};
use crate::types::ValType::{self, F32, F64, I32, I64, V128};

impl Translator<'_> {
    /// Translates an operator that has to do with single lanes, or returns false.
    pub(super) fn lane_operator(&mut self, operator: &Operator<'_>) -> Result<bool, Error> {
        use VectorKind::{Extract, ExtractFloat, Replace, ReplaceFloat};
        let at = |lane: u8, size: u8| lane * size;
        match *operator {
            Operator::V128Const { value } => {
                let kind = Kind::Vector(VectorKind::Constant(*value.bytes()));
                self.emit_result(Instruction::new(kind, Operand::None, Operand::None), V128);
                Ok(())
            }
            Operator::I8x16Shuffle { lanes } => self.vectors(VectorKind::Shuffle(lanes), 2),
            Operator::I8x16ExtractLaneS { lane } => {
                self.extract(Extract(IntLoad::Load8SAs32, at(lane, 1)), I32)
            }
            Operator::I8x16ExtractLaneU { lane } => {
                self.extract(Extract(IntLoad::Load8U, at(lane, 1)), I32)
            }
            Operator::I16x8ExtractLaneS { lane } => {
                self.extract(Extract(IntLoad::Load16SAs32, at(lane, 2)), I32)
            }
            Operator::I16x8ExtractLaneU { lane } => {
                self.extract(Extract(IntLoad::Load16U, at(lane, 2)), I32)
            }
            Operator::I32x4ExtractLane { lane } => {
                self.extract(Extract(IntLoad::Load32, at(lane, 4)), I32)
            }
            Operator::I64x2ExtractLane { lane } => {
                self.extract(Extract(IntLoad::Load64, at(lane, 8)), I64)
            }
            Operator::F32x4ExtractLane { lane } => {
                self.extract(ExtractFloat(FloatLoad::F32Load, at(lane, 4)), F32)
            }
            Operator::F64x2ExtractLane { lane } => {
                self.extract(ExtractFloat(FloatLoad::F64Load, at(lane, 8)), F64)
            }
            Operator::I8x16ReplaceLane { lane } => {
                self.replace(Replace(IntStore::Store8, at(lane, 1)))
            }
            Operator::I16x8ReplaceLane { lane } => {
                self.replace(Replace(IntStore::Store16, at(lane, 2)))
            }
            Operator::I32x4ReplaceLane { lane } => {
                self.replace(Replace(IntStore::Store32, at(lane, 4)))
            }
            Operator::I64x2ReplaceLane { lane } => {
                self.replace(Replace(IntStore::Store64, at(lane, 8)))
            }
            Operator::F32x4ReplaceLane { lane } => {
                self.replace(ReplaceFloat(FloatStore::F32Store, at(lane, 4)))
            }
            Operator::F64x2ReplaceLane { lane } => {
                self.replace(ReplaceFloat(FloatStore::F64Store, at(lane, 8)))
            }
            _ => return Ok(false),
        }?;
        Ok(true)
    }

    pub(super) fn splat(&mut self, splat: VectorSplat) -> Result<(), Error> {
        self.settle_wide(1);
        let x = self.pop_operand()?;
        let kind = Kind::Vector(VectorKind::Splat(splat));
        self.emit_result(Instruction::new(kind, x, Operand::None), V128);
        Ok(())
    }

    fn extract(&mut self, kind: VectorKind, ty: ValType) -> Result<(), Error> {
        let x = self.pop_operand()?;
        self.emit_result(Instruction::new(Kind::Vector(kind), x, Operand::None), ty);
        Ok(())
    }

    fn replace(&mut self, kind: VectorKind) -> Result<(), Error> {
        self.settle_wide(1);
        let value = self.pop_operand()?;
        let x = self.pop_operand()?;
        self.emit_result(Instruction::new(Kind::Vector(kind), x, value), V128);
        Ok(())
    }
}
