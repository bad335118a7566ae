//! Sizes and contents of memories and tables, and how they grow within the limits.

#![expect(unsafe_code, reason = "a memory's bytes lie behind a raw pointer")]

use std::slice;

use super::{MemoryObject, Objects, TableObject};

/// The most elements of any table: 32 bits hold every index and one that is beyond the end, which
/// is what code makes of indices that need more.
pub(super) const MAX_ELEMENTS: u64 = u32::MAX as u64 - 1;

impl MemoryObject {
    /// The size in pages.
    pub(crate) fn pages(&self) -> u64 {
        self.memory.length() >> self.ty.page_size_log2()
    }

    /// The bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        // SAFETY: the memory has so many bytes at its base as long as it lives, and nothing writes
        // to them while the store, which it is part of, is borrowed.
        unsafe { slice::from_raw_parts(self.memory.base(), self.memory.length() as usize) }
    }

    /// The bytes, to be changed.
    pub(crate) fn bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: as in `bytes`, and nothing else uses them while the borrow is a mutable one.
        unsafe { slice::from_raw_parts_mut(self.memory.base(), self.memory.length() as usize) }
    }
}

impl TableObject {
    /// The number of elements.
    pub(crate) fn size(&self) -> u64 {
        self.table.get().len() as u64
    }
}

impl Objects {
    /// Appends pages of zeros and returns the old size in pages, or `None` if that cannot be.
    pub(crate) fn grow_memory(&mut self, memory: usize, delta: u64) -> Option<u64> {
        let memory = &mut self.memories[memory];
        let old = memory.pages();
        let new = old.checked_add(delta)?;
        let most = memory.ty.most_pages();
        if new > memory.ty.maximum().map_or(most, |maximum| maximum.min(most)) {
            return None;
        }
        // Not more than the memory will have, of which the greatest size fits 64 bits.
        let bytes = memory.ty.bytes(delta);
        self.budget.take_memory(bytes).ok()?;
        if !memory.memory.grow_to(memory.ty.bytes(new)) {
            self.budget.give_back_memory(bytes);
            return None;
        }
        Some(old)
    }

    /// Appends elements and returns the old size, or `None` if that cannot be.
    pub(crate) fn grow_table(&mut self, table: usize, delta: u64, value: u64) -> Option<u64> {
        let table = &mut self.tables[table];
        let old = table.size();
        let new = old.checked_add(delta)?;
        if new > table.ty.maximum().unwrap_or(u64::MAX).min(MAX_ELEMENTS) {
            return None;
        }
        self.budget.take_elements(delta).ok()?;
        if !table.table.get_mut().grow(delta as usize, value) {
            self.budget.give_back_elements(delta);
            return None;
        }
        Some(old)
    }
}
