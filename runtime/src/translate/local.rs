//! Reading and writing locals.

use super::instruction::{Bank, Destination, Instruction, Kind, Operand};
use super::lower;
use super::stack::Value;
use super::translator::{Held, Translator};
use crate::error::Error;

/// How many instructions back a result may be redirected into a local.
const MAX_DISTANCE: usize = 12;

impl Translator<'_> {
    #[inline]
    pub(super) fn local_get(&mut self, index: u32) {
        let ty = self.frame.locals[index as usize].ty;
        self.stack.push(Value::Local(index), ty);
    }

    pub(super) fn local_tee(&mut self, index: u32) -> Result<(), Error> {
        self.local_set(index)?;
        self.local_get(index);
        Ok(())
    }

    pub(super) fn local_set(&mut self, index: u32) -> Result<(), Error> {
        let local = self.frame.locals[index as usize];
        let bank = Bank::of(local.ty);
        self.settle_wide(1);
        let entry = self.pop()?;
        // Uses of the old value that are still to come need a copy of it.
        let emitted = self.instructions.len();
        self.settle_where(|value| value == Value::Local(index));
        let copied = self.instructions.len() > emitted;
        let to = match local.pin {
            Some(pin) => Destination::Pinned(pin, local.slot),
            None => Destination::Slot(local.slot),
        };
        let redirected = match entry.value {
            Value::Temporary(Some(producer)) if !copied && self.redirect(producer, to) => {
                self.accumulators.get(bank) == Some(Held::Result(producer))
            }
            _ => {
                let x = self.operand(entry);
                let copy = Instruction::new(Kind::Copy(bank), x, Operand::None);
                self.emit(copy.with_destination(to));
                true
            }
        };
        // A pinned register is as good as the accumulator, which is left alone then.
        let held = self.accumulators.get(bank);
        if redirected && local.pin.is_none() {
            self.accumulators.set(bank, Some(Held::Local(index)));
        } else if held == Some(Held::Local(index)) || matches!(held, Some(Held::Result(_))) {
            self.accumulators.set(bank, None);
        }
        Ok(())
    }

    /// Makes an instruction put its result into a local instead of a slot of the stack; false if
    /// that is not possible, or if the local is used in between.
    fn redirect(&mut self, producer: usize, to: Destination) -> bool {
        let Some(slot) = to.slot() else { return false };
        let (instruction, since) = match self.instructions.get(producer..) {
            Some([instruction, since @ ..]) if since.len() < MAX_DISTANCE => (instruction, since),
            _ => return false,
        };
        if !self.in_region(instruction) || !matches!(instruction.to, Destination::Slot(_)) {
            return false;
        }
        let redirected = instruction.with_destination(to);
        if since.iter().any(|later| later.touches(slot)) || !lower::exists(&redirected) {
            return false;
        }
        self.instructions[producer] = redirected;
        true
    }
}
