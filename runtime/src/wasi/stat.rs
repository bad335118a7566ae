//! The attributes of files: reading them, and setting their times.

use std::{
    fs::FileTimes,
    path::Path,
    time::{Duration, SystemTime},
};

use cap_fs_ext::{FileTypeExt, Metadata, MetadataExt};

use super::{
    ctx::WasiCtx,
    descriptor::{Descriptor, Object},
    errno::Errno,
    in_memory::NodeTimes,
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
        Object::File(file) => file.stat()?,
        Object::Directory(directory) => directory.folder.stat()?,
        Object::Socket(socket) => socket.file_stat(),
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
    directory.folder.stat_path(path, lookup.contains(LookupFlags::SYMLINK_FOLLOW))
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

/// The times that a guest asked for, in nanoseconds since 1970: `None` leaves one alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewTimes {
    pub(super) accessed: Option<u64>,
    pub(super) modified: Option<u64>,
    now: u64,
}

impl NewTimes {
    fn new(ctx: &WasiCtx, accessed: u64, modified: u64, flags: u32) -> Result<Self, Errno> {
        let flags = parse_flags!(TimeFlags, flags)?;
        let now = ctx.clocks.file_time();
        let choose = |set, set_now, time| match (flags.contains(set), flags.contains(set_now)) {
            (true, true) => Err(Errno::Inval),
            (false, true) => Ok(Some(now)),
            (true, false) => Ok(Some(time)),
            (false, false) => Ok(None),
        };
        Ok(Self {
            accessed: choose(TimeFlags::ACCESS, TimeFlags::ACCESS_NOW, accessed)?,
            modified: choose(TimeFlags::MODIFICATION, TimeFlags::MODIFICATION_NOW, modified)?,
            now,
        })
    }

    /// A time as the host has it.
    pub(super) fn host_time(time: u64) -> Result<SystemTime, Errno> {
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_nanos(time)).ok_or(Errno::Inval)
    }

    pub(super) fn to_file_times(self) -> Result<FileTimes, Errno> {
        let mut times = FileTimes::new();
        if let Some(accessed) = self.accessed {
            times = times.set_accessed(Self::host_time(accessed)?);
        }
        if let Some(modified) = self.modified {
            times = times.set_modified(Self::host_time(modified)?);
        }
        Ok(times)
    }

    pub(super) fn apply(self, times: &mut NodeTimes) {
        times.accessed = self.accessed.unwrap_or(times.accessed);
        times.modified = self.modified.unwrap_or(times.modified);
        times.changed = self.now;
    }
}

pub(super) fn fd_filestat_set_times(
    ctx: &mut WasiCtx,
    _: &mut GuestMemory<'_>,
    fd: Fd,
    accessed: u64,
    modified: u64,
    flags: u32,
) -> Result<(), Errno> {
    let times = NewTimes::new(ctx, accessed, modified, flags)?;
    match &ctx.descriptors.get(fd, Rights::FD_FILESTAT_SET_TIMES)?.object {
        Object::Input(_) | Object::Output(_) | Object::Socket(_) => Err(Errno::Inval),
        Object::Directory(directory) => {
            directory.must_change()?;
            directory.folder.set_times(Path::new("."), false, times)
        }
        Object::File(file) => file.set_times(times),
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
    let times = NewTimes::new(ctx, accessed, modified, flags)?;
    let directory = ctx.descriptors.get(fd, Rights::PATH_FILESTAT_SET_TIMES)?.directory()?;
    let path = guest_path(memory, (path, path_length))?;
    directory.must_change()?;
    directory.folder.set_times(path, lookup.contains(LookupFlags::SYMLINK_FOLLOW), times)
}
