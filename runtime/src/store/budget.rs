//! How much of its limits a store has used.

use crate::{
    config::Limits,
    error::{Error, ErrorKind},
};

/// What is left of a store's limits. Asked before anything is allocated.
#[derive(Clone, Debug)]
pub(crate) struct Budget {
    memory_bytes: Account,
    table_elements: Account,
}

#[derive(Clone, Debug)]
struct Account {
    limit: u64,
    used: u64,
}

impl Account {
    fn new(limit: u64) -> Self {
        Self { limit, used: 0 }
    }

    fn left(&self) -> u64 {
        self.limit - self.used
    }

    /// Whether there is so much left; otherwise an error that is made of what is wanted and the limit.
    fn check(&self, wanted: u64, refuse: impl FnOnce(u64, u64) -> Error) -> Result<(), Error> {
        if wanted <= self.left() { Ok(()) } else { Err(refuse(wanted, self.limit)) }
    }
}

impl Budget {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            memory_bytes: Account::new(limits.memory_bytes),
            table_elements: Account::new(limits.table_elements),
        }
    }

    /// Refuses more memory than is left.
    pub(crate) fn check_memory(&self, bytes: u64) -> Result<(), Error> {
        self.memory_bytes
            .check(bytes, |wanted, limit| ErrorKind::MemoryLimit { wanted, limit }.into())
    }

    /// Refuses more table elements than are left.
    pub(crate) fn check_elements(&self, elements: u64) -> Result<(), Error> {
        self.table_elements.check(elements, |wanted, limit| {
            let tables = format!("tables of {wanted} elements");
            Error::limit(format!("{tables} exceed what is left of the limit of {limit}"))
        })
    }

    /// Takes memory, or refuses and changes nothing.
    pub(crate) fn take_memory(&mut self, bytes: u64) -> Result<(), Error> {
        self.check_memory(bytes)?;
        self.memory_bytes.used += bytes;
        Ok(())
    }

    /// Takes table elements, or refuses and changes nothing.
    pub(crate) fn take_elements(&mut self, elements: u64) -> Result<(), Error> {
        self.check_elements(elements)?;
        self.table_elements.used += elements;
        Ok(())
    }

    /// Gives back memory that was taken but could not be had.
    pub(crate) fn give_back_memory(&mut self, bytes: u64) {
        self.memory_bytes.used -= bytes;
    }

    /// Gives back table elements that were taken but could not be had.
    pub(crate) fn give_back_elements(&mut self, elements: u64) {
        self.table_elements.used -= elements;
    }

    /// How many more bytes of memory may be taken.
    pub(crate) fn memory_left(&self) -> u64 {
        self.memory_bytes.left()
    }
}
