//! Tables as translated code sees them.

/// A table of references.
///
/// Each element takes one slot: a `funcref` is the address of a
/// [`FuncEntry`](super::FuncEntry), an `externref` an index of the store plus one, and 0 is null in
/// both. Code reads `elements` and `length` afresh at every access, so they may change.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct Table {
    elements: *mut u64,
    length: u64,
    storage: Vec<u64>,
}

impl Table {
    /// A table of `length` times `value`, or `None` if there is not enough memory.
    pub(crate) fn new(length: usize, value: u64) -> Option<Self> {
        let mut table = Self { elements: std::ptr::null_mut(), length: 0, storage: Vec::new() };
        table.grow(length, value).then_some(table)
    }

    /// Appends `delta` times `value`; false, with nothing changed, if there is not enough memory.
    pub(crate) fn grow(&mut self, delta: usize, value: u64) -> bool {
        let Some(length) = self.storage.len().checked_add(delta) else { return false };
        if self.storage.try_reserve(delta).is_err() {
            return false;
        }
        self.storage.resize(length, value);
        self.elements = self.storage.as_mut_ptr();
        self.length = length as u64;
        true
    }

    /// The address of the first element.
    pub(crate) fn elements_ptr(&self) -> *mut u64 {
        self.elements
    }

    /// The number of elements.
    pub(crate) fn len(&self) -> usize {
        self.length as usize
    }

    /// All elements.
    pub(crate) fn elements(&self) -> &[u64] {
        &self.storage
    }

    /// All elements, to be changed.
    pub(crate) fn elements_mut(&mut self) -> &mut [u64] {
        // The pointer is taken again because handing out the slice may invalidate the old one
        // under the aliasing rules, though its address is the same.
        self.elements = self.storage.as_mut_ptr();
        &mut self.storage
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growing_keeps_elements_and_updates_what_code_sees() {
        let mut table = Table::new(2, 5).unwrap();
        assert!(table.grow(1000, 6));
        assert_eq!(table.len(), 1002);
        assert_eq!(table.elements()[..3], [5, 5, 6]);
        assert_eq!(table.elements_ptr().cast_const(), table.elements().as_ptr());
    }

    #[test]
    fn growing_beyond_the_address_space_changes_nothing() {
        let mut table = Table::new(1, 0).unwrap();
        assert!(!table.grow(usize::MAX, 0));
        assert!(!table.grow(usize::MAX / 8, 0));
        assert_eq!(table.len(), 1);
    }
}
