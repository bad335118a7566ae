//! Taking back an instance that could not be allocated whole.

use super::{Objects, budget::Budget};

/// What a store had at some time.
pub(crate) struct Checkpoint {
    tables: usize,
    memories: usize,
    globals: usize,
    budget: Budget,
}

impl Objects {
    /// What there is now.
    pub(crate) fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            tables: self.tables.len(),
            memories: self.memories.len(),
            globals: self.globals.len(),
            budget: self.budget.clone(),
        }
    }

    /// Frees what has been added since, which nobody may know of yet.
    pub(crate) fn roll_back(&mut self, to: Checkpoint) {
        self.tables.truncate(to.tables);
        self.memories.truncate(to.memories);
        self.globals.truncate(to.globals);
        self.budget = to.budget;
    }
}
