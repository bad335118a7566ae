//! The attributes of files: reading them, and setting their times.

use std::{
    fs::FileTimes,
    time::{Duration, SystemTime},
};

use cap_fs_ext::{DirExt, FileTypeExt, Metadata, MetadataExt, SystemTimeSpec};

use super::{
    ctx::WasiCtx,
    descriptor::{Descriptor, Object},
    errno::Errno,
    memory::GuestMemory,
    path::guest_path,
    platform,
    types::{Fd, FileStat, FileType, LookupFlags, Pointer, Rights, TimeFlags, parse_flags},
};

/// What a file of the host's is to a guest.
pub(super) fn file_type(host: cap_std::fs::FileType) -> FileType {
    if host.is_file() {
        FileType::RegularFile
    } else if host.is_dir() {
        FileType::Directory
    } else if host.is_symlink() {
        FileType::SymbolicLink
    } else if FileTypeExt::is_char_device(&host) {
        FileType::CharacterDevice
    } else if FileTypeExt::is_block_device(&host) {
        FileType::BlockDevice
    } else if FileTypeExt::is_socket(&host) {
        FileType::SocketStream
    } else {
        FileType::Unknown
    }
}

pub(super) fn file_stat(metadata: &Metadata) -> FileStat {
    let nanoseconds = |time: std::io::Result<cap_std::time::SystemTime>| {
        time.ok()
            .and_then(|time| time.into_std().duration_since(SystemTime::UNIX_EPOCH).ok())
            .and_then(|since| u64::try_from(since.as_nanos()).ok())
            .unwrap_or(0)
    };
    FileStat {
        device: metadata.dev(),
        inode: metadata.ino(),
        file_type: file_type(metadata.file_type()),
        links: metadata.nlink(),
        size: metadata.len(),
        accessed: nanoseconds(metadata.accessed()),
        modified: nanoseconds(metadata.modified()),
        changed: platform::change_time(metadata),
    }
}

pub(super) fn stat_descriptor(descriptor: &Descriptor) -> Result<FileStat, Errno> {
    Ok(match &descriptor.object {
        Object::Input(stream) => stream.file_stat(),
        Object::Output(stream) => stream.file_stat(),
        Object::File(file) => file_stat(&file.metadata()?),
        Object::Directory(directory) => file_stat(&directory.dir.dir_metadata()?),
    })
}

pub(super) fn stat_path(
    ctx: &WasiCtx,
    memory: &GuestMemory<'_>,
    fd: Fd,
    lookup: u32,
    path: (Pointer, u32),
) -> Result<FileStat, Errno> {
    let lookup = parse_flags!(LookupFlags, lookup)?;
    let directory = ctx.descriptors.get(fd, Rights::PATH_FILESTAT_GET)?.directory()?;
    let path = guest_path(memory, path)?;
    let metadata = if lookup.contains(LookupFlags::SYMLINK_FOLLOW) {
        directory.dir.metadata(path)?
    } else {
        directory.dir.symlink_metadata(path)?
    };
    Ok(file_stat(&metadata))
}

pub(super) fn fd_filestat_get(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    stat: Pointer,
) -> Result<(), Errno> {
    stat_descriptor(ctx.descriptors.get(fd, Rights::FD_FILESTAT_GET)?)?.store(memory, stat)
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
    stat_path(ctx, memory, fd, lookup, (path, path_length))?.store(memory, stat)
}

/// A time to set: `None` leaves it alone.
type NewTime = Option<SystemTime>;

/// The times that a guest asked for: of the last access, and of the last modification.
fn new_times(accessed: u64, modified: u64, flags: u32) -> Result<(NewTime, NewTime), Errno> {
    let flags = parse_flags!(TimeFlags, flags)?;
    let choose = |set, set_now, nanoseconds| match (flags.contains(set), flags.contains(set_now)) {
        (true, true) => Err(Errno::Inval),
        (false, true) => Ok(Some(SystemTime::now())),
        (true, false) => SystemTime::UNIX_EPOCH
            .checked_add(Duration::from_nanos(nanoseconds))
            .map(Some)
            .ok_or(Errno::Inval),
        (false, false) => Ok(None),
    };
    Ok((
        choose(TimeFlags::ACCESS, TimeFlags::ACCESS_NOW, accessed)?,
        choose(TimeFlags::MODIFICATION, TimeFlags::MODIFICATION_NOW, modified)?,
    ))
}

fn specification(time: NewTime) -> Option<SystemTimeSpec> {
    time.map(|time| SystemTimeSpec::Absolute(cap_std::time::SystemTime::from_std(time)))
}

pub(super) fn fd_filestat_set_times(
    ctx: &mut WasiCtx,
    _: &mut GuestMemory<'_>,
    fd: Fd,
    accessed: u64,
    modified: u64,
    flags: u32,
) -> Result<(), Errno> {
    let (accessed, modified) = new_times(accessed, modified, flags)?;
    match &ctx.descriptors.get(fd, Rights::FD_FILESTAT_SET_TIMES)?.object {
        Object::Input(_) | Object::Output(_) => Err(Errno::Inval),
        Object::Directory(directory) => {
            directory.must_change()?;
            let (accessed, modified) = (specification(accessed), specification(modified));
            Ok(directory.dir.set_times(".", accessed, modified)?)
        }
        Object::File(file) => {
            let mut times = FileTimes::new();
            if let Some(accessed) = accessed {
                times = times.set_accessed(accessed);
            }
            if let Some(modified) = modified {
                times = times.set_modified(modified);
            }
            file.set_times(times)
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "the signature is WASI's")]
pub(super) fn path_filestat_set_times(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    lookup: u32,
    path: Pointer,
    path_length: u32,
    accessed: u64,
    modified: u64,
    flags: u32,
) -> Result<(), Errno> {
    let lookup = parse_flags!(LookupFlags, lookup)?;
    let (accessed, modified) = new_times(accessed, modified, flags)?;
    let (accessed, modified) = (specification(accessed), specification(modified));
    let directory = ctx.descriptors.get(fd, Rights::PATH_FILESTAT_SET_TIMES)?.directory()?;
    let path = guest_path(memory, (path, path_length))?;
    directory.must_change()?;
    if lookup.contains(LookupFlags::SYMLINK_FOLLOW) {
        directory.dir.set_times(path, accessed, modified)?;
    } else {
        directory.dir.set_symlink_times(path, accessed, modified)?;
    }
    Ok(())
}
