//! Operators of vectors.

mod lane;
mod lower;

use wasmparser::{MemArg, Operator};

pub(super) use self::lower::find;
use super::far::Site;
use super::instruction::{Instruction, Kind, Operand};
use super::translator::Translator;
use crate::error::Error;
use crate::interpreter::handler::vector::arithmetic::{
    VectorBinary, VectorShift, VectorTernary, VectorTest, VectorUnary,
};
use crate::interpreter::handler::vector::lane::VectorSplat;
use crate::interpreter::handler::vector::memory::VectorLoad;
use crate::interpreter::operation::{FloatLoad, FloatStore, IntLoad, IntStore};
use crate::types::ValType::{I32, V128};

/// What an instruction on vectors does. Lanes are given as offsets in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum VectorKind {
    Constant([u8; 16]),
    Unary(VectorUnary),
    Binary(VectorBinary),
    Ternary(VectorTernary),
    Shuffle([u8; 16]),
    /// `x` shifted by `y`.
    Shift(VectorShift),
    Test(VectorTest),
    Splat(VectorSplat),
    Extract(IntLoad, u8),
    ExtractFloat(FloatLoad, u8),
    Replace(IntStore, u8),
    ReplaceFloat(FloatStore, u8),
    Load(VectorLoad),
    /// `x` is the address, `y` the value.
    Store,
    /// `x` is the address, `y` the vector whose lane is replaced.
    LoadLane(IntStore, u8),
    StoreLane(IntStore, u8),
}

impl Translator<'_> {
    /// Translates an operator of vectors, or returns false.
    pub(super) fn vector_operator(&mut self, operator: &Operator<'_>) -> Result<bool, Error> {
        if let Some(operation) = VectorUnary::of(operator) {
            self.vectors(VectorKind::Unary(operation), 1)?;
        } else if let Some(operation) = VectorBinary::of(operator) {
            self.vectors(VectorKind::Binary(operation), 2)?;
        } else if let Some(operation) = VectorTernary::of(operator) {
            self.vectors(VectorKind::Ternary(operation), 3)?;
        } else if let Some(shift) = VectorShift::of(operator) {
            self.shift(shift)?;
        } else if let Some(test) = VectorTest::of(operator) {
            let x = self.pop_operand()?;
            let test = Kind::Vector(VectorKind::Test(test));
            self.emit_result(Instruction::new(test, x, Operand::None), I32);
        } else if let Some(splat) = VectorSplat::of(operator) {
            self.splat(splat)?;
        } else {
            return Ok(self.vector_memory_operator(operator)? || self.lane_operator(operator)?);
        }
        Ok(true)
    }

    /// An operation on `count` vectors, which gives one.
    fn vectors(&mut self, kind: VectorKind, count: usize) -> Result<(), Error> {
        let mut operands = [Operand::None; 3];
        for operand in operands[..count].iter_mut().rev() {
            *operand = self.pop_operand()?;
        }
        let [x, y, z] = operands;
        self.emit_result(Instruction::new(Kind::Vector(kind), x, y).with_z(z), V128);
        Ok(())
    }

    fn shift(&mut self, shift: VectorShift) -> Result<(), Error> {
        let by = self.pop_operand()?;
        let x = self.pop_operand()?;
        let kind = Kind::Vector(VectorKind::Shift(shift));
        self.emit_result(Instruction::new(kind, x, by), V128);
        Ok(())
    }

    fn vector_memory_operator(&mut self, operator: &Operator<'_>) -> Result<bool, Error> {
        use IntStore::{Store8, Store16, Store32, Store64};
        match *operator {
            Operator::V128Load { memarg }
            | Operator::V128Load8x8S { memarg }
            | Operator::V128Load8x8U { memarg }
            | Operator::V128Load16x4S { memarg }
            | Operator::V128Load16x4U { memarg }
            | Operator::V128Load32x2S { memarg }
            | Operator::V128Load32x2U { memarg }
            | Operator::V128Load8Splat { memarg }
            | Operator::V128Load16Splat { memarg }
            | Operator::V128Load32Splat { memarg }
            | Operator::V128Load64Splat { memarg }
            | Operator::V128Load32Zero { memarg }
            | Operator::V128Load64Zero { memarg } => {
                let Some(load) = VectorLoad::of(operator) else { return Ok(false) };
                self.vector_load(load, memarg)?;
            }
            Operator::V128Store { memarg } => {
                self.store(Kind::Vector(VectorKind::Store), self.site(memarg)?)?;
            }
            Operator::V128Load8Lane { memarg, lane } => self.load_lane(Store8, memarg, lane)?,
            Operator::V128Load16Lane { memarg, lane } => {
                self.load_lane(Store16, memarg, lane * 2)?;
            }
            Operator::V128Load32Lane { memarg, lane } => {
                self.load_lane(Store32, memarg, lane * 4)?;
            }
            Operator::V128Load64Lane { memarg, lane } => {
                self.load_lane(Store64, memarg, lane * 8)?;
            }
            Operator::V128Store8Lane { memarg, lane } => self.store_lane(Store8, memarg, lane)?,
            Operator::V128Store16Lane { memarg, lane } => {
                self.store_lane(Store16, memarg, lane * 2)?;
            }
            Operator::V128Store32Lane { memarg, lane } => {
                self.store_lane(Store32, memarg, lane * 4)?;
            }
            Operator::V128Store64Lane { memarg, lane } => {
                self.store_lane(Store64, memarg, lane * 8)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn vector_load(&mut self, load: VectorLoad, access: MemArg) -> Result<(), Error> {
        let kind = Kind::Vector(VectorKind::Load(load));
        let offset = match self.site(access)? {
            Site::Near(offset) => offset,
            Site::Far(site) => return self.far_access(kind, site, Some(V128)),
        };
        let x = self.pop_operand()?;
        self.emit_result(Instruction::new(kind, x, Operand::None).with_offset(offset), V128);
        Ok(())
    }

    fn load_lane(&mut self, width: IntStore, access: MemArg, lane: u8) -> Result<(), Error> {
        let kind = Kind::Vector(VectorKind::LoadLane(width, lane));
        let offset = match self.site(access)? {
            Site::Near(offset) => offset,
            Site::Far(site) => return self.far_access(kind, site, Some(V128)),
        };
        let vector = self.pop_operand()?;
        let address = self.pop_operand()?;
        self.emit_result(Instruction::new(kind, address, vector).with_offset(offset), V128);
        Ok(())
    }

    fn store_lane(&mut self, width: IntStore, access: MemArg, lane: u8) -> Result<(), Error> {
        self.store(Kind::Vector(VectorKind::StoreLane(width, lane)), self.site(access)?)
    }
}
