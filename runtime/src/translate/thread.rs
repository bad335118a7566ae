//! Branches that only lead to a return become that return.

use super::instruction::{Destination, Instruction, Kind, Operand};
use super::lower;

/// Replaces branches to returns, and takes the value to return from where it was copied from.
///
/// No instruction is removed, so that labels stay right; what cannot be reached any more is left.
pub(super) fn thread_returns(instructions: &mut [Instruction], labels: &[Option<usize>]) {
    let mut targets = Vec::new();
    for index in 0..instructions.len() {
        let &Instruction { kind: Kind::Branch, label, consumed, .. } = &instructions[index] else {
            continue;
        };
        let target = labels[label.0 as usize].and_then(|index| instructions.get(index));
        let Some(&Instruction { kind: kind @ (Kind::Return | Kind::ReturnValue(_)), x, .. }) =
            target
        else {
            continue;
        };
        let branch = &mut instructions[index];
        *branch = Instruction { kind, x, ..*branch };
        if targets.is_empty() {
            targets = self::targets(instructions.len(), labels);
        }
        if let Some(copy) = index.checked_sub(1)
            && !targets[index]
        {
            return_original(&mut instructions[copy], kind, x, consumed);
        }
    }
}

/// Which of so many instructions labels are at.
fn targets(count: usize, labels: &[Option<usize>]) -> Vec<bool> {
    let mut targets = vec![false; count + 1];
    for &index in labels.iter().flatten() {
        targets[index] = true;
    }
    targets
}

/// Turns a copy of the value that is returned next into a return of the original.
fn return_original(copy: &mut Instruction, kind: Kind, value: Operand, consumed: u32) {
    let (Kind::Copy(copied), Kind::ReturnValue(returned)) = (copy.kind, kind) else { return };
    let (Destination::Slot(to), Operand::Slot(from)) = (copy.to, value) else { return };
    let original = Instruction { kind, to: Destination::None, consumed, ..*copy };
    if copied == returned && to == from && lower::exists(&original) {
        *copy = original;
    }
}
