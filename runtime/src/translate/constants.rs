//! The constants of a function that do not fit a cell, which lie behind its code.

use std::collections::HashMap;

use super::instruction::PoolIndex;

/// The constants there are so far, each of them once.
#[derive(Debug, Default)]
pub(super) struct Constants {
    values: Vec<u64>,
    indices: HashMap<u64, PoolIndex>,
}

impl Constants {
    /// Which of them this one is; it is added if it is not there.
    pub(super) fn index(&mut self, bits: u64) -> PoolIndex {
        *self.indices.entry(bits).or_insert_with(|| {
            self.values.push(bits);
            PoolIndex(self.values.len() as u32 - 1)
        })
    }

    /// All of them, in order.
    pub(super) fn values(&self) -> &[u64] {
        &self.values
    }
}
