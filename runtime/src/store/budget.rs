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

    fn left(&self) -> u64 {
        self.limit - self.used
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

    /// Refuses more memory than is left.
    pub(crate) fn check_memory(&self, bytes: u64) -> Result<(), Error> {
        if bytes <= self.memory_bytes.left() {
            return Ok(());
        }
        let limit = self.memory_bytes.limit;
        Err(Error::limit(format!(
            "memories of {bytes} bytes exceed what is left of the limit of {limit}"
        )))
    }

    /// Refuses more table elements than are left.
    pub(crate) fn check_elements(&self, elements: u64) -> Result<(), Error> {
        if elements <= self.table_elements.left() {
            return Ok(());
        }
        let limit = self.table_elements.limit;
        Err(Error::limit(format!(
            "tables of {elements} elements exceed what is left of the limit of {limit}"
        )))
    }

    pub(crate) fn give_back_memory(&mut self, bytes: u64) {
        self.memory_bytes.used -= bytes;
    }

    pub(crate) fn give_back_elements(&mut self, elements: u64) {
        self.table_elements.used -= elements;
    }

    /// How many more bytes of memory may be taken.
    pub(crate) fn memory_left(&self) -> u64 {
        self.memory_bytes.left()
    }
}
