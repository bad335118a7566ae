//! Linear memories: a base address that never moves, with the length just below it.

use std::mem::size_of;

use super::huge_pages::prefer_huge_pages;
use super::mapping::{Mapping, PAGE};

/// What lies directly below the base of every linear memory.
///
/// Code holds only the base in a register; a bounds check compares with a field of this through it.
/// The header holds nothing that belongs to an instance, since instances may share a memory.
#[repr(C, align(16))]
#[derive(Debug)]
pub(crate) struct MemoryHeader {
    /// Where the last access of 1, 2, 4, 8 and 16 bytes may begin; below zero if there is no room for
    /// one. So a check takes one comparison, and no sum of address and size.
    last: [i64; 5],
    /// The current length in bytes.
    pub(crate) length: u64,
}

impl MemoryHeader {
    /// That of a memory of `length` bytes, of which there are fewer than 2^63.
    const fn new(length: u64) -> Self {
        let end = length as i64;
        Self { last: [end - 1, end - 2, end - 4, end - 8, end - 16], length }
    }

    /// Whether an access of `size` bytes, a power of two up to 16, may begin at `start`, which is less
    /// than 2^63.
    #[inline]
    pub(crate) fn holds(&self, start: u64, size: u64) -> bool {
        start as i64 <= self.last[size.trailing_zeros() as usize]
    }

    /// The header of the memory whose base is `base`.
    pub(crate) fn of(base: *mut u8) -> *mut Self {
        base.wrapping_sub(size_of::<Self>()).cast()
    }
}

/// The header of the memory of instances that have none, with one more so that the base, which is
/// directly behind the first, is still inside the object.
static EMPTY: [MemoryHeader; 2] = [MemoryHeader::new(0), MemoryHeader::new(0)];

/// The base of a memory of length 0, for instances without memory.
pub(crate) fn empty_memory() -> *mut u8 {
    // Never written to: every write is preceded by a bounds check against the length 0.
    (&raw const EMPTY).cast::<u8>().wrapping_add(size_of::<MemoryHeader>()).cast_mut()
}

/// The bytes of one linear memory. Types, limits and policies are the store's concern.
#[derive(Debug)]
pub(crate) struct LinearMemory {
    base: *mut u8,
    mapping: Mapping,
}

// SAFETY: the memory owns its mapping exclusively; `base` points into it.
unsafe impl Send for LinearMemory {}
// SAFETY: shared references only read the length, which changes only through `&mut` or through
// code run by the one thread that uses the store.
unsafe impl Sync for LinearMemory {}

impl LinearMemory {
    /// A zeroed memory of `initial` bytes that may grow up to `maximum` bytes, or less far if the
    /// system refuses so large a reservation. `None` if even `initial` bytes cannot be had.
    pub(crate) fn new(initial: u64, maximum: u64) -> Option<Self> {
        let initial = usize::try_from(initial).ok()?;
        let mut wanted = usize::try_from(maximum).unwrap_or(usize::MAX).max(initial);
        loop {
            let total = wanted.checked_add(PAGE);
            if let Some(mapping) = total.and_then(Mapping::reserve) {
                return Self::within(mapping, initial);
            }
            if wanted == initial {
                return None;
            }
            wanted = (wanted / 2).max(initial);
        }
    }

    fn within(mut mapping: Mapping, initial: usize) -> Option<Self> {
        // One page for the header keeps the base aligned to pages.
        if !mapping.commit(PAGE + initial) {
            return None;
        }
        let base = mapping.base().wrapping_add(PAGE);
        let memory = Self { base, mapping };
        // SAFETY: the header lies in the page that was just committed.
        unsafe {
            MemoryHeader::of(base).write(MemoryHeader::new(initial as u64));
        }
        Some(memory)
    }

    /// The address of byte 0; it never changes.
    pub(crate) fn base(&self) -> *mut u8 {
        self.base
    }

    /// The current length in bytes.
    pub(crate) fn length(&self) -> u64 {
        // SAFETY: the header is initialised when the memory is made.
        unsafe { (*MemoryHeader::of(self.base)).length }
    }

    /// Says that these bytes are about to be written, all of them or most.
    pub(crate) fn prefer_huge_pages(&self, start: u64, end: u64) {
        if start < end && end <= self.length() {
            let start_of_range = self.base.wrapping_add(start as usize);
            prefer_huge_pages(start_of_range, (end - start) as usize);
        }
    }

    /// Grows to `length` bytes, the new ones zero; false, with nothing changed, if there is no
    /// room. Never shrinks.
    pub(crate) fn grow_to(&mut self, length: u64) -> bool {
        let Ok(size) = usize::try_from(length) else { return false };
        let Some(end) = size.checked_add(PAGE) else { return false };
        if length < self.length() || end > self.mapping.reserved() || !self.mapping.commit(end) {
            return false;
        }
        // SAFETY: the header is initialised when the memory is made.
        unsafe { MemoryHeader::of(self.base).write(MemoryHeader::new(length)) }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_is_the_word_below_the_base() {
        let memory = LinearMemory::new(65536, 4 * 65536).unwrap();
        // SAFETY: the header is directly below the base.
        let word = unsafe { memory.base().sub(8).cast::<u64>().read_unaligned() };
        assert_eq!(word, 65536);
        assert_eq!(memory.length(), 65536);
    }

    #[test]
    fn an_access_must_end_within_the_memory() {
        for length in [0, 1, 7, 16, 65536, 1 << 32] {
            let header = MemoryHeader::new(length);
            for size in [1, 2, 4, 8, 16] {
                for start in [0, 1, 65535, 1 << 32, 1 << 33].map(|start: u64| start + length) {
                    for start in start.saturating_sub(32)..=start {
                        assert_eq!(header.holds(start, size), start + size <= length);
                    }
                }
            }
        }
    }

    #[test]
    fn growing_keeps_the_base_and_zeroes() {
        let mut memory = LinearMemory::new(0, 2 * 65536).unwrap();
        let base = memory.base();
        assert!(memory.grow_to(65536));
        assert!(memory.grow_to(2 * 65536));
        assert!(!memory.grow_to(3 * 65536));
        assert!(!memory.grow_to(65536));
        assert_eq!((memory.base(), memory.length()), (base, 2 * 65536));
        // SAFETY: within the memory's length.
        assert_eq!(unsafe { *base.add(2 * 65536 - 1) }, 0);
    }

    #[test]
    fn a_refused_reservation_falls_back_to_a_smaller_one() {
        let memory = LinearMemory::new(65536, u64::MAX).unwrap();
        assert_eq!(memory.length(), 65536);
    }

    #[test]
    fn the_empty_memory_has_no_length() {
        // SAFETY: the empty memory's header is a static.
        assert_eq!(unsafe { (*MemoryHeader::of(empty_memory())).length }, 0);
    }
}
