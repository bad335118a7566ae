//! Advice to the system to use large pages.

use std::mem::MaybeUninit;

/// Asks for large pages where `room` is not in use yet: bytes that are about to be written from one
/// end to the other then take a fault for every 2 MiB instead of one for every 4 KiB.
#[cfg(all(target_os = "linux", not(miri)))]
pub(crate) fn prefer_huge_pages(room: &mut [MaybeUninit<u8>]) {
    use rustix::mm::{Advice, madvise};

    /// Advice is given for whole pages of the smaller kind.
    const PAGE: usize = 4 << 10;
    /// Less than a large page cannot become one.
    const LEAST: usize = 2 << 20;

    let skipped = room.as_ptr().align_offset(PAGE);
    let length = room.len().saturating_sub(skipped) / PAGE * PAGE;
    if length < LEAST {
        return;
    }
    let start = room.as_mut_ptr().wrapping_add(skipped);
    // SAFETY: the range lies within `room`, and the advice changes nothing about its contents.
    // Where the system does not take it, all stays as it is.
    let _ = unsafe { madvise(start.cast(), length, Advice::LinuxHugepage) };
}

#[cfg(not(all(target_os = "linux", not(miri))))]
pub(crate) fn prefer_huge_pages(_room: &mut [MaybeUninit<u8>]) {}
