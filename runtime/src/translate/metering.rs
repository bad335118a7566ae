//! What code consumes of the fuel.
//!
//! Every operator that does something costs one. It is not taken off when it runs, since that would
//! take instructions of its own: whoever comes to a place pays for all that follows up to the next
//! instruction behind which control never goes on. A conditional branch that is taken gets back
//! what it does not use of that, so that in the end exactly what ran has been paid for. Only where an
//! exception ends a call, what would have followed the call has been paid for too.

use wasmparser::Operator;

use super::instruction::{Instruction, Label};
use super::translator::Translator;

/// What an operator costs: nothing if it only says where blocks begin and end, or ends something.
pub(super) fn weight(operator: &Operator<'_>) -> u32 {
    match operator {
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
    }
}

/// The costs of a function's code; all are zero if none are wanted.
#[derive(Default)]
pub(super) struct Costs {
    /// By instruction, what has been consumed where control next goes elsewhere for certain.
    ends: Vec<u32>,
}

impl Costs {
    pub(super) fn new(translator: &Translator<'_>) -> Self {
        if !translator.module.engine.config().consumes_fuel() {
            return Self { ends: Vec::new() };
        }
        let mut end = 0;
        let mut ends: Vec<_> = translator
            .instructions
            .iter()
            .rev()
            .map(|instruction| {
                if instruction.is_unconditional() {
                    end = instruction.consumed;
                }
                end
            })
            .collect();
        ends.reverse();
        Self { ends }
    }

    /// What entering the function costs. The call itself counts, so that nothing is free.
    pub(super) fn of_entry(&self) -> u32 {
        self.ends.first().map_or(0, |end| end + 1)
    }

    /// What going from `branch`, the instruction at `from`, to a label costs, as the bits of an `i32`.
    pub(super) fn of_branch(
        &self,
        from: usize,
        branch: &Instruction,
        label: Label,
        translator: &Translator<'_>,
    ) -> u32 {
        let Some(paid) = self.ends.get(from) else { return 0 };
        self.of_label(label, translator).wrapping_sub(paid - branch.consumed)
    }

    /// What going to a label costs from where nothing has been paid for.
    pub(super) fn of_label(&self, label: Label, translator: &Translator<'_>) -> u32 {
        let Some(target) = translator.labels[label.0 as usize] else { return 0 };
        let consumed = translator.consumed_at_labels[label.0 as usize];
        self.ends.get(target).map_or(0, |end| end - consumed)
    }
}
