//! The dispatch over operators that are not plain arithmetic or memory access.

#![expect(clippy::inline_always, reason = "it is called in one place, for every operator")]

use wasmparser::Operator;

use super::instruction::{Bank, Destination, Instruction, Kind, Operand};
use super::operators::Step;
use super::stack::Value;
use super::translator::Translator;
use crate::error::Error;
use crate::interpreter::handler::bulk::BulkOperation;
use crate::interpreter::handler::wide::WideOperation;
use crate::interpreter::operation::{IntCompare, IntUnary};
use crate::trap::TrapCode;
use crate::types::{RefType, ValType};

impl Translator<'_> {
    /// Translates an operator in code that can be reached.
    #[inline(always)]
    pub(super) fn step(&mut self, step: &Step<'_, '_>) -> Result<(), Error> {
        match *step {
            Step::LocalGet(local) => {
                self.local_get(local);
                Ok(())
            }
            Step::LocalSet(local) => self.local_set(local),
            Step::LocalTee(local) => self.local_tee(local),
            Step::Integer(value) => {
                self.constant(i64::from(value) as u64, ValType::I32);
                Ok(())
            }
            Step::Arithmetic(operator) => self.numeric_operator(operator).map(drop),
            Step::Access(code, offset) => self.access_first(code, offset),
            Step::Other(operator) => self.operator(operator),
        }
    }

    /// Translates an operator that is none of those that are known by less.
    fn operator(&mut self, operator: &Operator<'_>) -> Result<(), Error> {
        match *operator {
            Operator::Nop => {}
            Operator::Drop => _ = self.pop()?,
            Operator::I64Const { value } => self.constant(value as u64, ValType::I64),
            Operator::F32Const { value } => self.constant(value.bits().into(), ValType::F32),
            Operator::F64Const { value } => self.constant(value.bits(), ValType::F64),
            Operator::GlobalGet { global_index } => self.global_get(global_index),
            Operator::GlobalSet { global_index } => self.global_set(global_index)?,
            Operator::Select | Operator::TypedSelect { .. } => self.select()?,
            Operator::RefNull { hty } => {
                let ty = RefType::new(true, self.module.heap_type(hty)?);
                self.constant(0, ty.into());
            }
            Operator::RefIsNull => self.equals_zero(IntCompare::I64Eq)?,
            Operator::RefFunc { function_index } => {
                let place = self.module.layout.function(function_index);
                let reference =
                    Instruction::new(Kind::Reference(place), Operand::None, Operand::None);
                self.emit_result(reference, ValType::FUNCREF);
            }
            Operator::Unreachable => {
                let kind = Kind::Trap(TrapCode::Unreachable);
                self.emit(Instruction::new(kind, Operand::None, Operand::None));
                self.become_unreachable();
            }
            _ => {
                // The frequent ones first.
                let done = self.control_operator(operator)?
                    || self.memory_operator(operator)?
                    || self.numeric_operator(operator)?
                    || self.table_operator(operator)?
                    || self.object_operator(operator)?
                    || self.vector_operator(operator)?
                    || self.atomic_operator(operator)?
                    || self.wide_operator(operator)?;
                if !done {
                    return Err(Error::internal(format!("no translation of {operator:?}")));
                }
            }
        }
        Ok(())
    }

    /// Translates an operator of a table, or returns false.
    fn table_operator(&mut self, operator: &Operator<'_>) -> Result<bool, Error> {
        use BulkOperation as Bulk;
        let module = self.module;
        let offset = |table| module.layout.table(table);
        let index = |table: u32| module.tables[table as usize].address().value();
        match *operator {
            Operator::TableGet { table } => {
                let ty = module.tables[table as usize].element().into();
                self.narrow(index(table), 0)?;
                self.bulk(Bulk::TableGet, 1, Some(ty), offset(table), 0)?;
            }
            Operator::TableSet { table } => {
                self.narrow(index(table), 1)?;
                self.bulk(Bulk::TableSet, 2, None, offset(table), 0)?;
            }
            Operator::TableSize { table } => {
                self.bulk(Bulk::TableSize, 0, Some(index(table)), offset(table), 0)?;
            }
            Operator::TableGrow { table } => {
                self.narrow(index(table), 0)?;
                self.bulk(Bulk::TableGrow, 2, Some(index(table)), table, 0)?;
            }
            Operator::TableFill { table } => {
                self.narrow(index(table), 2)?;
                self.narrow(index(table), 0)?;
                self.bulk(Bulk::TableFill, 3, None, table, 0)?;
            }
            Operator::TableCopy { dst_table, src_table } => {
                self.narrow(index(dst_table), 2)?;
                self.narrow(index(src_table), 1)?;
                self.narrow(self.peek(0)?.ty, 0)?;
                self.bulk(Bulk::TableCopy, 3, None, dst_table, src_table)?;
            }
            Operator::TableInit { elem_index, table } => {
                self.narrow(index(table), 2)?;
                self.bulk(Bulk::TableInit, 3, None, table, elem_index)?;
            }
            Operator::ElemDrop { elem_index } => {
                self.bulk(Bulk::ElemDrop, 0, None, elem_index, 0)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Puts the index `depth` below the top into its slot, with 32 bits if its type has 64. The
    /// greatest index with 32 bits, which stands for all that need more, is beyond every end.
    fn narrow(&mut self, ty: ValType, depth: usize) -> Result<(), Error> {
        if ty == ValType::I64 {
            self.settle_top(depth + 1)?;
            let slot = self.peek(depth)?.slot;
            let kind = Kind::Unary(IntUnary::Saturate32);
            let narrow = Instruction::new(kind, Operand::Slot(slot), Operand::None);
            self.emit(narrow.with_destination(Destination::Slot(slot)));
            self.accumulators.set(Bank::Int, None);
        }
        Ok(())
    }

    /// An operation whose operands, `count` of them, and result are in slots.
    pub(super) fn bulk(
        &mut self,
        operation: BulkOperation,
        count: usize,
        result: Option<ValType>,
        first: u32,
        second: u32,
    ) -> Result<(), Error> {
        self.on_slots(Kind::Bulk(operation, first, second), count, result.as_slice())
    }

    /// An instruction whose operands, `count` of them, and results are in slots, one behind the
    /// other; it names the first three. Its offset is the slot behind the last that is in use.
    pub(super) fn on_slots(
        &mut self,
        kind: Kind,
        count: usize,
        results: &[ValType],
    ) -> Result<(), Error> {
        self.settle_top(count)?;
        let height = self.stack.len() - count;
        let slot = |position: usize| {
            let used = position < count || (position == 0 && !results.is_empty());
            if used { Operand::Slot(self.stack.slot_at(height + position)) } else { Operand::None }
        };
        let end = self.stack.next_slot();
        self.emit(Instruction::new(kind, slot(0), slot(1)).with_z(slot(2)).with_offset(end));
        self.stack.truncate(height);
        for &ty in results {
            self.stack.push(Value::Temporary(None), ty);
        }
        Ok(())
    }

    /// Translates an operator of wide arithmetic, or returns false.
    fn wide_operator(&mut self, operator: &Operator<'_>) -> Result<bool, Error> {
        let (operation, count) = match operator {
            Operator::I64Add128 => (WideOperation::Add, 4),
            Operator::I64Sub128 => (WideOperation::Subtract, 4),
            Operator::I64MulWideS => (WideOperation::MultiplySigned, 2),
            Operator::I64MulWideU => (WideOperation::MultiplyUnsigned, 2),
            _ => return Ok(false),
        };
        self.on_slots(Kind::Wide(operation), count, &[ValType::I64; 2])?;
        Ok(true)
    }

    pub(super) fn constant(&mut self, bits: u64, ty: ValType) {
        self.stack.push(Value::Constant(bits), ty);
    }

    fn global_get(&mut self, index: u32) {
        let ty = self.module.globals[index as usize].content();
        let kind = Kind::GlobalGet(Bank::of(ty), self.module.layout.global(index));
        self.emit_result(Instruction::new(kind, Operand::None, Operand::None), ty);
    }

    fn global_set(&mut self, index: u32) -> Result<(), Error> {
        let bank = Bank::of(self.module.globals[index as usize].content());
        self.settle_wide(1);
        let value = self.pop_operand()?;
        let kind = Kind::GlobalSet(bank, self.module.layout.global(index));
        self.emit(Instruction::new(kind, value, Operand::None));
        Ok(())
    }

    fn select(&mut self) -> Result<(), Error> {
        self.settle_wide(3);
        self.settle_if_constant(0)?;
        let condition = self.pop_operand()?;
        let otherwise = self.pop_operand()?;
        let entry = self.pop()?;
        let value = self.operand(entry);
        let kind = Kind::Select(Bank::of(entry.ty));
        let select = Instruction::new(kind, value, otherwise).with_z(condition);
        self.emit_result(select, entry.ty);
        Ok(())
    }
}
