//! Accesses to far memories: those with 64-bit addresses, and all but memory 0.

use std::mem::offset_of;

use wasmparser::{MemArg, MemArgTarget};

use super::instruction::{Instruction, Kind, Operand};
use super::lower::{Writer, destination, integer_field};
use super::translator::Translator;
use super::vector::VectorKind;
use crate::error::Error;
use crate::interpreter::Handler;
use crate::interpreter::cell::{self, Cell};
use crate::interpreter::handler::far::{self, Reach};
use crate::interpreter::handler::vector::far as vector;
use crate::interpreter::handler::vector::memory::VectorLoad;
use crate::interpreter::operation::{FloatLoad, FloatStore, IntLoad, IntStore};
use crate::types::ValType;

/// Where an access goes, but for the address.
#[derive(Clone, Copy, Debug)]
pub(super) enum Site {
    /// To memory 0 with 32-bit addresses, at this offset.
    Near(u32),
    Far(FarSite),
}

/// The same for far memories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(Rust, packed(4))]
pub(super) struct FarSite {
    reach: Reach,
    /// The offset of the pointer to the memory in the context.
    memory: u32,
    offset: u64,
}

/// A load or store. For stores `x` is the address and `y` the value; for those that load a lane,
/// `y` is the vector whose lane is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FarAccess {
    Load(IntLoad),
    LoadFloat(FloatLoad),
    Store(IntStore),
    StoreFloat(FloatStore),
    LoadVector(VectorLoad),
    StoreVector,
    LoadLane(IntStore, u8),
    StoreLane(IntStore, u8),
}

impl FarAccess {
    /// What does in a far memory what `kind` does in memory 0.
    fn like(kind: Kind) -> Result<Self, Error> {
        Ok(match kind {
            Kind::Load(load) => Self::Load(load),
            Kind::LoadFloat(load) => Self::LoadFloat(load),
            Kind::Store(store) => Self::Store(store),
            Kind::StoreFloat(store) => Self::StoreFloat(store),
            Kind::Vector(VectorKind::Load(load)) => Self::LoadVector(load),
            Kind::Vector(VectorKind::Store) => Self::StoreVector,
            Kind::Vector(VectorKind::LoadLane(width, lane)) => Self::LoadLane(width, lane),
            Kind::Vector(VectorKind::StoreLane(width, lane)) => Self::StoreLane(width, lane),
            other => return Err(Error::internal(format!("{other:?} accesses no memory"))),
        })
    }

    /// Whether the access has a second operand.
    fn has_value(self) -> bool {
        !matches!(self, Self::Load(_) | Self::LoadFloat(_) | Self::LoadVector(_))
    }
}

/// The handler for an access and the classes of its operands, if there is one.
pub(super) fn find(access: FarAccess, site: FarSite, instruction: &Instruction) -> Option<Handler> {
    let (x, y) = (instruction.x.source(), instruction.y.source());
    let (reach, to) = (site.reach, instruction.to.target());
    match access {
        FarAccess::Load(load) => far::find_load(reach, load, x, to),
        FarAccess::LoadFloat(load) => far::find_load_float(reach, load, x, to),
        FarAccess::Store(store) => far::find_store(reach, store, x, y),
        FarAccess::StoreFloat(store) => far::find_store_float(reach, store, x, y),
        FarAccess::LoadVector(load) => vector::find_load(reach, load, x),
        FarAccess::StoreVector => vector::find_store(reach, x),
        FarAccess::LoadLane(width, _) => vector::find_load_lane(reach, width, x),
        FarAccess::StoreLane(width, _) => vector::find_store_lane(reach, width, x),
    }
}

impl Translator<'_> {
    /// Where an access goes.
    pub(super) fn site(&self, access: MemArg) -> Result<Site, Error> {
        let MemArgTarget::Memory(memory) = access.target else {
            return Err(Error::internal("an access to the elements of an array"));
        };
        self.site_in(memory, access.offset)
    }

    /// Where an access to this memory goes, at this constant offset.
    pub(super) fn site_in(&self, memory: u32, offset: u64) -> Result<Site, Error> {
        let reach = match (memory, self.module.memories[memory as usize].is_64()) {
            (0, false) => match u32::try_from(offset) {
                Ok(offset) => return Ok(Site::Near(offset)),
                Err(_) => return Err(Error::internal("an offset of more than 32 bits")),
            },
            (0, true) => Reach::FirstWide,
            (_, false) => Reach::OtherNarrow,
            (_, true) => Reach::OtherWide,
        };
        let memory = self.module.layout.memory(memory);
        Ok(Site::Far(FarSite { reach, memory, offset }))
    }

    /// Emits the access to a far memory that `kind` would be to memory 0.
    pub(super) fn far_access(
        &mut self,
        kind: Kind,
        site: FarSite,
        result: Option<ValType>,
    ) -> Result<(), Error> {
        let access = FarAccess::like(kind)?;
        self.settle_wide(1 + usize::from(access.has_value()));
        let value = if access.has_value() { self.pop_operand()? } else { Operand::None };
        let address = self.pop_operand()?;
        let instruction = Instruction::new(Kind::Far(access, site), address, value);
        match result {
            Some(ty) => self.emit_result(instruction, ty),
            None => _ = self.emit(instruction),
        }
        Ok(())
    }
}

impl Writer {
    /// Writes the cell of an access to a far memory.
    pub(super) fn far(
        &mut self,
        handler: u64,
        (access, site): (FarAccess, FarSite),
        instruction: &Instruction,
    ) -> Result<(), Error> {
        let FarSite { memory, offset, .. } = site;
        let (x, to) = (integer_field(instruction.x)?, destination(instruction.to));
        if let FarAccess::LoadLane(_, lane) | FarAccess::StoreLane(_, lane) = access {
            let (y, lane) = (integer_field(instruction.y)?, lane.into());
            cell::FarLane { handler, x, y, to, lane, memory, reserved: 0, offset }
                .encode(&mut self.bytes);
        } else {
            let at = offset_of!(cell::Far, y);
            let y = self.field(instruction.y, at);
            cell::Far { handler, x, y, to, memory, offset }.encode(&mut self.bytes);
        }
        Ok(())
    }
}
