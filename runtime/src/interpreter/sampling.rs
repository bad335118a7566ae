//! Looks at a guest in the midst of its run, which then goes on.

use super::backtrace;
use crate::vm::{Context, Runtime, Stopped};

/// Takes a sample at the current cell if one was asked for; tells whether it was.
///
/// Its arguments are registers one by one, so that the handler that calls it keeps nothing on the
/// native stack and can end in a jump.
///
/// # Safety
///
/// The arguments must be the registers of a handler that has not changed anything yet.
#[cold]
#[inline(never)]
pub(super) unsafe fn sample(
    runtime: *mut Runtime,
    ip: *const u8,
    fp: *mut u64,
    context: *mut Context,
) -> bool {
    // SAFETY: the runtime is that of a live store whose frames are intact. The sampler cannot reach
    // the store, so nobody uses the runtime meanwhile.
    unsafe {
        if !(*runtime).stack_limit.take_request_for_sample() {
            return false;
        }
        if let Some(sampler) = &mut (*runtime).sampler {
            sampler.observe(&backtrace::capture_sample(Stopped { ip, fp, context }));
        }
        true
    }
}
