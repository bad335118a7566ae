//! Randomness, from the operating system.

use super::{ctx::WasiCtx, errno::Errno, memory::GuestMemory, types::Pointer};

/// Straight into the guest's memory: a large request costs the host no memory.
pub(super) fn random_get(
    _: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    buffer: Pointer,
    length: u32,
) -> Result<(), Errno> {
    getrandom::fill(memory.slice_mut(buffer, length)?).map_err(|_| Errno::Io)
}
