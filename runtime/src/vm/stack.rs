//! The value stack, on which all frames of a store lie one after the other.

use super::mapping::{Mapping, PAGE};

/// A contiguous stack of slots that grows upwards and is committed by the system page by page.
///
/// Every function checks the limit when it is entered. The reserved pages above are never
/// committed: a frame that escaped the check would fault there instead of corrupting memory.
#[derive(Debug)]
pub(crate) struct Stack {
    mapping: Mapping,
    size: usize,
}

impl Stack {
    /// A stack of `size` bytes, rounded up to whole pages, or `None` if it cannot be had.
    pub(crate) fn new(size: usize) -> Option<Self> {
        let size = size.max(PAGE).checked_next_multiple_of(PAGE)?;
        let mut mapping = Mapping::reserve(size.checked_add(PAGE)?)?;
        mapping.commit(size).then_some(Self { mapping, size })
    }

    /// The lowest address, where the first frame begins.
    pub(crate) fn base(&self) -> *mut u8 {
        self.mapping.base()
    }

    /// The address that no frame may reach beyond.
    pub(crate) fn end(&self) -> *mut u8 {
        self.mapping.base().wrapping_add(self.size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_the_stack_is_usable() {
        let stack = Stack::new(100_000).unwrap();
        assert!(stack.end().addr() - stack.base().addr() >= 100_000);
        // SAFETY: the last byte below the end belongs to the stack.
        unsafe { *stack.end().sub(1) = 1 }
    }

    #[test]
    fn an_impossible_size_is_refused() {
        assert!(Stack::new(usize::MAX).is_none());
    }
}
