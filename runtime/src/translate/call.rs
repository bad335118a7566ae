//! Calls and returns.

use super::frame::{header_of, slots};
use super::instruction::{Bank, CallFrame, Instruction, Kind, Operand};
use super::stack::Value;
use super::translator::{Accumulators, Held, Translator};
use crate::error::Error;
use crate::interpreter::handler::call::RECORD_SLOTS;
use crate::interpreter::operation::IntUnary;
use crate::types::{FuncType, ValType};
use crate::vm::Place;

impl Translator<'_> {
    pub(super) fn call(&mut self, function: u32) -> Result<(), Error> {
        let module = self.module;
        let ty = module.function_type(function);
        let frame = self.arguments(ty)?;
        let kind = match module.layout.function(function) {
            Place::Inline(function) => Kind::Call { function, frame },
            Place::Pointer(function) => Kind::CallImported { function, frame },
        };
        self.emit_call(Instruction::new(kind, Operand::None, Operand::None), ty);
        Ok(())
    }

    pub(super) fn call_indirect(&mut self, type_index: u32, table: u32) -> Result<(), Error> {
        let module = self.module;
        let ty = module.func_type(type_index);
        if module.tables[table as usize].is_64() {
            self.unary(IntUnary::Saturate32, ValType::I32)?;
        }
        if !module.types.get(type_index).is_final() {
            // The function may be of a type below, which takes a longer look.
            self.callee(table, type_index)?;
            return self.call_reference(type_index);
        }
        self.settle_wide(1);
        let index = self.pop()?;
        let frame = self.arguments(ty)?;
        // Only now, since putting arguments into place may use the accumulator.
        let index = self.operand(index);
        let type_id = module.types.get(type_index).id().as_u32();
        let kind = Kind::CallIndirect { table: module.layout.table(table), type_id, frame };
        self.emit_call(Instruction::new(kind, index, Operand::None), ty);
        Ok(())
    }

    /// Puts the arguments into their slots, and makes room for what the call writes.
    pub(super) fn arguments(&mut self, ty: &FuncType) -> Result<CallFrame, Error> {
        let count = ty.params().len();
        self.settle_top(count)?;
        let base = self.stack.slot_at(self.stack.len() - count);
        let record = base.saturating_add(header_of(ty));
        self.stack.reserve(record.saturating_add(RECORD_SLOTS));
        Ok(CallFrame { base, record })
    }

    pub(super) fn emit_call(&mut self, call: Instruction, ty: &FuncType) {
        let index = self.emit(call);
        self.stack.truncate(self.stack.len() - ty.params().len());
        self.accumulators = Accumulators::default();
        // A single result is in the accumulator of its bank as well.
        if let &[result] = ty.results() {
            self.accumulators.set(Bank::of(result), Some(Held::Result(index)));
            self.stack.push(Value::Temporary(Some(index)), result);
            return;
        }
        for &result in ty.results() {
            self.stack.push(Value::Temporary(None), result);
        }
    }

    /// Emits a return of the values on top of the stack, which stay there.
    pub(super) fn emit_return(&mut self) -> Result<(), Error> {
        let results = self.ty.results();
        match results {
            [] => {
                self.emit(Instruction::new(Kind::Return, Operand::None, Operand::None));
            }
            &[ty] => {
                self.settle_wide(1);
                let value = self.peek(0)?;
                let value = self.operand(value);
                let kind = Kind::ReturnValue(Bank::of(ty));
                self.emit(Instruction::new(kind, value, Operand::None));
            }
            _ => {
                self.settle_top(results.len())?;
                let from = self.stack.slot_at(self.stack.len() - results.len());
                let kind = Kind::CopySlots { from, to: 0, count: slots(results) };
                self.emit(Instruction::new(kind, Operand::None, Operand::None));
                self.emit(Instruction::new(Kind::Return, Operand::None, Operand::None));
            }
        }
        Ok(())
    }
}
