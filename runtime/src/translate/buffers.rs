//! Room that one translation leaves to the next of the same thread.
//!
//! Functions are translated one by one, in between of which code is kept. An allocator that is given back the
//! room for a function's instructions, which takes several times as much as its code, has no use for it when the next is
//! larger, and asks the system for more, page by page.

use std::cell::Cell;

use super::instruction::Instruction;

thread_local! {
    static LEFT: Cell<Buffers> = const { Cell::new(Buffers::NONE) };
}

/// Empty lists with room for many items.
pub(super) struct Buffers {
    pub(super) instructions: Vec<Instruction>,
    /// For the instructions when they are written anew.
    pub(super) rewritten: Vec<Instruction>,
    /// For the cells.
    pub(super) bytes: Vec<u8>,
}

impl Buffers {
    const NONE: Self = Self { instructions: Vec::new(), rewritten: Vec::new(), bytes: Vec::new() };

    /// What has been left, if anything.
    pub(super) fn take() -> Self {
        LEFT.try_with(Cell::take).unwrap_or(Self::NONE)
    }

    /// Leaves the room to the next translation.
    pub(super) fn leave(self) {
        let left = Self {
            instructions: emptied(self.instructions),
            rewritten: emptied(self.rewritten),
            bytes: emptied(self.bytes),
        };
        // A thread that ends leaves nothing.
        _ = LEFT.try_with(|place| place.set(left));
    }
}

/// The list without its items, and without its room if that is more than hardly any function needs.
fn emptied<T>(mut list: Vec<T>) -> Vec<T> {
    const MOST_BYTES: usize = 160 << 10;
    if list.capacity() * size_of::<T>() > MOST_BYTES {
        return Vec::new();
    }
    list.clear();
    list
}

impl Default for Buffers {
    fn default() -> Self {
        Self::NONE
    }
}
