//! The symbolic operand stack.

use super::instruction::Operand;
use crate::types::ValType;

/// What a value on the operand stack is known to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// The present value of a local; nothing has been copied yet.
    Local(u32),
    /// An integer, extended with its sign, or the bits of a float.
    Constant(u64),
    /// It is in the slot of its position; the number is that of the instruction that put it there,
    /// if that may still be changed.
    Temporary(Option<usize>),
}

impl Value {
    /// Whether the value is not in its slot yet.
    pub(super) fn is_pending(self) -> bool {
        !matches!(self, Self::Temporary(_))
    }
}

/// A value on the operand stack.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) value: Value,
    pub(super) ty: ValType,
    /// The slot of its position. (A value wider than a slot takes the following ones too.)
    pub(super) slot: u32,
}

/// How many slots a value takes.
pub(super) fn width(ty: ValType) -> u32 {
    ty.slots() as u32
}

/// The operand stack.
#[derive(Debug)]
pub(super) struct Stack {
    entries: Vec<Entry>,
    /// The slot of the next value.
    next_slot: u32,
    /// The lowest entries, this many, are all in their slots.
    settled: usize,
    /// The slot behind the highest that was ever used.
    end: u32,
}

impl Stack {
    pub(super) fn new(base: u32) -> Self {
        // Few functions have more values at once.
        let entries = Vec::with_capacity(32);
        Self { entries, next_slot: base, settled: 0, end: base }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The slot of the next value.
    pub(super) fn next_slot(&self) -> u32 {
        self.next_slot
    }

    /// The slot of the value at `index`, or of the next value.
    pub(super) fn slot_at(&self, index: usize) -> u32 {
        self.entries.get(index).map_or(self.next_slot, |entry| entry.slot)
    }

    /// The slot behind the highest that was ever used.
    pub(super) fn end(&self) -> u32 {
        self.end
    }

    /// Notes that slots below `end` are used besides those of values.
    pub(super) fn reserve(&mut self, end: u32) {
        self.end = self.end.max(end);
    }

    pub(super) fn push(&mut self, value: Value, ty: ValType) {
        let slot = self.next_slot;
        self.next_slot += width(ty);
        self.reserve(self.next_slot);
        self.entries.push(Entry { value, ty, slot });
    }

    pub(super) fn pop(&mut self) -> Option<Entry> {
        let entry = self.entries.pop()?;
        self.next_slot = entry.slot;
        self.settled = self.settled.min(self.entries.len());
        Some(entry)
    }

    /// The entry `depth` below the top, which is 0.
    pub(super) fn peek(&self, depth: usize) -> Option<Entry> {
        Some(self.entries[self.entries.len().checked_sub(depth + 1)?])
    }

    pub(super) fn truncate(&mut self, len: usize) {
        self.next_slot = self.slot_at(len);
        self.entries.truncate(len);
        self.settled = self.settled.min(len);
    }

    pub(super) fn get(&self, index: usize) -> Entry {
        self.entries[index]
    }

    pub(super) fn set_value(&mut self, index: usize, value: Value) {
        self.entries[index].value = value;
    }

    /// The entries that may be pending.
    pub(super) fn unsettled(&self) -> std::ops::Range<usize> {
        self.settled..self.entries.len()
    }

    /// Whether any entry but the `top` highest is pending.
    pub(super) fn has_pending_below(&self, top: usize) -> bool {
        let end = self.entries.len().saturating_sub(top);
        self.entries
            .get(self.settled..end)
            .is_some_and(|entries| entries.iter().any(|entry| entry.value.is_pending()))
    }

    /// Notes that all entries are in their slots.
    pub(super) fn mark_settled(&mut self) {
        self.settled = self.entries.len();
    }
}

/// Whether an integer constant fits the field of a cell.
pub(super) fn is_narrow(constant: u64) -> bool {
    i64::from(constant as i32) as u64 == constant
}

impl Entry {
    /// Where the value is if nothing better is known.
    pub(super) fn home(&self) -> Operand {
        Operand::Slot(self.slot)
    }
}
