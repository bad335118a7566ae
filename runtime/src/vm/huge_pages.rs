//! Advice to the system to use large pages.

/// Asks for large pages in `length` bytes from `start`, where nothing is in use yet: bytes that are
/// about to be written from one end to the other then take a fault for every 2 MiB instead of one
/// for every 4 KiB.
#[cfg(all(target_os = "linux", not(miri)))]
pub(crate) fn prefer_huge_pages(start: *mut u8, length: usize) {
    use rustix::mm::{Advice, madvise};

    /// Advice is given for whole pages of the smaller kind.
    const PAGE: usize = 4 << 10;
    /// Less than this is not sure to contain a large page.
    const LEAST: usize = 4 << 20;

    if length < LEAST {
        return;
    }
    let skipped = start.align_offset(PAGE);
    let length = length.saturating_sub(skipped) / PAGE * PAGE;
    // SAFETY: this advice changes nothing about the contents of any memory; where the system does
    // not take it, or there is no memory, all stays as it is.
    let _ = unsafe { madvise(start.wrapping_add(skipped).cast(), length, Advice::LinuxHugepage) };
}

#[cfg(not(all(target_os = "linux", not(miri))))]
pub(crate) fn prefer_huge_pages(_start: *mut u8, _length: usize) {}
