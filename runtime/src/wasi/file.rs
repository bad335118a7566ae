//! An open file: reading, writing, and what else can be done to its contents.

use std::{
    fs::{File, FileTimes},
    io::{self, IoSlice, IoSliceMut, Read, Seek, SeekFrom, Write},
};

use cap_fs_ext::Metadata;

use super::{
    errno::Errno,
    platform::{self, Interest, Source},
    stream::{Wait, retry},
    types::{FdFlags, FdStat, FileType, Rights},
};
use crate::Interruption;

/// A file that `path_open` opened; neither a directory nor a standard stream.
#[derive(Debug)]
pub(super) struct OpenFile {
    pub(super) file: File,
    pub(super) file_type: FileType,
    pub(super) access: FileAccess,
    pub(super) flags: FdFlags,
}

/// What a guest may do with an open file. The host's handle may allow more, for example when
/// creating a file needed it.
#[derive(Clone, Copy, Debug)]
pub(super) struct FileAccess {
    pub(super) read: bool,
    pub(super) write: bool,
    /// Whether the folder it is in may be changed, so that the file's times may be.
    pub(super) change: bool,
}

/// How a guest is going to use a part of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Advice {
    Normal,
    Sequential,
    Random,
    WillNeed,
    DontNeed,
    NoReuse,
}

impl TryFrom<u32> for Advice {
    type Error = Errno;

    fn try_from(number: u32) -> Result<Self, Errno> {
        Ok(match number {
            0 => Self::Normal,
            1 => Self::Sequential,
            2 => Self::Random,
            3 => Self::WillNeed,
            4 => Self::DontNeed,
            5 => Self::NoReuse,
            _ => return Err(Errno::Inval),
        })
    }
}

impl OpenFile {
    pub(super) fn read(
        &mut self,
        buffers: &mut [IoSliceMut<'_>],
        interruption: Option<&Interruption>,
    ) -> Result<usize, Errno> {
        self.must_read()?;
        self.wait(Interest::Read, interruption)?;
        Ok(retry(|| match buffers {
            // The plain call is quicker, and the usual case.
            [buffer] => self.file.read(buffer),
            _ => self.file.read_vectored(buffers),
        })?)
    }

    /// Waits until a pipe or device is ready, unless the guest does not want to.
    fn wait(&self, interest: Interest, interruption: Option<&Interruption>) -> io::Result<()> {
        if self.file_type == FileType::RegularFile || self.flags.contains(FdFlags::NONBLOCK) {
            return Ok(());
        }
        Wait { source: Source::File(&self.file), interest, interruption }.if_interruptible()
    }

    pub(super) fn read_at(
        &self,
        buffers: &mut [IoSliceMut<'_>],
        offset: u64,
    ) -> Result<usize, Errno> {
        self.must_read()?;
        Ok(retry(|| platform::read_at(&self.file, buffers, offset))?)
    }

    pub(super) fn write(
        &mut self,
        buffers: &[IoSlice<'_>],
        interruption: Option<&Interruption>,
    ) -> Result<usize, Errno> {
        self.must_write()?;
        self.wait(Interest::Write, interruption)?;
        if platform::APPEND_IS_EMULATED && self.flags.contains(FdFlags::APPEND) {
            self.file.seek(SeekFrom::End(0))?;
        }
        Ok(retry(|| match buffers {
            [buffer] => self.file.write(buffer),
            _ => self.file.write_vectored(buffers),
        })?)
    }

    pub(super) fn write_at(&self, buffers: &[IoSlice<'_>], offset: u64) -> Result<usize, Errno> {
        self.must_write()?;
        Ok(retry(|| platform::write_at(&self.file, buffers, offset))?)
    }

    pub(super) fn seek(&mut self, position: SeekFrom) -> Result<u64, Errno> {
        Ok(self.file.seek(position)?)
    }

    pub(super) fn sync(&self) -> Result<(), Errno> {
        Ok(self.file.sync_all()?)
    }

    pub(super) fn sync_data(&self) -> Result<(), Errno> {
        Ok(self.file.sync_data()?)
    }

    pub(super) fn advise(&self, offset: u64, length: u64, advice: Advice) -> Result<(), Errno> {
        signed_range(offset, length)?;
        Ok(platform::advise(&self.file, offset, length, advice)?)
    }

    pub(super) fn allocate(&self, offset: u64, length: u64) -> Result<(), Errno> {
        self.must_write()?;
        signed_range(offset, length)?;
        if length == 0 {
            return Err(Errno::Inval);
        }
        Ok(platform::allocate(&self.file, offset, length)?)
    }

    pub(super) fn set_size(&self, size: u64) -> Result<(), Errno> {
        self.must_write()?;
        signed_range(size, 0)?;
        Ok(self.file.set_len(size)?)
    }

    pub(super) fn set_times(&self, times: FileTimes) -> Result<(), Errno> {
        if !self.access.change {
            return Err(Errno::Rofs);
        }
        Ok(self.file.set_times(times)?)
    }

    /// Sets the flags that can be set while a file is open: all but those of synchronous writing,
    /// which have to stay as they are.
    pub(super) fn set_flags(&mut self, flags: FdFlags) -> Result<(), Errno> {
        let settable = FdFlags::APPEND | FdFlags::NONBLOCK;
        if flags.difference(settable) != self.flags.difference(settable) {
            return Err(Errno::Notsup);
        }
        platform::set_flags(&self.file, flags)?;
        self.flags = flags;
        Ok(())
    }

    pub(super) fn metadata(&self) -> Result<Metadata, Errno> {
        Ok(Metadata::from_file(&self.file)?)
    }

    pub(super) fn fd_stat(&self) -> FdStat {
        let mut rights = Rights::FILE;
        if !self.access.read {
            rights -= Rights::FD_READ;
        }
        if !self.access.write {
            rights -= Rights::FD_WRITE | Rights::FD_ALLOCATE | Rights::FD_FILESTAT_SET_SIZE;
        }
        FdStat { file_type: self.file_type, flags: self.flags, rights, inheriting: Rights::empty() }
    }

    /// How many bytes there are to read from where the file stands.
    pub(super) fn remaining(&self) -> io::Result<u64> {
        let position = (&self.file).stream_position()?;
        Ok(self.file.metadata()?.len().saturating_sub(position))
    }

    fn must_read(&self) -> Result<(), Errno> {
        if self.access.read { Ok(()) } else { Err(Errno::Badf) }
    }

    fn must_write(&self) -> Result<(), Errno> {
        if self.access.write { Ok(()) } else { Err(Errno::Badf) }
    }
}

/// Makes a file longer, if it is shorter than this.
pub(super) fn extend(file: &File, length: u64) -> io::Result<()> {
    if file.metadata()?.len() < length { file.set_len(length) } else { Ok(()) }
}

/// Hosts have signed file offsets.
fn signed_range(offset: u64, length: u64) -> Result<(), Errno> {
    let end = offset.checked_add(length).ok_or(Errno::Inval)?;
    i64::try_from(end).map(drop).map_err(|_| Errno::Inval)
}
