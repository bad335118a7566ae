//! Loads, stores, and operations on whole memories.

use wasmparser::{MemArg, Operator};

use super::far::Site;
use super::instruction::{Instruction, Kind, Operand};
use super::translator::Translator;
use crate::error::Error;
use crate::interpreter::handler::bulk::BulkOperation as Bulk;
use crate::interpreter::operation::{FloatLoad, FloatStore, IntBinary, IntLoad, IntStore};
use crate::types::ValType::{self, F32, F64, I32, I64};

/// What an operator that loads or stores does, and the type of what it loads.
#[derive(Clone, Copy)]
enum Access {
    Load(IntLoad, ValType),
    LoadFloat(FloatLoad, ValType),
    Store(IntStore),
    StoreFloat(FloatStore),
}

/// The code of the first operator that loads or stores.
const FIRST_ACCESS: u8 = 0x28;

/// Those operators, in the order of their codes.
static ACCESSES: [Access; 23] = [
    Access::Load(IntLoad::Load32, I32),
    Access::Load(IntLoad::Load64, I64),
    Access::LoadFloat(FloatLoad::F32Load, F32),
    Access::LoadFloat(FloatLoad::F64Load, F64),
    Access::Load(IntLoad::Load8SAs32, I32),
    Access::Load(IntLoad::Load8U, I32),
    Access::Load(IntLoad::Load16SAs32, I32),
    Access::Load(IntLoad::Load16U, I32),
    Access::Load(IntLoad::Load8SAs64, I64),
    Access::Load(IntLoad::Load8U, I64),
    Access::Load(IntLoad::Load16SAs64, I64),
    Access::Load(IntLoad::Load16U, I64),
    Access::Load(IntLoad::Load32SAs64, I64),
    Access::Load(IntLoad::Load32, I64),
    Access::Store(IntStore::Store32),
    Access::Store(IntStore::Store64),
    Access::StoreFloat(FloatStore::F32Store),
    Access::StoreFloat(FloatStore::F64Store),
    Access::Store(IntStore::Store8),
    Access::Store(IntStore::Store16),
    Access::Store(IntStore::Store8),
    Access::Store(IntStore::Store16),
    Access::Store(IntStore::Store32),
];

/// The code of an operator that loads or stores, and where it does.
pub(super) fn access_of(operator: &Operator<'_>) -> Option<(u8, MemArg)> {
    Some(match *operator {
        Operator::I32Load { memarg } => (0x28, memarg),
        Operator::I64Load { memarg } => (0x29, memarg),
        Operator::F32Load { memarg } => (0x2a, memarg),
        Operator::F64Load { memarg } => (0x2b, memarg),
        Operator::I32Load8S { memarg } => (0x2c, memarg),
        Operator::I32Load8U { memarg } => (0x2d, memarg),
        Operator::I32Load16S { memarg } => (0x2e, memarg),
        Operator::I32Load16U { memarg } => (0x2f, memarg),
        Operator::I64Load8S { memarg } => (0x30, memarg),
        Operator::I64Load8U { memarg } => (0x31, memarg),
        Operator::I64Load16S { memarg } => (0x32, memarg),
        Operator::I64Load16U { memarg } => (0x33, memarg),
        Operator::I64Load32S { memarg } => (0x34, memarg),
        Operator::I64Load32U { memarg } => (0x35, memarg),
        Operator::I32Store { memarg } => (0x36, memarg),
        Operator::I64Store { memarg } => (0x37, memarg),
        Operator::F32Store { memarg } => (0x38, memarg),
        Operator::F64Store { memarg } => (0x39, memarg),
        Operator::I32Store8 { memarg } => (0x3a, memarg),
        Operator::I32Store16 { memarg } => (0x3b, memarg),
        Operator::I64Store8 { memarg } => (0x3c, memarg),
        Operator::I64Store16 { memarg } => (0x3d, memarg),
        Operator::I64Store32 { memarg } => (0x3e, memarg),
        _ => return None,
    })
}

impl Translator<'_> {
    /// Translates an operator of memories, or returns false.
    pub(super) fn memory_operator(&mut self, operator: &Operator<'_>) -> Result<bool, Error> {
        match access_of(operator) {
            Some((code, memarg)) => self.access(code, self.site(memarg)?)?,
            None => return self.whole_memory_operator(operator),
        }
        Ok(true)
    }

    /// Translates the load or store with this code, of memory 0 and at this constant offset.
    pub(super) fn access_first(&mut self, code: u8, offset: u64) -> Result<(), Error> {
        let site = self.site_in(0, offset)?;
        self.access(code, site)
    }

    /// Translates the load or store with this code.
    fn access(&mut self, code: u8, site: Site) -> Result<(), Error> {
        match ACCESSES.get(usize::from(code.wrapping_sub(FIRST_ACCESS))) {
            Some(&Access::Load(load, ty)) => self.load(load, site, ty),
            Some(&Access::LoadFloat(load, ty)) => self.load_float(load, site, ty),
            Some(&Access::Store(store)) => self.store(Kind::Store(store), site),
            Some(&Access::StoreFloat(store)) => self.store(Kind::StoreFloat(store), site),
            None => Err(Error::internal(format!("the operator {code:#x} accesses no memory"))),
        }
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

    fn load(&mut self, load: IntLoad, site: Site, ty: ValType) -> Result<(), Error> {
        let offset = match site {
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

    fn load_float(&mut self, load: FloatLoad, site: Site, ty: ValType) -> Result<(), Error> {
        let offset = match site {
            Site::Near(offset) => offset,
            Site::Far(site) => return self.far_access(Kind::LoadFloat(load), site, Some(ty)),
        };
        let x = self.pop_operand()?;
        let load = Instruction::new(Kind::LoadFloat(load), x, Operand::None);
        self.emit_result(load.with_offset(offset), ty);
        Ok(())
    }

    pub(super) fn store(&mut self, kind: Kind, site: Site) -> Result<(), Error> {
        let offset = match site {
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
