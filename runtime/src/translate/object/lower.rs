//! From instructions on objects to cells.

use std::mem::offset_of;

use super::super::instruction::{Instruction, Operand};
use super::super::lower::{Writer, destination, integer_field};
use super::ObjectKind;
use super::kind::Tested;
use crate::error::Error;
use crate::interpreter::Handler;
use crate::interpreter::cell::{self, Cell};
use crate::interpreter::handler::{cast, element, field, heap};

/// The handler for an instruction and the classes of its operands, if there is one.
pub(in super::super) fn find(kind: ObjectKind, instruction: &Instruction) -> Option<Handler> {
    let (x, y, z) = (instruction.x.source(), instruction.y.source(), instruction.z.source());
    let to = instruction.to.target();
    match kind {
        ObjectKind::Get(load) => field::find_get(load, x, to),
        ObjectKind::GetFloat(load) => field::find_get_float(load, x, to),
        ObjectKind::Set(store) => field::find_set(store, x, y),
        ObjectKind::SetFloat(store) => field::find_set_float(store, x, y),
        ObjectKind::GetVector(_) => Some(field::find_get_vector()),
        ObjectKind::SetVector(_) => Some(field::find_set_vector()),
        ObjectKind::GetElement(load) => element::find_get(load, x, y, to),
        ObjectKind::GetElementFloat(load) => element::find_get_float(load, x, y, to),
        ObjectKind::SetElement(store) => element::find_set(store, x, y, z),
        ObjectKind::SetElementFloat(store) => element::find_set_float(store, x, y, z),
        ObjectKind::GetElementVector => Some(element::find_get_vector()),
        ObjectKind::SetElementVector => Some(element::find_set_vector()),
        ObjectKind::Length => field::find_length(x, to),
        ObjectKind::Test(tested) => cast::find_test(tested.kind, x, to),
        ObjectKind::Cast(tested) => cast::find_cast(tested.kind, x, to),
        ObjectKind::Callee(..) => Some(cast::find_callee()),
        ObjectKind::Work(operation, ..) => Some(heap::find(operation)),
    }
}

impl Writer {
    /// Writes the cell of an instruction on objects.
    pub(in super::super) fn object(
        &mut self,
        handler: u64,
        kind: ObjectKind,
        instruction: &Instruction,
    ) -> Result<(), Error> {
        match kind {
            ObjectKind::Get(_)
            | ObjectKind::GetFloat(_)
            | ObjectKind::Set(_)
            | ObjectKind::SetFloat(_)
            | ObjectKind::GetElement(_)
            | ObjectKind::GetElementFloat(_) => {
                self.plain(handler, instruction, instruction.offset);
            }
            ObjectKind::SetElement(_) | ObjectKind::SetElementFloat(_) => {
                let z = self.field(instruction.z, offset_of!(cell::Plain, extra));
                self.plain(handler, instruction, z);
            }
            ObjectKind::Length => self.short(handler, instruction),
            ObjectKind::Test(tested) | ObjectKind::Cast(tested) => {
                let Tested { id, depth, nullable, .. } = tested;
                let (x, to) = (integer_field(instruction.x)?, destination(instruction.to));
                let (depth, nullable) = (depth.into(), nullable.into());
                cell::Test { handler, x, to, id, depth, nullable, reserved: 0 }
                    .encode(&mut self.bytes);
            }
            ObjectKind::GetVector(place) | ObjectKind::SetVector(place) => {
                self.on_slots(handler, instruction, place, 0, 0);
            }
            ObjectKind::GetElementVector | ObjectKind::SetElementVector => {
                self.on_slots(handler, instruction, 0, 0, 0);
            }
            ObjectKind::Callee(table, tested) => {
                self.on_slots(handler, instruction, table, tested.id, tested.depth.into());
            }
            ObjectKind::Work(_, first, second) => {
                self.on_slots(handler, instruction, first, second, instruction.offset);
            }
        }
        Ok(())
    }

    fn on_slots(
        &mut self,
        handler: u64,
        instruction: &Instruction,
        first: u32,
        second: u32,
        reserved: u32,
    ) {
        let slot = |operand: Operand| operand.slot().unwrap_or_default();
        let Instruction { x, y, z, .. } = *instruction;
        let (x, y, z) = (slot(x), slot(y), slot(z));
        cell::Bulk { handler, x, y, z, first, second, reserved }.encode(&mut self.bytes);
    }
}
