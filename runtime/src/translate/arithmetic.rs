//! Arithmetic, comparisons and conversions.

use super::instruction::{Instruction, Kind, Operand, PoolIndex};
use super::lower;
use super::stack::{Value, is_narrow};
use super::translator::Translator;
use crate::error::Error;
use crate::interpreter::operation::{
    Division, FloatBinary, FloatCompare, FloatToInt, FloatUnary, IntBinary, IntCompare, IntToFloat,
    IntUnary,
};
use crate::types::ValType;

/// Extends the low 32 bits with their sign, as narrow constants are kept.
fn extend(bits: u64) -> u64 {
    i64::from(bits as i32) as u64
}

/// Puts the operands of a commutative operation into the order of their classes.
pub(super) fn ordered(x: Operand, y: Operand, commutative: bool) -> (Operand, Operand) {
    if commutative && x.source() > y.source() { (y, x) } else { (x, y) }
}

impl Translator<'_> {
    pub(super) fn binary(&mut self, operation: IntBinary) -> Result<(), Error> {
        let (y_entry, x_entry) = (self.peek(0)?, self.peek(1)?);
        let ty = x_entry.ty;
        if let (Value::Constant(x), Value::Constant(y)) = (x_entry.value, y_entry.value) {
            let value = operation.evaluate(x, y);
            self.stack.truncate(self.stack.len() - 2);
            self.constant(if ty == ValType::I32 { extend(value) } else { value }, ty);
            return Ok(());
        }
        let operation = self.prefer_other(operation, y_entry.value);
        self.settle_wide_unless(Kind::Binary(operation), operation.is_commutative())?;
        let loaded = self.load_just_made(x_entry.value, y_entry.value);
        let y = self.pop_operand()?;
        let x = self.pop_operand()?;
        if let Some(is_first) = loaded {
            let side = if is_first { y } else { x };
            if (is_first || operation.is_commutative()) && self.combine_load(operation, side, ty) {
                return Ok(());
            }
        }
        let (x, y) = ordered(x, y, operation.is_commutative());
        self.emit_result(Instruction::new(Kind::Binary(operation), x, y), ty);
        Ok(())
    }

    /// Makes sure that the operation takes its two operands, which are not both constant, even if
    /// one of them is wide: as the second one, where it may be swapped to.
    fn settle_wide_unless(&mut self, kind: Kind, commutative: bool) -> Result<(), Error> {
        let is_wide = |value| matches!(value, Value::Constant(bits) if !is_narrow(bits));
        let (x, y) = (self.peek(1)?.value, self.peek(0)?.value);
        if !matches!(x, Value::Constant(_)) && !is_wide(y) {
            return Ok(());
        }
        let form = Instruction::new(kind, Operand::Acc, Operand::Wide(PoolIndex(0)));
        if !lower::exists(&form) {
            self.settle_wide(2);
        } else if !commutative {
            self.settle_if_constant(1)?;
        }
        Ok(())
    }

    /// Turns differences and rotations by a constant into those that have more handlers.
    fn prefer_other(&mut self, operation: IntBinary, y: Value) -> IntBinary {
        let Value::Constant(bits) = y else { return operation };
        let (other, bits) = match operation {
            IntBinary::I32Sub => (IntBinary::I32Add, extend(bits.wrapping_neg())),
            IntBinary::I64Sub => (IntBinary::I64Add, bits.wrapping_neg()),
            IntBinary::I32Rotr => (IntBinary::I32Rotl, bits.wrapping_neg() & 31),
            IntBinary::I64Rotr => (IntBinary::I64Rotl, bits.wrapping_neg() & 63),
            _ => return operation,
        };
        self.stack.set_value(self.stack.len() - 1, Value::Constant(bits));
        other
    }

    /// Whether one of two values is that of the last instruction, a load: the first, or the second.
    fn load_just_made(&self, x: Value, y: Value) -> Option<bool> {
        let is_load =
            |value| self.last_if(value).is_some_and(|last| matches!(last.kind, Kind::Load(_)));
        if is_load(x) {
            Some(true)
        } else if is_load(y) {
            Some(false)
        } else {
            None
        }
    }

    /// Fuses the last instruction, a load whose value is used by nothing else, with an operation.
    fn combine_load(&mut self, operation: IntBinary, side: Operand, ty: ValType) -> bool {
        let Some(&load) = self.last_in_region() else { return false };
        let Kind::Load(width) = load.kind else { return false };
        let kind = Kind::LoadCombine(width, operation);
        self.replace_last(Instruction { kind, y: side, ..load }, ty)
    }

    pub(super) fn divide(&mut self, operation: Division) -> Result<(), Error> {
        self.settle_wide(2);
        let ty = self.peek(0)?.ty;
        let y = self.pop_operand()?;
        let x = self.pop_operand()?;
        self.emit_result(Instruction::new(Kind::Divide(operation), x, y), ty);
        Ok(())
    }

    pub(super) fn unary(&mut self, operation: IntUnary, ty: ValType) -> Result<(), Error> {
        if let Value::Constant(bits) = self.peek(0)?.value {
            let value = operation.evaluate(bits);
            self.pop()?;
            self.constant(if ty == ValType::I32 { extend(value) } else { value }, ty);
            return Ok(());
        }
        if self.is_free(operation)? {
            let entry = self.pop()?;
            self.stack.push(entry.value, ty);
            return Ok(());
        }
        let x = self.pop_operand()?;
        self.emit_result(Instruction::new(Kind::Unary(operation), x, Operand::None), ty);
        Ok(())
    }

    /// Whether the top value is the operation's result just as it is: of a narrow value the upper
    /// half does not matter, and most operations on narrow values clear it.
    fn is_free(&self, operation: IntUnary) -> Result<bool, Error> {
        Ok(match (operation, self.peek(0)?.value) {
            (IntUnary::I32WrapI64, _) => true,
            (IntUnary::I64ExtendI32U, Value::Temporary(Some(index))) => {
                self.instructions[index].clears_upper_half()
            }
            _ => false,
        })
    }

    /// A comparison; `swapped` exchanges the operands.
    pub(super) fn compare(&mut self, operation: IntCompare, swapped: bool) -> Result<(), Error> {
        if matches!(self.peek(0)?.value, Value::Constant(_)) {
            self.settle_if_constant(1)?;
        }
        self.settle_wide_unless(Kind::Compare(operation), operation.is_commutative())?;
        let y = self.pop_operand()?;
        let x = self.pop_operand()?;
        let (x, y) = if swapped { (y, x) } else { (x, y) };
        let (x, y) = ordered(x, y, operation.is_commutative());
        self.emit_result(Instruction::new(Kind::Compare(operation), x, y), ValType::I32);
        Ok(())
    }

    /// A comparison with zero, which may invert a comparison before it.
    pub(super) fn equals_zero(&mut self, operation: IntCompare) -> Result<(), Error> {
        let value = self.peek(0)?.value;
        if let Some(&Instruction { kind: Kind::Compare(compare), x, y, .. }) = self.last_if(value) {
            let (inverted, swapped) = compare.inverted();
            let (x, y) = if swapped { (y, x) } else { (x, y) };
            let index = self.instructions.len() - 1;
            let last = &mut self.instructions[index];
            *last = Instruction { kind: Kind::Compare(inverted), x, y, ..*last };
            return Ok(());
        }
        let ty = self.peek(0)?.ty;
        self.constant(0, ty);
        self.compare(operation, false)
    }

    pub(super) fn float_binary(&mut self, operation: FloatBinary) -> Result<(), Error> {
        let y_entry = self.peek(0)?;
        if matches!(y_entry.value, Value::Constant(_)) {
            self.settle_if_constant(1)?;
        }
        let ty = y_entry.ty;
        let is_load = |last: &Instruction| matches!(last.kind, Kind::LoadFloat(_));
        let y_is_loaded = self.last_if(y_entry.value).is_some_and(is_load);
        let x_is_loaded = self.last_if(self.peek(1)?.value).is_some_and(is_load);
        let y = self.pop_operand()?;
        let x = self.pop_operand()?;
        // The loaded value is the second operand of the fused instruction.
        let side = if y_is_loaded {
            Some(x)
        } else {
            (x_is_loaded && operation.is_commutative()).then_some(y)
        };
        if let Some(side) = side
            && self.combine_float_load(operation, side, ty)
        {
            return Ok(());
        }
        let (x, y) = ordered(x, y, operation.is_commutative());
        self.emit_result(Instruction::new(Kind::FloatBinary(operation), x, y), ty);
        Ok(())
    }

    /// Fuses the last instruction, a load whose value is used by nothing else, with an operation.
    fn combine_float_load(&mut self, operation: FloatBinary, side: Operand, ty: ValType) -> bool {
        let Some(&load) = self.last_in_region() else { return false };
        let Kind::LoadFloat(width) = load.kind else { return false };
        let kind = Kind::LoadCombineFloat(width, operation);
        self.replace_last(Instruction { kind, y: side, ..load }, ty)
    }

    pub(super) fn float_unary(&mut self, operation: FloatUnary, ty: ValType) -> Result<(), Error> {
        self.settle_if_constant(0)?;
        let x = self.pop_operand()?;
        self.emit_result(Instruction::new(Kind::FloatUnary(operation), x, Operand::None), ty);
        Ok(())
    }

    /// A comparison of floats; `swapped` exchanges the operands.
    pub(super) fn float_compare(
        &mut self,
        operation: FloatCompare,
        swapped: bool,
    ) -> Result<(), Error> {
        if matches!(self.peek(0)?.value, Value::Constant(_)) {
            self.settle_if_constant(1)?;
        }
        let y = self.pop_operand()?;
        let x = self.pop_operand()?;
        let (x, y) = if swapped { (y, x) } else { (x, y) };
        let (x, y) = ordered(x, y, operation.is_commutative());
        self.emit_result(Instruction::new(Kind::FloatCompare(operation), x, y), ValType::I32);
        Ok(())
    }

    pub(super) fn convert_to_float(
        &mut self,
        operation: IntToFloat,
        ty: ValType,
    ) -> Result<(), Error> {
        self.settle_if_constant(0)?;
        let x = self.pop_operand()?;
        self.emit_result(Instruction::new(Kind::ToFloat(operation), x, Operand::None), ty);
        Ok(())
    }

    pub(super) fn convert_to_int(
        &mut self,
        operation: FloatToInt,
        ty: ValType,
    ) -> Result<(), Error> {
        self.settle_if_constant(0)?;
        let x = self.pop_operand()?;
        self.emit_result(Instruction::new(Kind::ToInt(operation), x, Operand::None), ty);
        Ok(())
    }
}
