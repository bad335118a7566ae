//! What code consumes of the fuel, and where it pays.
//!
//! Every operator that does something costs one, and more if it takes many values along. It is not taken off when it runs, since that would
//! take instructions of its own: whoever comes to a place pays for all that follows up to the end of
//! a *stretch*, behind which control never goes on. A branch pays, or gets back, the difference
//! between what lies before it and what lies before its target.
//!
//! A branch forward that would only get back a little does without, and so costs nothing to run:
//! see [`SLACK`]. Branches back to the beginning of a loop always pay, and it is there, and where
//! functions begin, that a guest notices that it must stop.
//!
//! All of this is known from the operators, but for how many turns of an unrolled loop are paid for at a time, and what
//! short branches skip in them: so the count is the same on all machines, if not in all versions.

use std::cmp::Reverse;

use wasmparser::Operator;

use super::instruction::{Instruction, Kind, Label};
use super::operators::Step;
use super::translator::Translator;
use crate::error::Error;
use crate::types::FuncType;
use crate::vm::VALUES_PER_FUEL;

/// So much is not given back by a branch forward or a return: what it skips counts as if it had run.
///
/// Nine of ten branches forward skip less, and paying there would make programs slower by a tenth.
const SLACK: u32 = 32;

/// So many variables that a call sets to zero cost as much as an operator.
const VARIABLES_PER_FUEL: usize = 8;

/// What costs more is not paid in advance.
const MAX_ADVANCE: u32 = 1024;

impl Translator<'_> {
    /// What an operator costs: nothing if it only says where blocks begin and end, or ends something; more than one if it
    /// takes many values along.
    pub(super) fn weight(&self, step: &Step<'_, '_>) -> Result<u32, Error> {
        let Step::Other(operator) = step else { return Ok(1) };
        let own = match operator {
            Operator::Nop
            | Operator::Drop
            | Operator::Block { .. }
            | Operator::Loop { .. }
            | Operator::TryTable { .. }
            | Operator::Try { .. }
            | Operator::Catch { .. }
            | Operator::CatchAll
            | Operator::Delegate { .. }
            | Operator::Else
            | Operator::End
            | Operator::Return
            | Operator::Unreachable => 0,
            _ => 1,
        };
        Ok(own + (self.values_taken_along(operator)? / VALUES_PER_FUEL) as u32)
    }

    /// How many values an operator moves, at worst, that other operators may have put there all at once.
    fn values_taken_along(&self, operator: &Operator<'_>) -> Result<usize, Error> {
        let of_call = |ty: &FuncType| ty.params().len() + ty.results().len();
        Ok(match *operator {
            Operator::Br { relative_depth }
            | Operator::BrIf { relative_depth }
            | Operator::BrOnNull { relative_depth }
            | Operator::BrOnNonNull { relative_depth }
            | Operator::BrOnCast { relative_depth, .. }
            | Operator::BrOnCastFail { relative_depth, .. } => {
                self.target(relative_depth)?.branch_values()
            }
            // All targets take the same number.
            Operator::BrTable { ref targets } => self.target(targets.default())?.branch_values(),
            Operator::Return => self.ty.results().len(),
            Operator::End if self.control.len() == 1 => self.ty.results().len(),
            Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                of_call(self.module.function_type(function_index))
            }
            Operator::CallIndirect { type_index, .. }
            | Operator::ReturnCallIndirect { type_index, .. }
            | Operator::CallRef { type_index }
            | Operator::ReturnCallRef { type_index } => of_call(self.module.func_type(type_index)),
            Operator::Throw { tag_index } => self.module.tag_type(tag_index).payload().len(),
            Operator::StructNew { struct_type_index: ty }
            | Operator::StructNewDefault { struct_type_index: ty } => self.fields(ty)?.len(),
            Operator::ArrayNewFixed { array_size, .. } => array_size as usize,
            _ => 0,
        })
    }
}

/// Which branches pay.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Payers {
    #[default]
    None,
    /// Those back to the beginnings of loops, so that these can be interrupted.
    Loops,
    /// All for which it makes a difference.
    All,
}

/// A piece of code that is paid for as a whole.
struct Stretch {
    /// The instruction behind its last.
    end: usize,
    /// What has been consumed at its end.
    consumed: u32,
    /// What is paid in advance for what follows elsewhere.
    advance: u32,
}

impl Stretch {
    /// What must have been paid where so much has been consumed.
    fn due(&self, consumed: u32) -> u32 {
        self.consumed - consumed + self.advance
    }
}

/// The costs of a function's code.
#[derive(Default)]
pub(super) struct Costs {
    payers: Payers,
    /// In order; empty unless all pay.
    stretches: Vec<Stretch>,
    /// What a call costs for setting the function's variables to zero.
    zeroing: u32,
}

impl Costs {
    pub(super) fn new(translator: &Translator<'_>) -> Self {
        let config = translator.module.engine.config();
        if config.consumes_fuel() {
            let variables = translator.frame.locals.len() - translator.ty.params().len();
            let zeroing = (variables / VARIABLES_PER_FUEL) as u32;
            let mut costs = Self { payers: Payers::All, stretches: stretches(translator), zeroing };
            costs.pay_in_advance(translator);
            costs
        } else if config.is_interruptible() {
            Self { payers: Payers::Loops, ..Self::default() }
        } else {
            Self::default()
        }
    }

    /// Whether nobody pays.
    pub(super) fn are_none(&self) -> bool {
        self.payers == Payers::None
    }

    /// What entering the function costs. The call itself counts, so that nothing is free.
    pub(super) fn of_entry(&self) -> u32 {
        self.stretches.first().map_or(0, |stretch| stretch.due(0) + 1 + self.zeroing)
    }

    /// What going from `branch`, the instruction at `from`, to a label costs, as the bits of an
    /// `i32`; `None` if it does not pay.
    pub(super) fn of_branch(
        &self,
        from: usize,
        branch: &Instruction,
        label: Label,
        translator: &Translator<'_>,
    ) -> Option<u32> {
        let is_back = translator.labels[label.0 as usize].is_some_and(|target| target <= from);
        match self.payers {
            Payers::Loops if is_back => {
                let before = translator.consumed_at_labels[label.0 as usize];
                Some(branch.consumed.saturating_sub(before).max(1))
            }
            Payers::None | Payers::Loops => None,
            Payers::All => {
                let paid = self.stretch(from)?.due(branch.consumed);
                let cost = self.of_label(label, translator).wrapping_sub(paid);
                let is_little = (-(SLACK as i32)..=0).contains(&(cost as i32));
                // Turns of an unrolled loop that are not taken are given back, however little they are.
                let must_pay = is_back || cost != 0 && translator.exits.contains(&label.0);
                (must_pay || !is_little).then_some(cost)
            }
        }
    }

    /// What going to a label costs from where nothing has been paid for.
    pub(super) fn of_label(&self, label: Label, translator: &Translator<'_>) -> u32 {
        let consumed = translator.consumed_at_labels[label.0 as usize];
        translator.labels[label.0 as usize]
            .and_then(|target| self.stretch(target))
            .map_or(0, |stretch| stretch.due(consumed))
    }

    /// The stretch of an instruction.
    fn stretch(&self, index: usize) -> Option<&Stretch> {
        self.stretches.get(self.index_of(index))
    }

    fn index_of(&self, index: usize) -> usize {
        self.stretches.partition_point(|stretch| stretch.end <= index)
    }

    /// Lets who enters a stretch pay for where branches out of it lead, so that these need not pay;
    /// the branch at the end of the stretch gives back what is too much.
    fn pay_in_advance(&mut self, translator: &Translator<'_>) {
        let instructions = &translator.instructions;
        for from in (0..self.stretches.len()).rev() {
            let Stretch { end, consumed, .. } = self.stretches[from];
            if !instructions[end - 1].gives_back() {
                continue;
            }
            let begin = from.checked_sub(1).map_or(0, |before| self.stretches[before].end);
            let mut advance = 0;
            for branch in &instructions[begin..end] {
                let rest = consumed - branch.consumed;
                for &label in branch.labels(translator) {
                    if let Some((due, _)) = self.due_ahead(from, label, translator) {
                        advance = advance.max(due.saturating_sub(rest));
                    }
                }
            }
            self.stretches[from].advance = advance;
            self.equalize(from, translator);
        }
    }

    /// Lets all that a branch by index at the end of a stretch leads to be paid for by the same.
    fn equalize(&mut self, from: usize, translator: &Translator<'_>) {
        let Stretch { end, advance, .. } = self.stretches[from];
        let table = &translator.instructions[end - 1];
        if table.is_branch() {
            return;
        }
        let labels = table.labels(translator).iter();
        let mut targets: Vec<_> =
            labels.filter_map(|&label| self.due_ahead(from, label, translator)).collect();
        // If several are in one stretch, it is the first of them, the dearest, that counts.
        targets.sort_unstable_by_key(|&(due, target)| (target, Reverse(due)));
        targets.dedup_by_key(|&mut (_, target)| target);
        for (due, target) in targets {
            let stretch = &mut self.stretches[target];
            if translator.instructions[stretch.end - 1].gives_back() {
                stretch.advance += advance.saturating_sub(due);
            }
        }
    }

    /// What is due at a label ahead of a stretch, and in which stretch that is; `None` if it is so
    /// much that the branch had better pay itself.
    fn due_ahead(
        &self,
        from: usize,
        label: Label,
        translator: &Translator<'_>,
    ) -> Option<(u32, usize)> {
        let target = self.index_of(translator.labels[label.0 as usize]?);
        let due = self.of_label(label, translator);
        (target > from && target < self.stretches.len() && due <= MAX_ADVANCE)
            .then_some((due, target))
    }
}

/// The stretches of a function. One ends where control goes elsewhere for certain; short ones are put
/// together, since what is between them is slack, but not what tables of branches lead to.
fn stretches(translator: &Translator<'_>) -> Vec<Stretch> {
    let mut is_chosen = vec![false; translator.instructions.len() + 1];
    for label in translator.tables.iter().flatten() {
        if let Some(target) = translator.labels[label.0 as usize] {
            is_chosen[target] = true;
        }
    }
    let end = |(index, instruction): (usize, &Instruction)| {
        let goes_on = instruction.kind == Kind::Branch
            && translator.labels[instruction.label.0 as usize] == Some(index + 1);
        let stretch = Stretch { end: index + 1, consumed: instruction.consumed, advance: 0 };
        (instruction.is_unconditional() && !goes_on).then_some(stretch)
    };
    let mut stretches = Vec::new();
    let mut begin = 0;
    let mut pieces = translator.instructions.iter().enumerate().filter_map(end).peekable();
    while let Some(piece) = pieces.next() {
        let goes_on = |next: &Stretch| !is_chosen[piece.end] && next.consumed - begin <= SLACK;
        if pieces.peek().is_some_and(goes_on) {
            continue;
        }
        begin = piece.consumed;
        stretches.push(piece);
    }
    stretches
}
