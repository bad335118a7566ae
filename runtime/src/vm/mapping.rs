//! A range of address space, reserved at once and made usable bit by bit.
//!
//! On Unix the range is an anonymous mapping without access rights, of which a prefix is committed.
//! Elsewhere, and under Miri, it is one zeroed allocation of limited size.

/// Reserved address space of which the first part is usable, zeroed when first committed.
#[derive(Debug)]
pub(super) struct Mapping {
    base: *mut u8,
    reserved: usize,
    committed: usize,
}

// SAFETY: the mapping owns its range exclusively; nothing about it is tied to a thread.
unsafe impl Send for Mapping {}
// SAFETY: shared references only allow reading the three fields.
unsafe impl Sync for Mapping {}

impl Mapping {
    /// Reserves `size` bytes, rounded up to whole pages, none of them usable yet.
    pub(super) fn reserve(size: usize) -> Option<Self> {
        let reserved = size.max(1).checked_next_multiple_of(PAGE)?;
        let base = platform::reserve(reserved)?;
        Some(Self { base, reserved, committed: 0 })
    }

    /// Makes at least the first `size` bytes usable; false if that is not possible.
    pub(super) fn commit(&mut self, size: usize) -> bool {
        if size <= self.committed {
            return true;
        }
        if size > self.reserved {
            return false;
        }
        let end = size.next_multiple_of(PAGE);
        // SAFETY: the range lies within the reservation, which this mapping owns.
        let done = unsafe {
            platform::commit(self.base.wrapping_add(self.committed), end - self.committed)
        };
        if done {
            self.committed = end;
        }
        done
    }

    /// The lowest address, aligned to a page.
    pub(super) fn base(&self) -> *mut u8 {
        self.base
    }

    /// How many bytes may ever be committed.
    pub(super) fn reserved(&self) -> usize {
        self.reserved
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: the range was reserved by `reserve` with this size and nobody uses it any more.
        unsafe { platform::release(self.base, self.reserved) }
    }
}

/// The granularity of reserving and committing: a multiple of the page size of every host we know.
pub(super) const PAGE: usize = 64 << 10;

#[cfg(all(unix, not(miri)))]
mod platform {
    use std::ptr;

    use rustix::mm::{MapFlags, MprotectFlags, ProtFlags};

    pub(super) fn reserve(size: usize) -> Option<*mut u8> {
        let flags = MapFlags::PRIVATE | MapFlags::NORESERVE;
        // SAFETY: a new anonymous mapping at an address of the system's choice disturbs nothing.
        let base =
            unsafe { rustix::mm::mmap_anonymous(ptr::null_mut(), size, ProtFlags::empty(), flags) };
        base.ok().map(<*mut _>::cast)
    }

    pub(super) unsafe fn commit(start: *mut u8, size: usize) -> bool {
        let access = MprotectFlags::READ | MprotectFlags::WRITE;
        // SAFETY: the caller owns the range.
        unsafe { rustix::mm::mprotect(start.cast(), size, access) }.is_ok()
    }

    pub(super) unsafe fn release(base: *mut u8, size: usize) {
        // SAFETY: the caller owns the range and gives it up.
        let result = unsafe { rustix::mm::munmap(base.cast(), size) };
        debug_assert!(result.is_ok(), "unmapping an owned range failed");
    }
}

#[cfg(not(all(unix, not(miri))))]
mod platform {
    use std::alloc::{self, Layout};

    /// Without lazy commitment a reservation costs real memory: larger ones are refused, and the
    /// caller tries smaller ones.
    const LIMIT: usize = 256 << 20;

    fn layout(size: usize) -> Option<Layout> {
        Layout::from_size_align(size, super::PAGE).ok()
    }

    pub(super) fn reserve(size: usize) -> Option<*mut u8> {
        if size > LIMIT {
            return None;
        }
        let layout = layout(size)?;
        // SAFETY: the size is at least a page.
        let base = unsafe { alloc::alloc_zeroed(layout) };
        (!base.is_null()).then_some(base)
    }

    pub(super) unsafe fn commit(_start: *mut u8, _size: usize) -> bool {
        true
    }

    pub(super) unsafe fn release(base: *mut u8, size: usize) {
        if let Some(layout) = layout(size) {
            // SAFETY: allocated by `reserve` with the same layout.
            unsafe { alloc::dealloc(base, layout) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn committed_bytes_are_zero_and_writable() {
        let mut mapping = Mapping::reserve(4 * PAGE).unwrap();
        assert!(mapping.commit(10));
        // SAFETY: the first ten bytes were committed.
        unsafe {
            assert_eq!(*mapping.base().add(9), 0);
            *mapping.base().add(9) = 7;
        }
        assert!(mapping.commit(4 * PAGE));
        // SAFETY: now all four pages are committed.
        unsafe {
            assert_eq!(*mapping.base().add(9), 7);
            assert_eq!(*mapping.base().add(4 * PAGE - 1), 0);
        }
    }

    #[test]
    fn committing_more_than_reserved_is_refused() {
        let mut mapping = Mapping::reserve(PAGE).unwrap();
        assert!(!mapping.commit(PAGE + 1));
        assert!(mapping.commit(PAGE));
    }
}
