//! Atomic accesses to memories.

use wasmparser::{MemArg, MemArgTarget, Operator as O};

use super::instruction::{Instruction, Kind, Operand};
use super::lower::Writer;
use super::translator::Translator;
use crate::error::Error;
use crate::interpreter::cell::{self, Cell};
use crate::interpreter::handler::atomic::AtomicAccess as Access;
use crate::interpreter::operation::atomic::{AtomicChange as Change, AtomicWidth as Width};
use crate::trap::TrapCode;
use crate::types::AddressType;
use crate::types::ValType::{self, I32, I64};

/// Where an atomic access goes, but for the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(Rust, packed(4))]
pub(super) struct AtomicSite {
    pub(super) address: AddressType,
    /// The offset of the pointer to the memory in the context.
    memory: u32,
    offset: u64,
}

/// Matches an operator against families of those that do the same in all widths.
macro_rules! families {
    ($operator:expr; $($access:expr, $eight:ident $sixteen:ident $narrow:ident,
        $wide8:ident $wide16:ident $wide32:ident $wide:ident;)*) => {
        match *$operator {
            $(
                O::$eight { memarg } => Some(($access(Width::One), memarg, I32)),
                O::$sixteen { memarg } => Some(($access(Width::Two), memarg, I32)),
                O::$narrow { memarg } => Some(($access(Width::Four), memarg, I32)),
                O::$wide8 { memarg } => Some(($access(Width::One), memarg, I64)),
                O::$wide16 { memarg } => Some(($access(Width::Two), memarg, I64)),
                O::$wide32 { memarg } => Some(($access(Width::Four), memarg, I64)),
                O::$wide { memarg } => Some(($access(Width::Eight), memarg, I64)),
            )*
            O::MemoryAtomicNotify { memarg } => Some((Access::Notify, memarg, I32)),
            O::MemoryAtomicWait32 { memarg } => Some((Access::Wait(Width::Four), memarg, I32)),
            O::MemoryAtomicWait64 { memarg } => Some((Access::Wait(Width::Eight), memarg, I32)),
            _ => None,
        }
    };
}

/// What an operator does, where, and the type of its value.
fn access_of(operator: &O<'_>) -> Option<(Access, MemArg, ValType)> {
    let to = |change| move |width| Access::Modify(width, change);
    families! { operator;
        Access::Load, I32AtomicLoad8U I32AtomicLoad16U I32AtomicLoad,
            I64AtomicLoad8U I64AtomicLoad16U I64AtomicLoad32U I64AtomicLoad;
        Access::Store, I32AtomicStore8 I32AtomicStore16 I32AtomicStore,
            I64AtomicStore8 I64AtomicStore16 I64AtomicStore32 I64AtomicStore;
        to(Change::Add), I32AtomicRmw8AddU I32AtomicRmw16AddU I32AtomicRmwAdd,
            I64AtomicRmw8AddU I64AtomicRmw16AddU I64AtomicRmw32AddU I64AtomicRmwAdd;
        to(Change::Sub), I32AtomicRmw8SubU I32AtomicRmw16SubU I32AtomicRmwSub,
            I64AtomicRmw8SubU I64AtomicRmw16SubU I64AtomicRmw32SubU I64AtomicRmwSub;
        to(Change::And), I32AtomicRmw8AndU I32AtomicRmw16AndU I32AtomicRmwAnd,
            I64AtomicRmw8AndU I64AtomicRmw16AndU I64AtomicRmw32AndU I64AtomicRmwAnd;
        to(Change::Or), I32AtomicRmw8OrU I32AtomicRmw16OrU I32AtomicRmwOr,
            I64AtomicRmw8OrU I64AtomicRmw16OrU I64AtomicRmw32OrU I64AtomicRmwOr;
        to(Change::Xor), I32AtomicRmw8XorU I32AtomicRmw16XorU I32AtomicRmwXor,
            I64AtomicRmw8XorU I64AtomicRmw16XorU I64AtomicRmw32XorU I64AtomicRmwXor;
        to(Change::Xchg), I32AtomicRmw8XchgU I32AtomicRmw16XchgU I32AtomicRmwXchg,
            I64AtomicRmw8XchgU I64AtomicRmw16XchgU I64AtomicRmw32XchgU I64AtomicRmwXchg;
        Access::CompareExchange,
            I32AtomicRmw8CmpxchgU I32AtomicRmw16CmpxchgU I32AtomicRmwCmpxchg,
            I64AtomicRmw8CmpxchgU I64AtomicRmw16CmpxchgU I64AtomicRmw32CmpxchgU I64AtomicRmwCmpxchg;
    }
}

impl Translator<'_> {
    /// Translates an atomic operator, or returns false.
    pub(super) fn atomic_operator(&mut self, operator: &O<'_>) -> Result<bool, Error> {
        if let O::AtomicFence { .. } = operator {
            // Nobody else looks at the memories while code runs.
            return Ok(true);
        }
        let Some((access, memarg, ty)) = access_of(operator) else { return Ok(false) };
        self.atomic_access(access, memarg, ty)?;
        Ok(true)
    }

    fn atomic_access(&mut self, access: Access, memarg: MemArg, ty: ValType) -> Result<(), Error> {
        let MemArgTarget::Memory(memory) = memarg.target else {
            return Err(Error::internal("an atomic access to the elements of an array"));
        };
        let (count, result) = match access {
            Access::Load(_) => (1, Some(ty)),
            Access::Store(_) => (2, None),
            Access::Modify(..) | Access::Notify => (2, Some(ty)),
            Access::CompareExchange(_) | Access::Wait(_) => (3, Some(ty)),
        };
        let memory_type = &self.module.memories[memory as usize];
        if matches!(access, Access::Wait(_)) && !memory_type.is_shared() {
            let kind = Kind::Trap(TrapCode::ExpectedSharedMemory);
            self.emit(Instruction::new(kind, Operand::None, Operand::None));
            self.become_unreachable();
            return Ok(());
        }
        let site = AtomicSite {
            address: memory_type.address(),
            memory: self.module.layout.memory(memory),
            offset: memarg.offset,
        };
        self.on_slots(Kind::Atomic(access, site), count, result.as_slice())
    }
}

impl Writer {
    /// Writes the cell of an atomic access.
    pub(super) fn atomic(&mut self, handler: u64, site: AtomicSite, instruction: &Instruction) {
        let slot = |operand: Operand| operand.slot().unwrap_or_default();
        let (x, y, z) = (slot(instruction.x), slot(instruction.y), slot(instruction.z));
        let AtomicSite { memory, offset, .. } = site;
        cell::Atomic { handler, x, y, z, memory, offset }.encode(&mut self.bytes);
    }
}
