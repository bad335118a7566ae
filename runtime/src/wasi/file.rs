//! An open file: reading, writing, and what else can be done to its contents.

use std::{
    fs::File,
    io::{self, IoSlice, IoSliceMut, Read, Seek, SeekFrom, Write},
};

use cap_fs_ext::Metadata;

use super::{
    clock::Clocks,
    errno::Errno,
    in_memory::MemoryFile,
    platform::{self, Interest, Source},
    stat::{NewTimes, file_stat},
    stream::{Wait, retry},
    types::{FdFlags, FdStat, FileStat, FileType, Rights},
};
use crate::Interruption;

/// A file that `path_open` opened; neither a directory nor a standard stream.
#[derive(Debug)]
pub(super) struct OpenFile {
    pub(super) contents: Contents,
    pub(super) file_type: FileType,
    pub(super) access: FileAccess,
    pub(super) flags: FdFlags,
}

/// Where an open file's contents are.
#[derive(Debug)]
pub(super) enum Contents {
    Host(File),
    Memory(MemoryFile),
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
        let file = match &mut self.contents {
            Contents::Host(file) => file,
            Contents::Memory(file) => return file.read(buffers),
        };
        Ok(retry(|| match buffers {
            // The plain call is quicker, and the usual case.
            [buffer] => file.read(buffer),
            _ => file.read_vectored(buffers),
        })?)
    }

    /// Waits until a pipe or device is ready, unless the guest does not want to.
    fn wait(&self, interest: Interest, interruption: Option<&Interruption>) -> io::Result<()> {
        match self.source() {
            Some(source) if !self.flags.contains(FdFlags::NONBLOCK) => {
                Wait { source, interest, interruption }.if_interruptible()
            }
            _ => Ok(()),
        }
    }

    pub(super) fn read_at(
        &self,
        buffers: &mut [IoSliceMut<'_>],
        offset: u64,
    ) -> Result<usize, Errno> {
        self.must_read()?;
        match &self.contents {
            Contents::Host(file) => Ok(retry(|| platform::read_at(file, buffers, offset))?),
            Contents::Memory(file) => file.read_at(buffers, offset),
        }
    }

    pub(super) fn write(
        &mut self,
        buffers: &[IoSlice<'_>],
        clocks: &Clocks,
        interruption: Option<&Interruption>,
    ) -> Result<usize, Errno> {
        self.must_write()?;
        self.wait(Interest::Write, interruption)?;
        let append = self.flags.contains(FdFlags::APPEND);
        let file = match &mut self.contents {
            Contents::Host(file) => file,
            Contents::Memory(file) => return file.write(buffers, append, clocks.file_time()),
        };
        if platform::APPEND_IS_EMULATED && append {
            file.seek(SeekFrom::End(0))?;
        }
        Ok(retry(|| match buffers {
            [buffer] => file.write(buffer),
            _ => file.write_vectored(buffers),
        })?)
    }

    pub(super) fn write_at(
        &self,
        buffers: &[IoSlice<'_>],
        offset: u64,
        clocks: &Clocks,
    ) -> Result<usize, Errno> {
        self.must_write()?;
        match &self.contents {
            Contents::Host(file) => Ok(retry(|| platform::write_at(file, buffers, offset))?),
            Contents::Memory(file) => file.write_at(buffers, offset, clocks.file_time()),
        }
    }

    pub(super) fn seek(&mut self, position: SeekFrom) -> Result<u64, Errno> {
        match &mut self.contents {
            Contents::Host(file) => Ok(file.seek(position)?),
            Contents::Memory(file) => file.seek(position),
        }
    }

    pub(super) fn sync(&self) -> Result<(), Errno> {
        match &self.contents {
            Contents::Host(file) => Ok(file.sync_all()?),
            Contents::Memory(_) => Ok(()),
        }
    }

    pub(super) fn sync_data(&self) -> Result<(), Errno> {
        match &self.contents {
            Contents::Host(file) => Ok(file.sync_data()?),
            Contents::Memory(_) => Ok(()),
        }
    }

    pub(super) fn advise(&self, offset: u64, length: u64, advice: Advice) -> Result<(), Errno> {
        signed_range(offset, length)?;
        match &self.contents {
            Contents::Host(file) => Ok(platform::advise(file, offset, length, advice)?),
            Contents::Memory(_) => Ok(()),
        }
    }

    pub(super) fn allocate(&self, offset: u64, length: u64, now: u64) -> Result<(), Errno> {
        self.must_write()?;
        signed_range(offset, length)?;
        if length == 0 {
            return Err(Errno::Inval);
        }
        match &self.contents {
            Contents::Host(file) => Ok(platform::allocate(file, offset, length)?),
            Contents::Memory(file) => file.extend(offset + length, now),
        }
    }

    pub(super) fn set_size(&self, size: u64, now: u64) -> Result<(), Errno> {
        self.must_write()?;
        signed_range(size, 0)?;
        match &self.contents {
            Contents::Host(file) => Ok(file.set_len(size)?),
            Contents::Memory(file) => file.set_size(size, now),
        }
    }

    pub(super) fn set_times(&self, times: NewTimes) -> Result<(), Errno> {
        if !self.access.change {
            return Err(Errno::Rofs);
        }
        match &self.contents {
            Contents::Host(file) => Ok(file.set_times(times.to_file_times()?)?),
            Contents::Memory(file) => file.set_times(|kept| times.apply(kept)),
        }
    }

    /// Sets the flags that can be set while a file is open: all but those of synchronous writing,
    /// which have to stay as they are.
    pub(super) fn set_flags(&mut self, flags: FdFlags) -> Result<(), Errno> {
        let settable = FdFlags::APPEND | FdFlags::NONBLOCK;
        if flags.difference(settable) != self.flags.difference(settable) {
            return Err(Errno::Notsup);
        }
        if let Contents::Host(file) = &self.contents {
            platform::set_flags(file, flags)?;
        }
        self.flags = flags;
        Ok(())
    }

    pub(super) fn stat(&self) -> Result<FileStat, Errno> {
        match &self.contents {
            Contents::Host(file) => Ok(file_stat(&Metadata::from_file(file)?)),
            Contents::Memory(file) => file.stat(),
        }
    }

    pub(super) fn is_regular(&self) -> bool {
        self.file_type == FileType::RegularFile
    }

    /// What may have to be waited for: files on a disk are always ready.
    pub(super) fn source(&self) -> Option<Source<'_>> {
        match &self.contents {
            Contents::Host(file) if !self.is_regular() => Some(Source::File(file)),
            _ => None,
        }
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
    pub(super) fn remaining(&self) -> Result<u64, Errno> {
        Ok(self.length()?.saturating_sub(self.position()?))
    }

    /// Where a write goes: to an offset, to the end, or to where the file stands.
    pub(super) fn offset_of_write(&self, offset: Option<u64>) -> Result<u64, Errno> {
        match offset {
            // On Linux appending goes before the offset.
            Some(_) | None if self.flags.contains(FdFlags::APPEND) => self.length(),
            Some(offset) => Ok(offset),
            None => self.position(),
        }
    }

    fn position(&self) -> Result<u64, Errno> {
        match &self.contents {
            Contents::Host(file) => Ok({ file }.stream_position()?),
            Contents::Memory(file) => Ok(file.position()),
        }
    }

    fn length(&self) -> Result<u64, Errno> {
        match &self.contents {
            Contents::Host(file) => Ok(file.metadata()?.len()),
            Contents::Memory(file) => Ok(file.stat()?.size),
        }
    }

    fn must_read(&self) -> Result<(), Errno> {
        if self.access.read { Ok(()) } else { Err(Errno::Badf) }
    }

    pub(super) fn must_write(&self) -> Result<(), Errno> {
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
