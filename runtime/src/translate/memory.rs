//! Loads, stores, and operations on whole memories.

use wasmparser::{MemArg, Operator};

use super::far::Site;
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
        let module = self.module;
        let ty = |memory: u32| &module.memories[memory as usize];
        let pointer = |memory| module.layout.memory(memory);
        let is_near = |memory| memory == 0 && !ty(memory).is_64();
        match *operator {
            Operator::MemorySize { mem } => {
                let (result, bits) = (ty(mem).address().value(), ty(mem).page_size_log2());
                self.bulk(Bulk::MemorySize, 0, Some(result), pointer(mem), bits.into())
            }
            Operator::MemoryGrow { mem } => {
                let address = ty(mem).address();
                self.bulk(Bulk::MemoryGrow(address), 1, Some(address.value()), mem, 0)
            }
            Operator::MemoryCopy { dst_mem, src_mem } if is_near(dst_mem) && is_near(src_mem) => {
                self.bulk(Bulk::MemoryCopy, 3, None, 0, 0)
            }
            Operator::MemoryCopy { dst_mem, src_mem } => {
                let copy = Bulk::MemoryCopyFar(ty(dst_mem).address(), ty(src_mem).address());
                self.bulk(copy, 3, None, pointer(dst_mem), pointer(src_mem))
            }
            Operator::MemoryFill { mem } if is_near(mem) => {
                self.bulk(Bulk::MemoryFill, 3, None, 0, 0)
            }
            Operator::MemoryFill { mem } => {
                self.bulk(Bulk::MemoryFillFar(ty(mem).address()), 3, None, pointer(mem), 0)
            }
            Operator::MemoryInit { data_index, mem } => {
                self.bulk(Bulk::MemoryInit(ty(mem).address()), 3, None, mem, data_index)
            }
            Operator::DataDrop { data_index } => self.bulk(Bulk::DataDrop, 0, None, data_index, 0),
            _ => return Ok(false),
        }?;
        Ok(true)
    }

    fn load(&mut self, load: IntLoad, access: MemArg, ty: ValType) -> Result<(), Error> {
        let offset = match self.site(access)? {
            Site::Near(offset) => offset,
            Site::Far(site) => return self.far_access(Kind::Load(load), site, Some(ty)),
        };
        let address = self.pop()?;
        let sum = self
            .last_if(address.value)
            .filter(|last| matches!(last.kind, Kind::Binary(IntBinary::I32Add)))
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
        let offset = match self.site(access)? {
            Site::Near(offset) => offset,
            Site::Far(site) => return self.far_access(Kind::LoadFloat(load), site, Some(ty)),
        };
        let x = self.pop_operand()?;
        let load = Instruction::new(Kind::LoadFloat(load), x, Operand::None);
        self.emit_result(load.with_offset(offset), ty);
        Ok(())
    }

    pub(super) fn store(&mut self, kind: Kind, access: MemArg) -> Result<(), Error> {
        let offset = match self.site(access)? {
            Site::Near(offset) => offset,
            Site::Far(site) => return self.far_access(kind, site, None),
        };
        if !matches!(kind, Kind::Store(IntStore::Store64)) {
            self.settle_wide(1);
        }
        let value = self.pop_operand()?;
        let address = self.pop_operand()?;
        self.emit(Instruction::new(kind, address, value).with_offset(offset));
        Ok(())
    }
}
