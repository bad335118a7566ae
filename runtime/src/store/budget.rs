//! How much of its limits a store has used.

use crate::{config::Limits, error::Error};

/// What is left of a store's limits. Asked before anything is allocated.
#[derive(Debug)]
pub(crate) struct Budget {
    memory_bytes: Account,
    table_elements: Account,
}

#[derive(Debug)]
struct Account {
    limit: u64,
    used: u64,
}

impl Account {
    fn take(&mut self, amount: u64) -> bool {
        match self.used.checked_add(amount) {
            Some(used) if used <= self.limit => {
                self.used = used;
                true
            }
            _ => false,
        }
    }
}

impl Budget {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            memory_bytes: Account { limit: limits.memory_bytes, used: 0 },
            table_elements: Account { limit: limits.table_elements, used: 0 },
        }
    }

    /// Takes memory, or changes nothing and returns false.
    pub(crate) fn take_memory(&mut self, bytes: u64) -> bool {
        self.memory_bytes.take(bytes)
    }

    /// Takes table elements, or changes nothing and returns false.
    pub(crate) fn take_elements(&mut self, elements: u64) -> bool {
        self.table_elements.take(elements)
    }

    pub(crate) fn give_back_memory(&mut self, bytes: u64) {
        self.memory_bytes.used -= bytes;
    }

    pub(crate) fn give_back_elements(&mut self, elements: u64) {
        self.table_elements.used -= elements;
    }

    /// How many more bytes of memory may be taken.
    pub(crate) fn memory_left(&self) -> u64 {
        self.memory_bytes.limit - self.memory_bytes.used
    }

    /// Why memory was refused.
    pub(crate) fn memory_error(&self, bytes: u64) -> Error {
        let limit = self.memory_bytes.limit;
        Error::limit(format!("{bytes} bytes of memory exceed what is left of the limit of {limit}"))
    }

    /// Why table elements were refused.
    pub(crate) fn element_error(&self, elements: u64) -> Error {
        let limit = self.table_elements.limit;
        Error::limit(format!(
            "a table of {elements} elements exceeds what is left of the limit of {limit}"
        ))
    }
}
