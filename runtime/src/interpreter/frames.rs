//! The way from a frame to the one that called it.

use std::ptr;

use super::cell;
use super::dispatch::PinnedSlots;
use super::run::Landing;
use crate::vm::{Context, Stopped};

/// Who called the function of a frame.
pub(super) enum CalledBy {
    /// A function of a guest, which goes on at this place.
    Guest(Stopped),
    /// The host. If a function of the host's did that was called by a guest, this is its return
    /// record; otherwise it is null.
    Host(*mut u64),
}

/// Who called the function with this return record, which ran in the instance `context`.
///
/// # Safety
///
/// The record must be that of a function of a live store which has not returned yet.
pub(super) unsafe fn called_by(record: *mut u64, context: *mut Context) -> CalledBy {
    // SAFETY: records hold the addresses of a cell and of a frame; before the cell is written what
    // is special about the call.
    unsafe {
        let ip = ptr::with_exposed_provenance::<u8>(*record as usize);
        let fp = ptr::with_exposed_provenance_mut::<u64>(*record.add(1) as usize);
        let context = match *ip.sub(size_of::<PinnedSlots>() + size_of::<u32>()).cast::<u32>() {
            cell::NOT_KEPT => context,
            cell::CALLED_BY_HOST => return CalledBy::Host(Landing::outer_record(ip)),
            kept => ptr::with_exposed_provenance_mut(*fp.add(kept as usize) as usize),
        };
        CalledBy::Guest(Stopped { ip, fp, context })
    }
}
