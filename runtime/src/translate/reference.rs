//! Null references: branches and traps on them, and calls through references.

use super::instruction::{Instruction, Kind, Label, Operand};
use super::stack::Value;
use super::translator::Translator;
use crate::error::Error;
use crate::interpreter::operation::IntCompare;
use crate::trap::TrapCode;

impl Translator<'_> {
    /// Traps if the reference on top is null; it stays there.
    pub(super) fn ref_as_non_null(&mut self) -> Result<(), Error> {
        self.trap_on_null(TrapCode::NullReference)
    }

    /// Traps so if the reference on top is null; it stays there.
    pub(super) fn trap_on_null(&mut self, code: TrapCode) -> Result<(), Error> {
        let go_on = self.new_label();
        self.branch_on_reference(IntCompare::I64Ne, go_on)?;
        self.emit(Instruction::new(Kind::Trap(code), Operand::None, Operand::None));
        self.place_label(go_on);
        Ok(())
    }

    /// Branches if the reference on top is null, without it; else it stays there.
    pub(super) fn branch_on_null(&mut self, depth: u32) -> Result<(), Error> {
        if !self.needs_moves(depth, 1)? {
            let label = self.target(depth)?.label;
            return self.branch_on_reference(IntCompare::I64Eq, label);
        }
        let skip = self.new_label();
        self.branch_on_reference(IntCompare::I64Ne, skip)?;
        let reference = self.pop()?;
        self.emit_branch(depth)?;
        self.stack.push(Value::Temporary(None), reference.ty);
        self.place_label(skip);
        Ok(())
    }

    /// Branches if the reference on top is not null, taking it along; else it is dropped.
    pub(super) fn branch_on_non_null(&mut self, depth: u32) -> Result<(), Error> {
        if self.needs_moves(depth, 0)? {
            let skip = self.new_label();
            self.branch_on_reference(IntCompare::I64Eq, skip)?;
            self.emit_branch(depth)?;
            self.place_label(skip);
        } else {
            let label = self.target(depth)?.label;
            self.branch_on_reference(IntCompare::I64Ne, label)?;
        }
        self.pop()?;
        Ok(())
    }

    /// Branches to `label` if the reference on top compares so with null. All values are in their
    /// slots then, and stay on the stack.
    fn branch_on_reference(&mut self, compare: IntCompare, label: Label) -> Result<(), Error> {
        self.settle_all();
        let reference = self.peek(0)?.home();
        let kind = Kind::BranchIf(compare);
        let branch = Instruction::new(kind, reference, Operand::Constant(0));
        self.emit(branch.with_label(label));
        self.end_region();
        Ok(())
    }

    pub(super) fn call_reference(&mut self, type_index: u32) -> Result<(), Error> {
        let ty = self.module.func_type(type_index);
        self.settle_top(1)?;
        let reference = self.pop()?.home();
        let frame = self.arguments(ty)?;
        let kind = Kind::CallReference { frame };
        self.emit_call(Instruction::new(kind, reference, Operand::None), ty);
        Ok(())
    }
}
