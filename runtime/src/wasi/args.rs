//! Arguments and environment variables: lists of strings, each ended by a zero byte.

use super::{ctx::WasiCtx, errno::Errno, memory::GuestMemory, types::Pointer};

/// Strings as a guest gets them: one after the other, each with its zero byte.
#[derive(Debug, Default)]
pub(super) struct StringList {
    bytes: Vec<u8>,
    starts: Vec<u32>,
}

impl StringList {
    /// Appends a string.
    ///
    /// # Errors
    /// Fails if the list would not fit a guest's memory any more.
    pub(super) fn push(&mut self, string: &[u8]) -> Result<(), Errno> {
        let start = u32::try_from(self.bytes.len()).map_err(|_| Errno::Overflow)?;
        u32::try_from(self.bytes.len() + string.len() + 1).map_err(|_| Errno::Overflow)?;
        self.starts.push(start);
        self.bytes.extend_from_slice(string);
        self.bytes.push(0);
        Ok(())
    }

    fn store_sizes(
        &self,
        memory: &mut GuestMemory<'_>,
        count: Pointer,
        size: Pointer,
    ) -> Result<(), Errno> {
        memory.write_u32(count, self.starts.len() as u32)?;
        memory.write_u32(size, self.bytes.len() as u32)
    }

    fn store(
        &self,
        memory: &mut GuestMemory<'_>,
        pointers: Pointer,
        buffer: Pointer,
    ) -> Result<(), Errno> {
        memory.write(buffer, &self.bytes)?;
        for (index, start) in self.starts.iter().enumerate() {
            let slot = index as u64 * 4 + u64::from(pointers);
            let slot = Pointer::try_from(slot).map_err(|_| Errno::Fault)?;
            memory.write_u32(slot, buffer + start)?;
        }
        Ok(())
    }
}

pub(super) fn args_sizes_get(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    count: Pointer,
    size: Pointer,
) -> Result<(), Errno> {
    ctx.args.store_sizes(memory, count, size)
}

pub(super) fn args_get(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    pointers: Pointer,
    buffer: Pointer,
) -> Result<(), Errno> {
    ctx.args.store(memory, pointers, buffer)
}

pub(super) fn environ_sizes_get(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    count: Pointer,
    size: Pointer,
) -> Result<(), Errno> {
    ctx.environment.store_sizes(memory, count, size)
}

pub(super) fn environ_get(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    pointers: Pointer,
    buffer: Pointer,
) -> Result<(), Errno> {
    ctx.environment.store(memory, pointers, buffer)
}
