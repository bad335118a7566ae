//! Checks that code reads no slot before it is written, on whatever way.
//!
//! Which slots are written is followed through the code; where ways meet, only what all of them have
//! written counts. So branches that disagree about the height of the stack, or results that are said
//! to be in a slot and are not, come to light.

use super::instruction::{Instruction, Kind, Label};
use super::translator::Translator;
use super::verify::Mistake;
use super::widths::{operands, result};
use crate::interpreter::handler::bulk::BulkOperation;

/// The slots that have been written.
#[derive(Clone, PartialEq, Eq)]
struct Written {
    /// The slots below are parameters, and locals that begin as zero: they always have values.
    first: u32,
    bits: Vec<u64>,
}

impl Written {
    fn place(&self, slot: u32) -> Option<(usize, u64)> {
        let index = slot.checked_sub(self.first)?;
        Some((index as usize / 64, 1 << (index % 64)))
    }

    fn contains(&self, slot: u32) -> bool {
        self.place(slot)
            .is_none_or(|(word, bit)| self.bits.get(word).is_some_and(|present| present & bit != 0))
    }

    fn insert(&mut self, slots: impl IntoIterator<Item = u32>) {
        for slot in slots {
            let Some((word, bit)) = self.place(slot) else { continue };
            if word >= self.bits.len() {
                self.bits.resize(word + 1, 0);
            }
            self.bits[word] |= bit;
        }
    }

    fn remove_from(&mut self, slot: u32) {
        let Some((word, bit)) = self.place(slot) else { return self.bits.clear() };
        self.bits.truncate(word + 1);
        if let Some(last) = self.bits.get_mut(word) {
            *last &= bit - 1;
        }
    }

    /// Keeps only what `other` has too; true if that was less.
    fn intersect(&mut self, other: &Self) -> bool {
        let before = self.clone();
        self.bits.truncate(other.bits.len());
        self.bits.iter_mut().zip(&other.bits).for_each(|(bits, others)| *bits &= others);
        *self != before
    }
}

/// Looks through the instructions of a function.
///
/// # Errors
///
/// The first slot that is read too early.
pub(super) fn check(translator: &Translator<'_>) -> Result<(), Mistake> {
    let first = translator.frame.zeroed_end;
    let mut at_labels: Vec<Option<Written>> = vec![None; translator.labels.len()];
    let mut begins = vec![Vec::new(); translator.instructions.len() + 1];
    for (label, place) in translator.labels.iter().enumerate() {
        if let Some(place) = place {
            begins[*place].push(label);
        }
    }
    let mut pending = vec![(0, Written { first, bits: Vec::new() })];
    while let Some((start, mut written)) = pending.pop() {
        for (index, instruction) in translator.instructions.iter().enumerate().skip(start) {
            if index > start && !begins[index].is_empty() {
                pending
                    .extend(meet(&mut at_labels, &begins[index], &written).map(|met| (index, met)));
                break;
            }
            for (label, caught) in catches(instruction, index, translator, &written) {
                let Some(Some(place)) = translator.labels.get(label.0 as usize) else { continue };
                let met = meet(&mut at_labels, &begins[*place], &caught);
                pending.extend(met.map(|met| (*place, met)));
            }
            step(instruction, &mut written).map_err(|mistake| format!("{index}: {mistake}"))?;
            for label in instruction.labels(translator) {
                let Some(Some(place)) = translator.labels.get(label.0 as usize) else { continue };
                let met = meet(&mut at_labels, &begins[*place], &written);
                pending.extend(met.map(|met| (*place, met)));
            }
            if instruction.is_unconditional() {
                break;
            }
        }
    }
    Ok(())
}

/// Notes that control comes to labels at one place; tells what to go on with there, if that is new.
fn meet(at_labels: &mut [Option<Written>], labels: &[usize], written: &Written) -> Option<Written> {
    match &mut at_labels[*labels.first()?] {
        Some(known) => known.intersect(written).then(|| known.clone()),
        unknown => Some(unknown.insert(written.clone()).clone()),
    }
}

/// Where what is thrown by an instruction may be caught, and what is written there.
fn catches(
    instruction: &Instruction,
    index: usize,
    translator: &Translator<'_>,
    written: &Written,
) -> Vec<(Label, Written)> {
    if !instruction.may_throw() {
        return Vec::new();
    }
    let handlers = &translator.handlers;
    let next = handlers.stretches.partition_point(|&(start, _)| start <= index);
    let innermost = next.checked_sub(1).and_then(|index| handlers.stretches[index].1);
    let outer = |&block: &u32| handlers.tries[block as usize].outer;
    std::iter::successors(innermost, outer)
        .flat_map(|block| &handlers.tries[block as usize].catches)
        .map(|catch| {
            let mut written = written.clone();
            written.insert(catch.payload.clone());
            written.insert(catch.reference);
            (catch.label, written)
        })
        .collect()
}

/// What an instruction reads must be written; what it writes is.
fn step(instruction: &Instruction, written: &mut Written) -> Result<(), Mistake> {
    for (slot, count) in operands(instruction) {
        match instruction.kind {
            // Nothing is left of it, or it has nothing but the place of its result.
            Kind::Nothing
            | Kind::Bulk(BulkOperation::MemorySize | BulkOperation::TableSize, ..) => {
                break;
            }
            Kind::Object(kind) if kind.has_no_operand() => break,
            // What follows the copy may read what it has written.
            Kind::CopyCopy(_) | Kind::CopyBranchIf(_) if instruction.to.slot() == Some(slot) => {
                continue;
            }
            _ => {}
        }
        if let Some(slot) = (slot..slot + count).find(|&slot| !written.contains(slot)) {
            return Err(format!("slot {slot} is read by {instruction:?}"));
        }
    }
    if let Some((slot, count)) = result(instruction) {
        written.insert(slot..slot + count);
    }
    match instruction.kind {
        Kind::CopySlots { from, to, count } => {
            if let Some(slot) = (from..from + count).find(|&slot| !written.contains(slot)) {
                return Err(format!("slot {slot} is copied"));
            }
            written.insert(to..to + count);
        }
        Kind::Call { frame, .. }
        | Kind::CopyCall { frame, .. }
        | Kind::CallImported { frame, .. }
        | Kind::CallIndirect { frame, .. }
        | Kind::CallReference { frame } => {
            written.remove_from(frame.record);
            written.insert(frame.base..frame.record);
        }
        Kind::TailCall { count, .. } => {
            let from = instruction.y.slot().unwrap_or_default();
            let arguments = from..from + count;
            if let Some(slot) = { arguments }.find(|&slot| !written.contains(slot)) {
                return Err(format!("slot {slot} is passed on"));
            }
        }
        Kind::CopyCopy(second) => written.insert(second.slot()),
        // Their results are in the slots of operands, and maybe in the next.
        kind if matches!(kind, Kind::Bulk(..))
            || matches!(kind, Kind::Object(object) if object.is_on_slots()) =>
        {
            let places = [instruction.x.slot(), instruction.y.slot(), instruction.z.slot()];
            written.insert(places.into_iter().flatten().flat_map(|slot| [slot, slot + 1]));
        }
        _ => {}
    }
    Ok(())
}
