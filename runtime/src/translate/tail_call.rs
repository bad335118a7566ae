//! Tail calls.

use super::frame::{header_of, slots};
use super::instruction::{Instruction, Kind, Label, Operand, TailCallee};
use super::translator::Translator;
use crate::error::Error;
use crate::interpreter::handler::call::RECORD_SLOTS;
use crate::interpreter::handler::tail_call::{moved, relayed_base};
use crate::interpreter::operation::IntUnary;
use crate::types::{FuncType, ValType};
use crate::vm::Place;

impl Translator<'_> {
    pub(super) fn tail_call(&mut self, function: u32) -> Result<(), Error> {
        let module = self.module;
        let callee = match module.layout.function(function) {
            Place::Inline(function) => TailCallee::Own(function),
            Place::Pointer(function) => TailCallee::Imported(function),
        };
        self.emit_tail_call(callee, Operand::None, module.function_type(function))
    }

    pub(super) fn tail_call_indirect(&mut self, type_index: u32, table: u32) -> Result<(), Error> {
        let module = self.module;
        let type_id = module.types.get(type_index).id().as_u32();
        let callee = TailCallee::Indirect { table: module.layout.table(table), type_id };
        if module.tables[table as usize].is_64() {
            self.unary(IntUnary::Saturate32, ValType::I32)?;
        }
        if !module.types.get(type_index).is_final() {
            self.callee(table, type_index)?;
            return self.tail_call_reference(type_index);
        }
        self.settle_top(1)?;
        let index = self.pop()?.home();
        self.emit_tail_call(callee, index, module.func_type(type_index))
    }

    pub(super) fn tail_call_reference(&mut self, type_index: u32) -> Result<(), Error> {
        self.settle_top(1)?;
        let reference = self.pop()?.home();
        self.emit_tail_call(TailCallee::Reference, reference, self.module.func_type(type_index))
    }

    fn emit_tail_call(
        &mut self,
        callee: TailCallee,
        x: Operand,
        ty: &FuncType,
    ) -> Result<(), Error> {
        let arguments = ty.params().len();
        self.settle_top(arguments)?;
        let from = self.stack.slot_at(self.stack.len() - arguments);
        let (count, record) = (slots(ty.params()), header_of(ty));
        self.stack.reserve(from.saturating_add(moved(count)));
        self.stack.reserve(record.saturating_add(RECORD_SLOTS));
        let arguments = if count > 0 { Operand::Slot(from) } else { Operand::None };
        let call = Instruction::new(Kind::TailCall { callee, count }, x, arguments);
        let call = call.with_offset(record);
        let call = match callee {
            TailCallee::Own(_) => call,
            TailCallee::Imported(_) | TailCallee::Indirect { .. } | TailCallee::Reference => {
                let base = relayed_base(self.frame.header);
                self.stack.reserve(base.saturating_add(record).saturating_add(RECORD_SLOTS));
                call.with_label(self.relay_label())
            }
        };
        self.emit(call);
        self.become_unreachable();
        Ok(())
    }

    fn relay_label(&mut self) -> Label {
        let label = self.relay.unwrap_or_else(|| self.new_label());
        self.relay = Some(label);
        label
    }

    /// Puts the relay behind the function's code, if it has one.
    pub(super) fn place_relay(&mut self) {
        if let Some(label) = self.relay {
            self.place_label(label);
            self.emit(Instruction::new(Kind::Relay, Operand::None, Operand::None));
        }
    }
}
