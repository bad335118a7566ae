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
    let file = descriptor.file(Errno::Spipe)?;
    file.must_write()?;
    ctx.quota.must_fit(offset.saturating_add(length))?;
    ctx.quota.set_aside(length)?;
    file.allocate(offset, length, ctx.clocks.file_time())
}

pub(super) fn fd_filestat_set_size(
    ctx: &mut WasiCtx,
    _: &mut GuestMemory<'_>,
    fd: Fd,
    size: u64,
) -> Result<(), Errno> {
    let descriptor = ctx.descriptors.get_mut(fd, Rights::FD_FILESTAT_SET_SIZE)?;
    let file = descriptor.file(Errno::Inval)?;
    file.must_write()?;
    ctx.quota.must_fit(size)?;
    file.set_size(size, ctx.clocks.file_time())
}

pub(super) fn fd_sync(ctx: &mut WasiCtx, _: &mut GuestMemory<'_>, fd: Fd) -> Result<(), Errno> {
    match &ctx.descriptors.get(fd, Rights::FD_SYNC)?.object {
        Object::File(file) => file.sync(),
        Object::Directory(directory) => directory.folder.sync(),
        Object::Input(_) | Object::Output(_) | Object::Socket(_) => Err(Errno::Inval),
    }
}

pub(super) fn fd_datasync(ctx: &mut WasiCtx, _: &mut GuestMemory<'_>, fd: Fd) -> Result<(), Errno> {
    match &ctx.descriptors.get(fd, Rights::FD_DATASYNC)?.object {
        Object::File(file) => file.sync_data(),
        Object::Directory(directory) => directory.folder.sync(),
        Object::Input(_) | Object::Output(_) | Object::Socket(_) => Err(Errno::Inval),
    }
}
