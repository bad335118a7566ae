//! Space for files and how it is used: sizes, allocation, advice, and getting it onto the disk.

use super::{
    ctx::WasiCtx,
    descriptor::Object,
    errno::Errno,
    file::Advice,
    memory::GuestMemory,
    types::{Fd, Rights},
};

pub(super) fn fd_advise(
    ctx: &mut WasiCtx,
    _: &mut GuestMemory<'_>,
    fd: Fd,
    offset: u64,
    length: u64,
    advice: u32,
) -> Result<(), Errno> {
    let advice = Advice::try_from(advice)?;
    let descriptor = ctx.descriptors.get_mut(fd, Rights::FD_ADVISE)?;
    descriptor.file(Errno::Spipe)?.advise(offset, length, advice)
}

pub(super) fn fd_allocate(
    ctx: &mut WasiCtx,
    _: &mut GuestMemory<'_>,
    fd: Fd,
    offset: u64,
    length: u64,
) -> Result<(), Errno> {
    let descriptor = ctx.descriptors.get_mut(fd, Rights::FD_ALLOCATE)?;
    descriptor.file(Errno::Spipe)?.allocate(offset, length)
}

pub(super) fn fd_filestat_set_size(
    ctx: &mut WasiCtx,
    _: &mut GuestMemory<'_>,
    fd: Fd,
    size: u64,
) -> Result<(), Errno> {
    let descriptor = ctx.descriptors.get_mut(fd, Rights::FD_FILESTAT_SET_SIZE)?;
    descriptor.file(Errno::Inval)?.set_size(size)
}

pub(super) fn fd_sync(ctx: &mut WasiCtx, _: &mut GuestMemory<'_>, fd: Fd) -> Result<(), Errno> {
    match &ctx.descriptors.get(fd, Rights::FD_SYNC)?.object {
        Object::File(file) => file.sync(),
        Object::Directory(directory) => Ok(directory.dir.open(".")?.sync_all()?),
        Object::Input(_) | Object::Output(_) => Err(Errno::Inval),
    }
}

pub(super) fn fd_datasync(ctx: &mut WasiCtx, _: &mut GuestMemory<'_>, fd: Fd) -> Result<(), Errno> {
    match &ctx.descriptors.get(fd, Rights::FD_DATASYNC)?.object {
        Object::File(file) => file.sync_data(),
        Object::Directory(directory) => Ok(directory.dir.open(".")?.sync_data()?),
        Object::Input(_) | Object::Output(_) => Err(Errno::Inval),
    }
}
