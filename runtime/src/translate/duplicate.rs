//! Duplicating code that branches lead to: loops are unrolled, and a branch to where a branch by index is near
//! becomes the way there.
//!
//! Where a branch leads stands in its cell, so that the next cell cannot be read before the branch's has been: a turn of a loop
//! of few cells takes as long as that, whatever else it does. Cells that follow each other need not wait.
//! An interpreter in the guest has a branch from the end of each of its operations to the one place that
//! looks at the next; with that place in all of them, it waits for one thing less, too.
//!
//! What runs is the same, operator by operator, and so is what it consumes of the fuel: a copy continues the count
//! where the branch was, and whatever comes later in the function counts on from there. A branch that leaves a loop gives
//! back what has been paid for turns that are not taken.

use std::ops::Range;

use super::instruction::{Bank, Instruction, Kind, Label};
use super::lower;
use super::translator::Translator;
use crate::interpreter::operation::IntBinary;

/// So many instructions a piece of code has at most that is copied.
const LONGEST: usize = 8;

/// So many instructions all copies for one branch have at most, unless there is one only.
const MOST: usize = 12;

/// So many copies there are at most for one branch.
const MOST_COPIES: usize = 3;

/// So much of the fuel a piece consumes at most. It may have many more operators than instructions, and what all copies
/// of a function consume has to stay within 31 bits.
const MOST_CONSUMED: u32 = 128;

/// So many instructions even a small function may get by copies; a larger one gets as many as it has.
const LEAST_ROOM: usize = 64;

/// So many targets of branches by index a copy may have for each instruction that there is room for, if it cannot share them.
const TARGETS_PER_INSTRUCTION: usize = 4;

/// What becomes of a branch.
struct Duplication {
    /// Its index.
    branch: usize,
    /// What it leads to, up to the branch itself or to another that always goes elsewhere.
    piece: Range<usize>,
    /// How many instructions that has.
    length: usize,
    /// The instruction that goes on with a copy instead of branching to the original; `None` if that takes none.
    onward: Option<Instruction>,
    copies: usize,
}

impl Duplication {
    /// Whether it unrolls a loop.
    fn unrolls(&self) -> bool {
        self.piece.end == self.branch + 1
    }
}

/// How much more there may be in a function, so that it grows but by a constant factor.
struct Room {
    instructions: usize,
    /// Targets of branches by index.
    targets: usize,
}

impl Room {
    /// Takes what a duplication needs, if there is so much.
    fn take(&mut self, duplication: &Duplication, targets: usize) -> bool {
        let left = self
            .instructions
            .checked_sub(duplication.length * duplication.copies)
            .zip(self.targets.checked_sub(targets));
        if let Some((instructions, targets)) = left {
            *self = Self { instructions, targets };
        }
        left.is_some()
    }
}

impl Translator<'_> {
    /// Puts copies of short pieces of code in the place of branches to them.
    pub(super) fn duplicate(&mut self) {
        let instructions = self.instructions.len().max(LEAST_ROOM);
        let mut room = Room { instructions, targets: instructions * TARGETS_PER_INSTRUCTION };
        let first = self.labels.len();
        let mut duplications = Vec::new();
        for at in 0..self.instructions.len() {
            let Some(mut duplication) = self.duplication(at) else { continue };
            if !room.take(&duplication, self.unshared_targets(&duplication)) {
                continue;
            }
            if duplication.unrolls() {
                self.name_exits(&mut duplication, first);
            }
            duplications.push(duplication);
        }
        if !duplications.is_empty() {
            self.exits = first as u32..self.labels.len() as u32;
            Duplicator::new(self).write(duplications);
        }
    }

    /// How many targets the copies need of their own, as what going to them costs depends on where the copy is.
    fn unshared_targets(&self, duplication: &Duplication) -> usize {
        let table = self.instructions[duplication.piece.end - 1].table();
        table.filter(|_| self.is_metered).map_or(0, |table| self.tables[table as usize].len())
    }

    /// What becomes of the instruction at `branch`, if it is a branch that copies are worth it for.
    fn duplication(&self, branch: usize) -> Option<Duplication> {
        let instruction = &self.instructions[branch];
        if !instruction.is_branch() {
            return None;
        }
        let begin = self.labels[instruction.label.0 as usize]?;
        if begin > branch && !instruction.is_unconditional() {
            return None;
        }
        let (end, length) = self.piece(branch, begin)?;
        let before = self.consumed_at_labels[instruction.label.0 as usize];
        if self.instructions[end - 1].consumed - before > MOST_CONSUMED {
            return None;
        }
        let unrolls = end == branch + 1;
        let copies = if unrolls { (MOST / length).clamp(1, MOST_COPIES) } else { 1 };
        let onward = if instruction.is_unconditional() {
            without_branch(instruction)
        } else if unrolls {
            Some(inverted(instruction).filter(lower::exists)?)
        } else {
            return None;
        };
        // A loop that does nothing stays one, and a branch to what follows anyway needs no copy of that.
        let is_empty = unrolls && length == 1 && onward.is_none();
        let follows = begin > branch && self.is_nothing(branch + 1..begin);
        (!is_empty && !follows).then_some(Duplication {
            branch,
            piece: begin..end,
            length,
            onward,
            copies,
        })
    }

    fn is_nothing(&self, mut range: Range<usize>) -> bool {
        range.all(|at| matches!(self.instructions[at].kind, Kind::Nothing))
    }

    /// Where the piece of code ends that begins at `begin` and is to be copied for a branch, and how many instructions
    /// it has.
    fn piece(&self, branch: usize, begin: usize) -> Option<(usize, usize)> {
        let mut length = 0;
        for (at, instruction) in self.instructions.iter().enumerate().skip(begin) {
            if matches!(instruction.kind, Kind::Nothing) {
                continue;
            }
            length += 1;
            if at == branch || instruction.table().is_some() {
                return Some((at + 1, length));
            }
            let goes_on = !instruction.is_unconditional() && !instruction.is_call();
            if length == LONGEST || !goes_on || self.leads_back(instruction, begin, at) {
                return None;
            }
        }
        None
    }

    /// Whether the instruction at `at` branches back, other than to `begin`.
    fn leads_back(&self, instruction: &Instruction, begin: usize, at: usize) -> bool {
        let target = |label: Label| self.labels[label.0 as usize];
        instruction.is_branch()
            && target(instruction.label).is_none_or(|target| target <= at && target != begin)
    }

    /// Gives all that leaves a loop labels of its own, from number `first` on: such a branch gives back what has been paid for
    /// turns that are not taken, however little.
    fn name_exits(&mut self, duplication: &mut Duplication, first: usize) {
        let Duplication { branch, ref piece, ref mut onward, .. } = *duplication;
        let inside = piece.start..=branch;
        for at in piece.clone() {
            let Instruction { label, .. } = self.instructions[at];
            let leaves = self.instructions[at].is_branch() && (label.0 as usize) < first;
            let Some(target) = self.labels[label.0 as usize].filter(|_| leaves) else { continue };
            if !inside.contains(&target) {
                let consumed = self.consumed_at_labels[label.0 as usize];
                self.instructions[at].label = self.exit(target, consumed);
            }
        }
        if let Some(onward) = onward
            && onward.is_branch()
        {
            onward.label = self.exit(branch + 1, onward.consumed);
        }
    }

    /// A label at an instruction, before which so much has been consumed.
    fn exit(&mut self, at: usize, consumed: u32) -> Label {
        let label = self.new_label();
        self.set_label(label, at, consumed);
        label
    }
}

/// What is left of an unconditional branch if it need not branch.
fn without_branch(branch: &Instruction) -> Option<Instruction> {
    let kind = match branch.kind {
        Kind::AddJump => Kind::Binary(IntBinary::I32Add),
        Kind::CopyBranch => Kind::Copy(Bank::Int),
        _ => return None,
    };
    Some(Instruction { kind, ..*branch })
}

/// A branch that is taken when this one is not.
fn inverted(branch: &Instruction) -> Option<Instruction> {
    let kind = match branch.kind {
        Kind::BranchIf(compare) => {
            let (compare, is_swapped) = compare.inverted();
            let (x, y) = if is_swapped { (branch.y, branch.x) } else { (branch.x, branch.y) };
            return Some(Instruction { kind: Kind::BranchIf(compare), x, y, ..*branch });
        }
        Kind::BranchIfFloat(compare, is_inverted) => Kind::BranchIfFloat(compare, !is_inverted),
        Kind::LoadBranch(load, compare, swapped) => {
            let (compare, is_swapped) = compare.inverted();
            Kind::LoadBranch(load, compare, swapped != is_swapped)
        }
        Kind::AddBranch(compare, swapped) => {
            let (compare, is_swapped) = compare.inverted();
            Kind::AddBranch(compare, swapped != is_swapped)
        }
        Kind::CopyBranchIf(compare) if compare.is_commutative() => {
            Kind::CopyBranchIf(compare.inverted().0)
        }
        Kind::MaskedBranch(compare) if compare.is_commutative() => {
            Kind::MaskedBranch(compare.inverted().0)
        }
        Kind::LoadMaskedBranch(load, compare) if compare.is_commutative() => {
            Kind::LoadMaskedBranch(load, compare.inverted().0)
        }
        _ => return None,
    };
    Some(Instruction { kind, ..*branch })
}

/// Writes the instructions of a function anew.
struct Duplicator<'t, 'm> {
    translator: &'t mut Translator<'m>,
    instructions: Vec<Instruction>,
    /// From which of the old instructions on they come to somewhere else than those before.
    shifts: Vec<Shift>,
    /// How much more has been consumed before the present instruction than without copies.
    more: u32,
    /// Labels in the present copy: that in the original, the copy's own.
    inner: Vec<(Label, Label)>,
}

/// Where old instructions come to from one on.
struct Shift {
    /// The first of them, and where it comes to.
    first: usize,
    to: usize,
    /// How much more has been consumed there.
    more: u32,
}

impl<'t, 'm> Duplicator<'t, 'm> {
    fn new(translator: &'t mut Translator<'m>) -> Self {
        let count = translator.instructions.len();
        let mut instructions = std::mem::take(&mut translator.rewritten);
        instructions.reserve(count + count / 4);
        Self { instructions, shifts: Vec::new(), translator, more: 0, inner: Vec::new() }
    }

    fn write(mut self, duplications: Vec<Duplication>) {
        let labels = self.translator.labels.len();
        self.shifts.reserve_exact(duplications.len() + 1);
        let mut first = 0;
        for duplication in duplications {
            self.write_old(first..duplication.branch);
            self.write_duplication(&duplication);
            first = duplication.branch + 1;
        }
        self.write_old(first..self.translator.instructions.len());
        self.move_labels(labels);
        let stretches = std::mem::take(&mut self.translator.handlers.stretches);
        let moved = stretches.into_iter().map(|(at, handler)| (self.place(at).0, handler));
        self.translator.handlers.stretches = moved.collect();
        let Self { translator, instructions, .. } = self;
        translator.rewritten = std::mem::replace(&mut translator.instructions, instructions);
    }

    /// Writes old instructions, of which the one before the first, if any, became something else. The branch behind the
    /// last comes to the place behind them.
    fn write_old(&mut self, range: Range<usize>) {
        let (to, more) = (self.instructions.len(), self.more);
        self.shifts.push(Shift { first: range.start, to, more });
        self.instructions.extend_from_slice(&self.translator.instructions[range]);
        if more > 0 {
            for instruction in &mut self.instructions[to..] {
                instruction.consumed = instruction.consumed.wrapping_add(more);
            }
        }
    }

    /// Where an old instruction has come to, and how much more has been consumed there.
    fn place(&self, at: usize) -> (usize, u32) {
        let next = self.shifts.partition_point(|shift| shift.first <= at);
        let Shift { first, to, more } = self.shifts[next - 1];
        (to + (at - first), more)
    }

    /// Writes an instruction where so much more has been consumed.
    fn push(&mut self, instruction: Instruction, more: u32) {
        if !matches!(instruction.kind, Kind::Nothing) {
            let consumed = instruction.consumed.wrapping_add(more);
            self.instructions.push(Instruction { consumed, ..instruction });
        }
    }

    /// Writes what becomes of a branch.
    fn write_duplication(&mut self, duplication: &Duplication) {
        let &Duplication { branch, ref piece, onward, copies, .. } = duplication;
        let original = self.translator.instructions[branch];
        let before = self.translator.consumed_at_labels[original.label.0 as usize];
        let end = piece.end - 1;
        let last = self.translator.instructions[end];
        let mut more = self.more;
        for copy in 1..=copies {
            if let Some(onward) = onward {
                self.push(onward, more);
            }
            // The piece may be ahead of the branch, so that this is less than nothing.
            more = more.wrapping_add(original.consumed.wrapping_sub(before));
            self.write_copy(piece.start..end, more);
            self.place_inner(end, more);
            self.inner.clear();
            if copy == copies {
                self.push(last, more);
            }
        }
        self.more += copies as u32 * (last.consumed - before);
    }

    /// Writes a copy of some instructions, whose branches lead to labels in the copy where they led to labels in the
    /// original.
    fn write_copy(&mut self, piece: Range<usize>, more: u32) {
        for at in piece.clone() {
            self.place_inner(at, more);
            let instruction = self.translator.instructions[at];
            let is_inner = |label: Label| {
                let target = self.translator.labels[label.0 as usize];
                target.is_some_and(|target| target > at && target <= piece.end)
            };
            if instruction.is_branch() && is_inner(instruction.label) {
                let label = self.inner_label(instruction.label);
                self.push(instruction.with_label(label), more);
            } else {
                self.push(instruction, more);
            }
        }
    }

    /// The label of the present copy for one of the original.
    fn inner_label(&mut self, of: Label) -> Label {
        if let Some(&(_, label)) = self.inner.iter().find(|(original, _)| *original == of) {
            return label;
        }
        let label = self.translator.new_label();
        self.inner.push((of, label));
        label
    }

    /// Puts labels of the present copy here, where the originals are at the instruction `at`.
    fn place_inner(&mut self, at: usize, more: u32) {
        for &(original, label) in &self.inner {
            if self.translator.labels[original.0 as usize] == Some(at) {
                let consumed = self.translator.consumed_at_labels[original.0 as usize];
                let consumed = consumed.wrapping_add(more);
                self.translator.set_label(label, self.instructions.len(), consumed);
            }
        }
    }

    /// Moves the first `count` labels to where their instructions are now.
    fn move_labels(&mut self, count: usize) {
        for label in 0..count {
            if let Some(at) = self.translator.labels[label] {
                let (place, more) = self.place(at);
                self.translator.labels[label] = Some(place);
                self.translator.consumed_at_labels[label] += more;
            }
        }
    }
}
