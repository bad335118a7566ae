//! What is done by name: folders, links, renaming and removing.

use std::path::Path;

use super::{
    ctx::WasiCtx,
    errno::Errno,
    folder::Folder,
    memory::GuestMemory,
    platform,
    types::{Fd, LookupFlags, Pointer, Rights, parse_flags},
};

/// Longer paths are refused, as on the hosts.
const MAX_PATH_BYTES: u32 = 4096;

/// A path that the guest gave as pointer and length.
pub(super) fn guest_path<'m>(
    memory: &'m GuestMemory<'_>,
    (at, length): (Pointer, u32),
) -> Result<&'m Path, Errno> {
    let bytes = memory.slice(at, length)?;
    if length > MAX_PATH_BYTES {
        return Err(Errno::Nametoolong);
    }
    if bytes.is_empty() {
        return Err(Errno::Noent);
    }
    if bytes.contains(&0) {
        return Err(Errno::Inval);
    }
    platform::path_from_guest(bytes)
}

/// The folder to change something in.
fn changeable(ctx: &WasiCtx, fd: Fd, needed: Rights) -> Result<&Folder, Errno> {
    let directory = ctx.descriptors.get(fd, needed)?.directory()?;
    directory.must_change()?;
    Ok(&directory.folder)
}

pub(super) fn path_create_directory(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    path: Pointer,
    path_length: u32,
) -> Result<(), Errno> {
    let path = guest_path(memory, (path, path_length))?;
    changeable(ctx, fd, Rights::PATH_CREATE_DIRECTORY)?
        .create_directory(path, ctx.clocks.file_time())
}

pub(super) fn path_remove_directory(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    path: Pointer,
    path_length: u32,
) -> Result<(), Errno> {
    // What a slash at the end demands goes without saying here; hosts differ in what they think
    // of it.
    let last = memory.slice(path, path_length)?.iter().rposition(|byte| *byte != b'/');
    let path_length = last.map_or(path_length, |last| last as u32 + 1);
    let path = guest_path(memory, (path, path_length))?;
    changeable(ctx, fd, Rights::PATH_REMOVE_DIRECTORY)?
        .remove_directory(path, ctx.clocks.file_time())
}

pub(super) fn path_unlink_file(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    path: Pointer,
    path_length: u32,
) -> Result<(), Errno> {
    let path = guest_path(memory, (path, path_length))?;
    changeable(ctx, fd, Rights::PATH_UNLINK_FILE)?.remove_file(path, ctx.clocks.file_time())
}

/// A link makes the file's contents changeable through the new name: so the folder that the file
/// is in already has to allow changes, too.
#[expect(clippy::too_many_arguments, reason = "the signature is WASI's")]
pub(super) fn path_link(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    old_fd: Fd,
    old_lookup: u32,
    old_path: Pointer,
    old_path_length: u32,
    new_fd: Fd,
    new_path: Pointer,
    new_path_length: u32,
) -> Result<(), Errno> {
    // No host follows the last link and stays below a folder in one step.
    if parse_flags!(LookupFlags, old_lookup)?.contains(LookupFlags::SYMLINK_FOLLOW) {
        return Err(Errno::Inval);
    }
    let old_path = guest_path(memory, (old_path, old_path_length))?;
    let new_path = guest_path(memory, (new_path, new_path_length))?;
    let old = changeable(ctx, old_fd, Rights::PATH_LINK_SOURCE)?;
    let new = changeable(ctx, new_fd, Rights::PATH_LINK_TARGET)?;
    old.link(old_path, new, new_path, ctx.clocks.file_time())
}

#[expect(clippy::too_many_arguments, reason = "the signature is WASI's")]
pub(super) fn path_rename(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    old_fd: Fd,
    old_path: Pointer,
    old_path_length: u32,
    new_fd: Fd,
    new_path: Pointer,
    new_path_length: u32,
) -> Result<(), Errno> {
    let old_path = guest_path(memory, (old_path, old_path_length))?;
    let new_path = guest_path(memory, (new_path, new_path_length))?;
    let old = changeable(ctx, old_fd, Rights::PATH_RENAME_SOURCE)?;
    let new = changeable(ctx, new_fd, Rights::PATH_RENAME_TARGET)?;
    old.rename(old_path, new, new_path, ctx.clocks.file_time())
}

/// Links to absolute paths are refused: nothing below a folder could be reached through them.
pub(super) fn path_symlink(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    target: Pointer,
    target_length: u32,
    fd: Fd,
    path: Pointer,
    path_length: u32,
) -> Result<(), Errno> {
    let target = guest_path(memory, (target, target_length))?;
    let path = guest_path(memory, (path, path_length))?;
    changeable(ctx, fd, Rights::PATH_SYMLINK)?.symlink(target, path, ctx.clocks.file_time())
}

/// As much of the link's target as fits. A target outside is refused: it would tell a guest about
/// the host.
#[expect(clippy::too_many_arguments, reason = "the signature is WASI's")]
pub(super) fn path_readlink(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    path: Pointer,
    path_length: u32,
    buffer: Pointer,
    length: u32,
    used: Pointer,
) -> Result<(), Errno> {
    memory.check(used, 4)?;
    let directory = ctx.descriptors.get(fd, Rights::PATH_READLINK)?.directory()?;
    let target = directory.folder.read_link(guest_path(memory, (path, path_length))?)?;
    let buffer = memory.slice_mut(buffer, length)?;
    let copied = target.len().min(buffer.len());
    buffer[..copied].copy_from_slice(&target[..copied]);
    memory.write_u32(used, copied as u32)
}
