//! `wasi_unstable`, the version before preview 1: the four functions that differ from it.
//!
//! Old toolchains still import it. All other functions are the same under both names, but for
//! `sock_accept`, which came later.

use super::{
    ctx::WasiCtx,
    errno::Errno,
    memory::{GuestMemory, field},
    poll::{Condition, Subscription, poll},
    stat::{stat_descriptor, stat_path},
    transfer,
    types::{Fd, FileStat, Pointer, Rights},
};

/// The origins of a seek had other numbers.
pub(super) fn fd_seek(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    offset: i64,
    whence: u32,
    position: Pointer,
) -> Result<(), Errno> {
    let whence = match whence {
        0 => 1,
        1 => 2,
        2 => 0,
        _ => return Err(Errno::Inval),
    };
    transfer::fd_seek(ctx, memory, fd, offset, whence, position)
}

pub(super) fn fd_filestat_get(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    stat: Pointer,
) -> Result<(), Errno> {
    let found = stat_descriptor(ctx.descriptors.get(fd, Rights::FD_FILESTAT_GET)?)?;
    store(&found, memory, stat)
}

pub(super) fn path_filestat_get(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    lookup: u32,
    path: Pointer,
    path_length: u32,
    stat: Pointer,
) -> Result<(), Errno> {
    let found = stat_path(ctx, memory, fd, lookup, (path, path_length))?;
    store(&found, memory, stat)
}

/// The number of links had only 32 bits.
fn store(stat: &FileStat, memory: &mut GuestMemory<'_>, at: Pointer) -> Result<(), Errno> {
    let links = u32::try_from(stat.links).unwrap_or(u32::MAX);
    let mut bytes = [0; 56];
    bytes[0..8].copy_from_slice(&stat.device.to_le_bytes());
    bytes[8..16].copy_from_slice(&stat.inode.to_le_bytes());
    bytes[16] = stat.file_type as u8;
    bytes[20..24].copy_from_slice(&links.to_le_bytes());
    bytes[24..32].copy_from_slice(&stat.size.to_le_bytes());
    bytes[32..40].copy_from_slice(&stat.accessed.to_le_bytes());
    bytes[40..48].copy_from_slice(&stat.modified.to_le_bytes());
    bytes[48..56].copy_from_slice(&stat.changed.to_le_bytes());
    memory.write(at, &bytes)
}

/// A clock's subscription began with an identifier of its own.
fn parse(record: &[u8; 56]) -> Subscription {
    let tag = record[8];
    let condition = if tag == 0 {
        Condition::Clock {
            clock: field::u32(record, 24),
            timeout: field::u64(record, 32),
            flags: field::u16(record, 48),
        }
    } else {
        Condition::of_descriptor(tag, record)
    };
    Subscription { user_data: field::u64(record, 0), condition }
}

pub(super) fn poll_oneoff(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    subscriptions: Pointer,
    events: Pointer,
    count: u32,
    happened: Pointer,
) -> Result<(), Errno> {
    poll(ctx, memory, (subscriptions, count), parse, (events, happened))
}
