//! The types of WASI preview 1, and the bytes they are in guest memory.

use bitflags::bitflags;

use super::{errno::Errno, memory::GuestMemory};

/// The number of an open file, as the guest sees it.
pub(super) type Fd = u32;

/// An address in guest memory.
pub(super) type Pointer = u32;

bitflags! {
    /// What may be done with a descriptor.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(super) struct Rights: u64 {
        const FD_DATASYNC = 1 << 0;
        const FD_READ = 1 << 1;
        const FD_SEEK = 1 << 2;
        const FD_FDSTAT_SET_FLAGS = 1 << 3;
        const FD_SYNC = 1 << 4;
        const FD_TELL = 1 << 5;
        const FD_WRITE = 1 << 6;
        const FD_ADVISE = 1 << 7;
        const FD_ALLOCATE = 1 << 8;
        const PATH_CREATE_DIRECTORY = 1 << 9;
        const PATH_CREATE_FILE = 1 << 10;
        const PATH_LINK_SOURCE = 1 << 11;
        const PATH_LINK_TARGET = 1 << 12;
        const PATH_OPEN = 1 << 13;
        const FD_READDIR = 1 << 14;
        const PATH_READLINK = 1 << 15;
        const PATH_RENAME_SOURCE = 1 << 16;
        const PATH_RENAME_TARGET = 1 << 17;
        const PATH_FILESTAT_GET = 1 << 18;
        const PATH_FILESTAT_SET_SIZE = 1 << 19;
        const PATH_FILESTAT_SET_TIMES = 1 << 20;
        const FD_FILESTAT_GET = 1 << 21;
        const FD_FILESTAT_SET_SIZE = 1 << 22;
        const FD_FILESTAT_SET_TIMES = 1 << 23;
        const PATH_SYMLINK = 1 << 24;
        const PATH_REMOVE_DIRECTORY = 1 << 25;
        const PATH_UNLINK_FILE = 1 << 26;
        const POLL_FD_READWRITE = 1 << 27;
        const SOCK_SHUTDOWN = 1 << 28;
        const SOCK_ACCEPT = 1 << 29;

        /// What an open file can be asked for, opened for both reading and writing.
        const FILE = Self::FD_DATASYNC.bits()
            | Self::FD_READ.bits()
            | Self::FD_SEEK.bits()
            | Self::FD_FDSTAT_SET_FLAGS.bits()
            | Self::FD_SYNC.bits()
            | Self::FD_TELL.bits()
            | Self::FD_WRITE.bits()
            | Self::FD_ADVISE.bits()
            | Self::FD_ALLOCATE.bits()
            | Self::FD_FILESTAT_GET.bits()
            | Self::FD_FILESTAT_SET_SIZE.bits()
            | Self::FD_FILESTAT_SET_TIMES.bits()
            | Self::POLL_FD_READWRITE.bits();
        /// What an open directory can be asked for.
        const DIRECTORY = Self::FD_FDSTAT_SET_FLAGS.bits()
            | Self::FD_SYNC.bits()
            | Self::FD_DATASYNC.bits()
            | Self::FD_ADVISE.bits()
            | Self::PATH_CREATE_DIRECTORY.bits()
            | Self::PATH_CREATE_FILE.bits()
            | Self::PATH_LINK_SOURCE.bits()
            | Self::PATH_LINK_TARGET.bits()
            | Self::PATH_OPEN.bits()
            | Self::FD_READDIR.bits()
            | Self::PATH_READLINK.bits()
            | Self::PATH_RENAME_SOURCE.bits()
            | Self::PATH_RENAME_TARGET.bits()
            | Self::PATH_FILESTAT_GET.bits()
            | Self::PATH_FILESTAT_SET_SIZE.bits()
            | Self::PATH_FILESTAT_SET_TIMES.bits()
            | Self::FD_FILESTAT_GET.bits()
            | Self::FD_FILESTAT_SET_TIMES.bits()
            | Self::PATH_SYMLINK.bits()
            | Self::PATH_REMOVE_DIRECTORY.bits()
            | Self::PATH_UNLINK_FILE.bits()
            | Self::POLL_FD_READWRITE.bits();
        /// What a stream that can only be read or written in order can be asked for.
        const STREAM = Self::FD_FDSTAT_SET_FLAGS.bits()
            | Self::FD_FILESTAT_GET.bits()
            | Self::POLL_FD_READWRITE.bits();
    }
}

bitflags! {
    /// How an open file behaves.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(super) struct FdFlags: u16 {
        const APPEND = 1 << 0;
        const DSYNC = 1 << 1;
        const NONBLOCK = 1 << 2;
        const RSYNC = 1 << 3;
        const SYNC = 1 << 4;
    }
}

bitflags! {
    /// How `path_open` opens.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(super) struct OpenFlags: u16 {
        const CREATE = 1 << 0;
        const DIRECTORY = 1 << 1;
        const EXCLUSIVE = 1 << 2;
        const TRUNCATE = 1 << 3;
    }
}

bitflags! {
    /// How a path is resolved.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(super) struct LookupFlags: u32 {
        const SYMLINK_FOLLOW = 1 << 0;
    }
}

bitflags! {
    /// Which times `*_filestat_set_times` sets, and to what.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(super) struct TimeFlags: u16 {
        const ACCESS = 1 << 0;
        const ACCESS_NOW = 1 << 1;
        const MODIFICATION = 1 << 2;
        const MODIFICATION_NOW = 1 << 3;
    }
}

/// Reads a flags argument, refusing bits that have no meaning.
///
/// Arguments come as whole 32-bit numbers, also where the flags have fewer bits.
macro_rules! parse_flags {
    ($flags:ty, $value:expr) => {
        <$flags>::from_bits($value.try_into().map_err(|_| $crate::wasi::errno::Errno::Inval)?)
            .ok_or($crate::wasi::errno::Errno::Inval)
    };
}
pub(super) use parse_flags;

/// What kind of thing a descriptor or a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum FileType {
    Unknown = 0,
    BlockDevice = 1,
    CharacterDevice = 2,
    Directory = 3,
    RegularFile = 4,
    SocketDatagram = 5,
    SocketStream = 6,
    SymbolicLink = 7,
}

/// The attributes of a descriptor.
#[derive(Clone, Copy, Debug)]
pub(super) struct FdStat {
    pub(super) file_type: FileType,
    pub(super) flags: FdFlags,
    pub(super) rights: Rights,
    pub(super) inheriting: Rights,
}

impl FdStat {
    pub(super) fn store(&self, memory: &mut GuestMemory<'_>, at: Pointer) -> Result<(), Errno> {
        let mut bytes = [0; 24];
        bytes[0] = self.file_type as u8;
        bytes[2..4].copy_from_slice(&self.flags.bits().to_le_bytes());
        bytes[8..16].copy_from_slice(&self.rights.bits().to_le_bytes());
        bytes[16..24].copy_from_slice(&self.inheriting.bits().to_le_bytes());
        memory.write(at, &bytes)
    }
}

/// The attributes of a file; times in nanoseconds since 1970.
#[derive(Clone, Copy, Debug)]
pub(super) struct FileStat {
    pub(super) device: u64,
    pub(super) inode: u64,
    pub(super) file_type: FileType,
    pub(super) links: u64,
    pub(super) size: u64,
    pub(super) accessed: u64,
    pub(super) modified: u64,
    pub(super) changed: u64,
}

impl FileStat {
    /// What there is to say of something that is not a file of the host's.
    pub(super) fn of_stream(file_type: FileType) -> Self {
        Self {
            device: 0,
            inode: 0,
            file_type,
            links: 1,
            size: 0,
            accessed: 0,
            modified: 0,
            changed: 0,
        }
    }

    pub(super) fn store(&self, memory: &mut GuestMemory<'_>, at: Pointer) -> Result<(), Errno> {
        let mut bytes = [0; 64];
        bytes[0..8].copy_from_slice(&self.device.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.inode.to_le_bytes());
        bytes[16] = self.file_type as u8;
        bytes[24..32].copy_from_slice(&self.links.to_le_bytes());
        bytes[32..40].copy_from_slice(&self.size.to_le_bytes());
        bytes[40..48].copy_from_slice(&self.accessed.to_le_bytes());
        bytes[48..56].copy_from_slice(&self.modified.to_le_bytes());
        bytes[56..64].copy_from_slice(&self.changed.to_le_bytes());
        memory.write(at, &bytes)
    }
}
