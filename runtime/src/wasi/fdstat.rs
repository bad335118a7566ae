//! Descriptors as such: their attributes and numbers.

use super::{
    ctx::WasiCtx,
    descriptor::Object,
    errno::Errno,
    memory::GuestMemory,
    stream::settable_flags,
    types::{Fd, FdFlags, Pointer, Rights, parse_flags},
};

pub(super) fn fd_close(ctx: &mut WasiCtx, _: &mut GuestMemory<'_>, fd: Fd) -> Result<(), Errno> {
    ctx.descriptors.remove(fd).map(drop)
}

pub(super) fn fd_renumber(
    ctx: &mut WasiCtx,
    _: &mut GuestMemory<'_>,
    from: Fd,
    to: Fd,
) -> Result<(), Errno> {
    ctx.descriptors.renumber(from, to)
}

pub(super) fn fd_fdstat_get(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    stat: Pointer,
) -> Result<(), Errno> {
    ctx.descriptors.get(fd, Rights::empty())?.fd_stat().store(memory, stat)
}

pub(super) fn fd_fdstat_set_flags(
    ctx: &mut WasiCtx,
    _: &mut GuestMemory<'_>,
    fd: Fd,
    flags: u32,
) -> Result<(), Errno> {
    let flags = parse_flags!(FdFlags, flags)?;
    match &mut ctx.descriptors.get_mut(fd, Rights::FD_FDSTAT_SET_FLAGS)?.object {
        Object::File(file) => file.set_flags(flags)?,
        Object::Input(stream) => stream.flags = settable_flags(flags)?,
        Object::Output(stream) => stream.flags = settable_flags(flags)?,
        Object::Socket(socket) if FdFlags::NONBLOCK.contains(flags) => socket.flags = flags,
        Object::Socket(_) => return Err(Errno::Notsup),
        // A directory is never waited for: to be told so changes nothing.
        Object::Directory(_) => settable_flags(flags).map(drop)?,
    }
    Ok(())
}

pub(super) fn fd_fdstat_set_rights(
    ctx: &mut WasiCtx,
    _: &mut GuestMemory<'_>,
    fd: Fd,
    rights: u64,
    inheriting: u64,
) -> Result<(), Errno> {
    // Rights that nobody knows are not there, and cannot be kept.
    let parse = |bits| Rights::from_bits(bits).ok_or(Errno::Notcapable);
    let (rights, inheriting) = (parse(rights)?, parse(inheriting)?);
    ctx.descriptors.get_mut(fd, Rights::empty())?.restrict(rights, inheriting)
}
