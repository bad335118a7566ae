//! Branches, and the fusing of conditions with them.

use std::collections::HashMap;

use wasmparser::BrTable;

use super::arithmetic::ordered;
use super::control::ControlKind;
use super::frame::slots;
use super::instruction::{Bank, Destination, Instruction, Kind, Label, Operand};
use super::lower;
use super::translator::Translator;
use crate::error::Error;
use crate::interpreter::operation::{IntBinary, IntCompare};

impl Translator<'_> {
    pub(super) fn branch(&mut self, depth: u32) -> Result<(), Error> {
        self.settle_unless_return(depth)?;
        self.emit_branch(depth)?;
        self.become_unreachable();
        Ok(())
    }

    pub(super) fn branch_if(&mut self, depth: u32) -> Result<(), Error> {
        if !self.needs_moves(depth, 1)? {
            let label = self.target(depth)?.label;
            return self.branch_on_top(true, label);
        }
        let skip = self.new_label();
        self.branch_on_top(false, skip)?;
        self.settle_unless_return(depth)?;
        self.emit_branch(depth)?;
        self.place_label(skip);
        Ok(())
    }

    pub(super) fn branch_table(&mut self, targets: &BrTable<'_>) -> Result<(), Error> {
        if self.stack.has_pending_below(1) {
            self.settle_all();
        }
        self.settle_if_constant(0)?;
        let x = self.pop_operand()?;
        let table = self.tables.len() as u32;
        self.tables.push(Vec::new());
        self.emit(Instruction::new(Kind::BranchTable(table), x, Operand::None));
        self.end_region();
        let mut labels = Vec::with_capacity(targets.len() as usize + 1);
        let mut stubs = HashMap::new();
        let depths = targets.targets().chain([Ok(targets.default())]);
        for depth in depths {
            let depth = depth.map_err(super::frame::malformed)?;
            let label = if self.needs_moves(depth, 0)? {
                self.branch_stub(depth, &mut stubs)?
            } else {
                self.target(depth)?.label
            };
            labels.push(label);
        }
        self.tables[table as usize] = labels;
        self.become_unreachable();
        Ok(())
    }

    /// The label of code that moves values into place before branching; one for each target.
    fn branch_stub(&mut self, depth: u32, stubs: &mut HashMap<u32, Label>) -> Result<Label, Error> {
        if let Some(&label) = stubs.get(&depth) {
            return Ok(label);
        }
        let label = self.new_label();
        self.place_label(label);
        self.emit_branch(depth)?;
        self.end_region();
        stubs.insert(depth, label);
        Ok(label)
    }

    /// Whether a branch takes more than a jump, with `above` values on top of those it takes along.
    pub(super) fn needs_moves(&self, depth: u32, above: usize) -> Result<bool, Error> {
        let target = self.target(depth)?;
        let values = target.branch_values();
        let in_place = self.stack.len() - above - values == target.height;
        Ok(target.kind == ControlKind::Function || (values > 0 && !in_place))
    }

    fn settle_unless_return(&mut self, depth: u32) -> Result<(), Error> {
        if self.target(depth)?.kind != ControlKind::Function {
            self.settle_all();
        }
        Ok(())
    }

    /// Moves the values that a branch takes along, all in their slots, and branches.
    pub(super) fn emit_branch(&mut self, depth: u32) -> Result<(), Error> {
        let target = self.target(depth)?;
        if target.kind == ControlKind::Function {
            return self.emit_return();
        }
        let (label, height, values) = (target.label, target.height, target.branch_values());
        let types = match target.kind {
            ControlKind::Loop => target.params,
            _ => target.results,
        };
        let count = slots(types);
        let from = self.stack.slot_at(self.stack.len() - values);
        let to = self.stack.slot_at(height);
        if count > 0 && from != to {
            self.move_slots(from, to, count);
        }
        let branch = Instruction::new(Kind::Branch, Operand::None, Operand::None);
        self.emit(branch.with_label(label));
        Ok(())
    }

    fn move_slots(&mut self, from: u32, to: u32, count: u32) {
        if count == 1 {
            let copy = Instruction::new(Kind::Copy(Bank::Int), Operand::Slot(from), Operand::None);
            self.emit(copy.with_destination(Destination::Slot(to)));
            self.accumulators.set(Bank::Int, None);
        } else {
            let kind = Kind::CopySlots { from, to, count };
            self.emit(Instruction::new(kind, Operand::None, Operand::None));
        }
    }

    /// Takes the top value and branches to `label` if it is `wanted`. All values below it are in
    /// their slots then.
    pub(super) fn branch_on_top(&mut self, wanted: bool, label: Label) -> Result<(), Error> {
        if self.stack.has_pending_below(1) {
            self.settle_all();
        }
        self.settle_if_constant(0)?;
        let entry = self.pop()?;
        let branch = match self.last_if(entry.value) {
            Some(&last) if matches!(last.to, Destination::Slot(_)) => self.fuse(last, wanted),
            _ => None,
        };
        let branch = branch.unwrap_or_else(|| {
            let x = self.operand(entry);
            self.fuse_compare(IntCompare::I32Ne, x, Operand::Constant(0), wanted)
        });
        let index = self.emit(branch.with_label(label));
        if let Kind::LoadBranch(..) = branch.kind {
            // What may trap is the load.
            self.instructions[index].position = branch.position;
        }
        self.end_region();
        self.stack.mark_settled();
        Ok(())
    }

    /// Makes one instruction of a branch and the instruction that computes its condition, which is
    /// taken back.
    fn fuse(&mut self, condition: Instruction, wanted: bool) -> Option<Instruction> {
        let Instruction { x, y, .. } = condition;
        match condition.kind {
            Kind::Compare(compare) => {
                self.take_back();
                Some(
                    self.fuse_inverted_float(compare, x, y, wanted)
                        .unwrap_or_else(|| self.fuse_compare(compare, x, y, wanted)),
                )
            }
            Kind::Binary(IntBinary::I32And) => {
                self.take_back();
                let compare = IntCompare::I32AnyBits;
                Some(self.fuse_compare(compare, x, y, wanted))
            }
            Kind::FloatCompare(compare) => {
                self.take_back();
                Some(Instruction::new(Kind::BranchIfFloat(compare, !wanted), x, y))
            }
            _ => None,
        }
    }

    /// A branch on `compare` of `x` and `y`, fused with the instruction before if that is possible.
    fn fuse_compare(
        &mut self,
        compare: IntCompare,
        x: Operand,
        y: Operand,
        wanted: bool,
    ) -> Instruction {
        let (compare, swapped) = if wanted { (compare, false) } else { compare.inverted() };
        let (x, y) = if swapped { (y, x) } else { (x, y) };
        if let Some(fused) = self.fuse_operand(compare, x, y) {
            self.instructions.pop();
            return fused;
        }
        let (x, y) = ordered(x, y, compare.is_commutative());
        Instruction::new(Kind::BranchIf(compare), x, y)
    }

    /// A branch fused with the last instruction, a load or sum that is compared.
    fn fuse_operand(&self, compare: IntCompare, x: Operand, y: Operand) -> Option<Instruction> {
        let last = self.last_in_region()?;
        let (swapped, other) = match (last.results_in(x), last.results_in(y)) {
            (true, false) => (false, y),
            (false, true) => (true, x),
            _ => return None,
        };
        // The handler reads the other operand before it writes the result.
        if other.slot().is_some() && other.slot() == last.to.slot() {
            return None;
        }
        let fused = match last.kind {
            Kind::Load(load) => {
                Instruction { kind: Kind::LoadBranch(load, compare, swapped), y: other, ..*last }
            }
            Kind::Binary(IntBinary::I32Add) => {
                Instruction { kind: Kind::AddBranch(compare, swapped), z: other, ..*last }
            }
            _ => return None,
        };
        lower::exists(&fused).then_some(fused)
    }

    /// A branch on a comparison of floats that was inverted by comparing its result with zero.
    fn fuse_inverted_float(
        &mut self,
        compare: IntCompare,
        x: Operand,
        y: Operand,
        wanted: bool,
    ) -> Option<Instruction> {
        let inverted = match compare {
            IntCompare::I32Eq => true,
            IntCompare::I32Ne => false,
            _ => return None,
        };
        let &Instruction { kind: Kind::FloatCompare(float), to: Destination::Acc, .. } =
            self.last_in_region()?
        else {
            return None;
        };
        if (x, y) != (Operand::Acc, Operand::Constant(0)) {
            return None;
        }
        let condition = self.instructions.pop()?;
        let kind = Kind::BranchIfFloat(float, inverted == wanted);
        Some(Instruction::new(kind, condition.x, condition.y))
    }
}
