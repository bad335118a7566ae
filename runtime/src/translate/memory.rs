//! Loads, stores, and operations on whole memories.

use wasmparser::{MemArg, MemArgTarget, Operator};

use super::instruction::{Instruction, Kind, Operand};
use super::translator::Translator;
use crate::error::Error;
use crate::interpreter::handler::bulk::BulkOperation as Bulk;
use crate::interpreter::operation::{FloatLoad, FloatStore, IntBinary, IntLoad, IntStore};
use crate::types::ValType::{self, F32, F64, I32, I64};

impl Translator<'_> {
    /// Translates an access to a memory, or returns false.
    pub(super) fn memory_operator(&mut self, operator: &Operator<'_>) -> Result<bool, Error> {
        match *operator {
            Operator::I32Load { memarg } => self.load(IntLoad::Load32, memarg, I32),
            Operator::I32Load8S { memarg } => self.load(IntLoad::Load8SAs32, memarg, I32),
            Operator::I32Load8U { memarg } => self.load(IntLoad::Load8U, memarg, I32),
            Operator::I32Load16S { memarg } => self.load(IntLoad::Load16SAs32, memarg, I32),
            Operator::I32Load16U { memarg } => self.load(IntLoad::Load16U, memarg, I32),
            Operator::I64Load { memarg } => self.load(IntLoad::Load64, memarg, I64),
            Operator::I64Load8S { memarg } => self.load(IntLoad::Load8SAs64, memarg, I64),
            Operator::I64Load8U { memarg } => self.load(IntLoad::Load8U, memarg, I64),
            Operator::I64Load16S { memarg } => self.load(IntLoad::Load16SAs64, memarg, I64),
            Operator::I64Load16U { memarg } => self.load(IntLoad::Load16U, memarg, I64),
            Operator::I64Load32S { memarg } => self.load(IntLoad::Load32SAs64, memarg, I64),
            Operator::I64Load32U { memarg } => self.load(IntLoad::Load32, memarg, I64),
            Operator::F32Load { memarg } => self.load_float(FloatLoad::F32Load, memarg, F32),
            Operator::F64Load { memarg } => self.load_float(FloatLoad::F64Load, memarg, F64),
            Operator::I32Store { memarg } | Operator::I64Store32 { memarg } => {
                self.store(Kind::Store(IntStore::Store32), memarg)
            }
            Operator::I32Store8 { memarg } | Operator::I64Store8 { memarg } => {
                self.store(Kind::Store(IntStore::Store8), memarg)
            }
            Operator::I32Store16 { memarg } | Operator::I64Store16 { memarg } => {
                self.store(Kind::Store(IntStore::Store16), memarg)
            }
            Operator::I64Store { memarg } => self.store(Kind::Store(IntStore::Store64), memarg),
            Operator::F32Store { memarg } => {
                self.store(Kind::StoreFloat(FloatStore::F32Store), memarg)
            }
            Operator::F64Store { memarg } => {
                self.store(Kind::StoreFloat(FloatStore::F64Store), memarg)
            }
            _ => return self.whole_memory_operator(operator),
        }?;
        Ok(true)
    }

    fn whole_memory_operator(&mut self, operator: &Operator<'_>) -> Result<bool, Error> {
        match *operator {
            Operator::MemorySize { mem } => self.bulk(Bulk::MemorySize, 0, Some(I32), mem, 0),
            Operator::MemoryGrow { mem } => self.bulk(Bulk::MemoryGrow, 1, Some(I32), mem, 0),
            Operator::MemoryCopy { dst_mem, src_mem } => {
                self.bulk(Bulk::MemoryCopy, 3, None, dst_mem, src_mem)
            }
            Operator::MemoryFill { mem } => self.bulk(Bulk::MemoryFill, 3, None, mem, 0),
            Operator::MemoryInit { data_index, mem } => {
                self.bulk(Bulk::MemoryInit, 3, None, mem, data_index)
            }
            Operator::DataDrop { data_index } => self.bulk(Bulk::DataDrop, 0, None, data_index, 0),
            _ => return Ok(false),
        }?;
        Ok(true)
    }

    /// The constant offset of an access. Others than those of memory 0 and with offsets of 32 bits
    /// will be instructions of their own.
    pub(super) fn offset(access: MemArg) -> Result<u32, Error> {
        match (access.target, u32::try_from(access.offset)) {
            (MemArgTarget::Memory(0), Ok(offset)) => Ok(offset),
            _ => Err(Error::internal("an access to a memory of an unsupported kind")),
        }
    }

    fn load(&mut self, load: IntLoad, access: MemArg, ty: ValType) -> Result<(), Error> {
        let offset = Self::offset(access)?;
        let address = self.pop()?;
        let sum = self
            .last_if(address.value)
            .filter(|last| last.kind == Kind::Binary(IntBinary::I32Add))
            .copied();
        let x = self.operand(address);
        if let Some(sum) = sum.filter(|_| x == Operand::Acc) {
            let (kind, position) = (Kind::LoadIndexed(load), self.position);
            let indexed = Instruction { kind, offset, position, ..sum };
            if self.replace_last(indexed, ty) {
                return Ok(());
            }
        }
        let load = Instruction::new(Kind::Load(load), x, Operand::None).with_offset(offset);
        self.emit_result(load, ty);
        Ok(())
    }

    fn load_float(&mut self, load: FloatLoad, access: MemArg, ty: ValType) -> Result<(), Error> {
        let offset = Self::offset(access)?;
        let x = self.pop_operand()?;
        let load = Instruction::new(Kind::LoadFloat(load), x, Operand::None);
        self.emit_result(load.with_offset(offset), ty);
        Ok(())
    }

    pub(super) fn store(&mut self, kind: Kind, access: MemArg) -> Result<(), Error> {
        let offset = Self::offset(access)?;
        if kind != Kind::Store(IntStore::Store64) {
            self.settle_wide(1);
        }
        let value = self.pop_operand()?;
        let address = self.pop_operand()?;
        self.emit(Instruction::new(kind, address, value).with_offset(offset));
        Ok(())
    }
}
