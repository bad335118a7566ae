//! A file in memory that is open.

use std::io::{IoSlice, IoSliceMut, SeekFrom};

use super::{
    folder::Handle,
    tree::{Kind, NodeTimes},
};
use crate::wasi::{errno::Errno, types::FileStat};

/// An open file, and where it stands.
#[derive(Debug)]
pub(in crate::wasi) struct MemoryFile {
    handle: Handle,
    position: u64,
}

impl MemoryFile {
    pub(super) fn new(handle: Handle) -> Self {
        Self { handle, position: 0 }
    }

    pub(in crate::wasi) fn read(&mut self, buffers: &mut [IoSliceMut<'_>]) -> Result<usize, Errno> {
        let read = self.read_at(buffers, self.position)?;
        self.position += read as u64;
        Ok(read)
    }

    pub(in crate::wasi) fn read_at(
        &self,
        buffers: &mut [IoSliceMut<'_>],
        offset: u64,
    ) -> Result<usize, Errno> {
        let tree = self.handle.lock();
        let Kind::File(contents) = &tree.node(self.handle.inode)?.kind else {
            return Err(Errno::Isdir);
        };
        let start = usize::try_from(offset).unwrap_or(usize::MAX).min(contents.len());
        let mut rest = &contents[start..];
        for buffer in buffers {
            let (head, tail) = rest.split_at(rest.len().min(buffer.len()));
            buffer[..head.len()].copy_from_slice(head);
            rest = tail;
        }
        Ok(contents.len() - start - rest.len())
    }

    /// Writes where the file stands, or at its end.
    pub(in crate::wasi) fn write(
        &mut self,
        buffers: &[IoSlice<'_>],
        append: bool,
        now: u64,
    ) -> Result<usize, Errno> {
        if append && buffers.iter().any(|buffer| !buffer.is_empty()) {
            self.position = self.stat()?.size;
        }
        let written = self.write_at(buffers, self.position, now)?;
        self.position += written as u64;
        Ok(written)
    }

    /// Writes as much as there is room for.
    pub(in crate::wasi) fn write_at(
        &self,
        buffers: &[IoSlice<'_>],
        offset: u64,
        now: u64,
    ) -> Result<usize, Errno> {
        let wanted: u64 = buffers.iter().map(|buffer| buffer.len() as u64).sum();
        if wanted == 0 {
            return Ok(0);
        }
        let mut tree = self.handle.lock();
        let length = tree.stat(self.handle.inode)?.size;
        let end = offset.checked_add(wanted).ok_or(Errno::Fbig)?;
        let end = end.min(length.saturating_add(tree.room()));
        if end <= offset {
            return Err(Errno::Nospc);
        }
        if end > length {
            tree.resize(self.handle.inode, end)?;
        }
        tree.touch(self.handle.inode, now)?;
        let Kind::File(contents) = &mut tree.node_mut(self.handle.inode)?.kind else {
            return Err(Errno::Isdir);
        };
        let mut rest = &mut contents[offset as usize..end as usize];
        for buffer in buffers {
            let (head, tail) = rest.split_at_mut(rest.len().min(buffer.len()));
            head.copy_from_slice(&buffer[..head.len()]);
            rest = tail;
        }
        Ok((end - offset) as usize)
    }

    pub(in crate::wasi) fn seek(&mut self, seek: SeekFrom) -> Result<u64, Errno> {
        let (from, by) = match seek {
            SeekFrom::Start(position) => (position, 0),
            SeekFrom::Current(by) => (self.position, by),
            SeekFrom::End(by) => (self.stat()?.size, by),
        };
        let position = from.checked_add_signed(by).ok_or(Errno::Inval)?;
        i64::try_from(position).map_err(|_| Errno::Inval)?;
        self.position = position;
        Ok(position)
    }

    pub(in crate::wasi) fn position(&self) -> u64 {
        self.position
    }

    /// Makes the file at least this long.
    pub(in crate::wasi) fn extend(&self, length: u64, now: u64) -> Result<(), Errno> {
        if length > self.stat()?.size { self.set_size(length, now) } else { Ok(()) }
    }

    pub(in crate::wasi) fn set_size(&self, length: u64, now: u64) -> Result<(), Errno> {
        let mut tree = self.handle.lock();
        tree.resize(self.handle.inode, length)?;
        tree.touch(self.handle.inode, now)
    }

    pub(in crate::wasi) fn stat(&self) -> Result<FileStat, Errno> {
        self.handle.lock().stat(self.handle.inode)
    }

    pub(in crate::wasi) fn set_times(
        &self,
        change: impl FnOnce(&mut NodeTimes),
    ) -> Result<(), Errno> {
        change(&mut self.handle.lock().node_mut(self.handle.inode)?.times);
        Ok(())
    }
}
