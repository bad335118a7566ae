//! The host's values that guests hold references to.

use std::any::Any;

/// Values behind `externref`s. They live as long as the store.
#[derive(Default)]
pub(crate) struct Externs {
    values: Vec<Box<dyn Any + Send + Sync>>,
}

impl Externs {
    /// Keeps a value and returns its index; `None` if all indices are taken.
    pub(crate) fn add(&mut self, value: Box<dyn Any + Send + Sync>) -> Option<u32> {
        let index = u32::try_from(self.values.len()).ok()?;
        self.values.push(value);
        Some(index)
    }

    /// The value with this index.
    pub(crate) fn get(&self, index: usize) -> Option<&(dyn Any + Send + Sync)> {
        self.values.get(index).map(|value| &**value)
    }
}
