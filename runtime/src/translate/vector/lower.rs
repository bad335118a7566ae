//! From instructions on vectors to cells.

use super::super::instruction::Instruction;
use super::super::lower::{Writer, destination, integer_field};
use super::VectorKind;
use crate::error::Error;
use crate::interpreter::Handler;
use crate::interpreter::cell::{self, Cell};
use crate::interpreter::handler::vector::{arithmetic, lane, memory, transfer};

/// The handler for an instruction and the classes of its operands, if there is one.
pub(in super::super) fn find(kind: VectorKind, instruction: &Instruction) -> Option<Handler> {
    let (x, y) = (instruction.x.source(), instruction.y.source());
    let to = instruction.to.target();
    match kind {
        VectorKind::Constant(_) => Some(transfer::find_constant()),
        VectorKind::Unary(operation) => Some(operation.handler()),
        VectorKind::Binary(operation) => Some(operation.handler()),
        VectorKind::Ternary(operation) => Some(operation.handler()),
        VectorKind::Shuffle(_) => Some(arithmetic::find_shuffle()),
        VectorKind::Shift(shift) => arithmetic::find_shift(shift, y),
        VectorKind::Test(test) => arithmetic::find_test(test, to),
        VectorKind::Splat(splat) => lane::find_splat(splat, x),
        VectorKind::Extract(load, _) => lane::find_extract(load, to),
        VectorKind::ExtractFloat(load, _) => lane::find_extract_float(load, to),
        VectorKind::Replace(store, _) => lane::find_replace(store, y),
        VectorKind::ReplaceFloat(store, _) => lane::find_replace_float(store, y),
        VectorKind::Load(load) => memory::find_load(load, x),
        VectorKind::Store => memory::find_store(x),
        VectorKind::LoadLane(width, _) => memory::find_load_lane(width, x),
        VectorKind::StoreLane(width, _) => memory::find_store_lane(width, x),
    }
}

impl Writer {
    /// Writes the cell of an instruction on vectors.
    pub(in super::super) fn vector(
        &mut self,
        handler: u64,
        kind: VectorKind,
        instruction: &Instruction,
    ) -> Result<(), Error> {
        let to = destination(instruction.to);
        match kind {
            VectorKind::Constant(value) => {
                cell::Constant { handler, to, reserved: 0, value }.encode(&mut self.bytes);
            }
            VectorKind::Unary(_) | VectorKind::Test(_) | VectorKind::Splat(_) => {
                self.short(handler, instruction);
            }
            VectorKind::Binary(_) | VectorKind::Shift(_) => self.plain(handler, instruction, 0),
            VectorKind::Ternary(_) => {
                self.plain(handler, instruction, integer_field(instruction.z)?);
            }
            VectorKind::Shuffle(lanes) => {
                let (x, y) = (integer_field(instruction.x)?, integer_field(instruction.y)?);
                cell::Shuffle { handler, x, y, to, reserved: 0, lanes }.encode(&mut self.bytes);
            }
            VectorKind::Extract(_, lane)
            | VectorKind::ExtractFloat(_, lane)
            | VectorKind::Replace(_, lane)
            | VectorKind::ReplaceFloat(_, lane) => self.plain(handler, instruction, lane.into()),
            VectorKind::Load(_) | VectorKind::Store => {
                self.plain(handler, instruction, instruction.offset);
            }
            VectorKind::LoadLane(_, lane) | VectorKind::StoreLane(_, lane) => {
                let (x, y) = (integer_field(instruction.x)?, integer_field(instruction.y)?);
                let (offset, lane) = (instruction.offset, lane.into());
                cell::LaneAccess { handler, x, y, to, offset, lane, reserved: 0 }
                    .encode(&mut self.bytes);
            }
        }
        Ok(())
    }
}
