//! Moving bytes between descriptors and guest memory: reading, writing, seeking.

use std::io::SeekFrom;

use super::{
    ctx::WasiCtx,
    descriptor::Object,
    errno::Errno,
    memory::GuestMemory,
    quota::Room,
    types::{Fd, Pointer, Rights},
};

/// No host moves more in one call, and the count has to fit the guest's 32 bits: the rest is for
/// the guest's next call.
fn count(transferred: usize) -> u32 {
    u32::try_from(transferred).unwrap_or(u32::MAX)
}

pub(super) fn fd_read(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    vectors: Pointer,
    vector_count: u32,
    read: Pointer,
) -> Result<(), Errno> {
    memory.check(read, 4)?;
    let descriptor = ctx.descriptors.get_mut(fd, Rights::FD_READ)?;
    let mut buffers = memory.scatter(vectors, vector_count)?;
    let interruption = ctx.interruption.as_ref();
    let transferred = match &mut descriptor.object {
        Object::File(file) => file.read(&mut buffers, interruption)?,
        Object::Input(stream) => stream.read(&mut buffers, interruption)?,
        Object::Socket(socket) => socket.read(&mut buffers, &ctx.network, interruption)?,
        Object::Output(_) => return Err(Errno::Badf),
        Object::Directory(_) => return Err(Errno::Isdir),
    };
    drop(buffers);
    memory.write_u32(read, count(transferred))
}

pub(super) fn fd_pread(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    vectors: Pointer,
    vector_count: u32,
    offset: u64,
    read: Pointer,
) -> Result<(), Errno> {
    memory.check(read, 4)?;
    let descriptor = ctx.descriptors.get_mut(fd, Rights::FD_READ | Rights::FD_SEEK)?;
    let file = descriptor.file(Errno::Spipe)?;
    let transferred = file.read_at(&mut memory.scatter(vectors, vector_count)?, offset)?;
    memory.write_u32(read, count(transferred))
}

pub(super) fn fd_write(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    vectors: Pointer,
    vector_count: u32,
    written: Pointer,
) -> Result<(), Errno> {
    memory.check(written, 4)?;
    let descriptor = ctx.descriptors.get_mut(fd, Rights::FD_WRITE)?;
    let interruption = ctx.interruption.as_ref();
    let transferred = match &mut descriptor.object {
        Object::File(file) => {
            let room = ctx.quota.file_room(file, None)?;
            let buffers = memory.gather(vectors, vector_count, room)?;
            let transferred = file.write(&buffers, &ctx.clocks, interruption)?;
            ctx.quota.count_write(transferred);
            transferred
        }
        Object::Output(stream) => {
            let room = ctx.quota.output_room();
            let buffers = memory.gather(vectors, vector_count, room).inspect_err(|errno| {
                if *errno == room.beyond {
                    ctx.quota.refuse_output();
                }
            })?;
            let transferred = stream.write(&buffers, interruption)?;
            ctx.quota.count_output(transferred);
            transferred
        }
        Object::Socket(socket) => {
            let buffers = memory.gather(vectors, vector_count, Room::UNLIMITED)?;
            socket.write(&buffers, interruption)?
        }
        Object::Input(_) => return Err(Errno::Badf),
        Object::Directory(_) => return Err(Errno::Isdir),
    };
    memory.write_u32(written, count(transferred))
}

pub(super) fn fd_pwrite(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    vectors: Pointer,
    vector_count: u32,
    offset: u64,
    written: Pointer,
) -> Result<(), Errno> {
    memory.check(written, 4)?;
    let descriptor = ctx.descriptors.get_mut(fd, Rights::FD_WRITE | Rights::FD_SEEK)?;
    let file = descriptor.file(Errno::Spipe)?;
    let room = ctx.quota.file_room(file, Some(offset))?;
    let transferred =
        file.write_at(&memory.gather(vectors, vector_count, room)?, offset, &ctx.clocks)?;
    ctx.quota.count_write(transferred);
    memory.write_u32(written, count(transferred))
}

pub(super) fn fd_seek(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    offset: i64,
    whence: u32,
    position: Pointer,
) -> Result<(), Errno> {
    let seek = match whence {
        0 => SeekFrom::Start(offset.try_into().map_err(|_| Errno::Inval)?),
        1 => SeekFrom::Current(offset),
        2 => SeekFrom::End(offset),
        _ => return Err(Errno::Inval),
    };
    memory.check(position, 8)?;
    let needed = if seek == SeekFrom::Current(0) { Rights::FD_TELL } else { Rights::FD_SEEK };
    let reached = ctx.descriptors.get_mut(fd, needed)?.file(Errno::Spipe)?.seek(seek)?;
    memory.write_u64(position, reached)
}

pub(super) fn fd_tell(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    position: Pointer,
) -> Result<(), Errno> {
    let file = ctx.descriptors.get_mut(fd, Rights::FD_TELL)?.file(Errno::Spipe)?;
    let reached = file.seek(SeekFrom::Current(0))?;
    memory.write_u64(position, reached)
}
