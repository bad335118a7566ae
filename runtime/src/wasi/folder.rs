//! An open folder, on the host or in memory: what can be done in it by name.
//!
//! Whether a path stays in the folder is not decided here but by the lookup itself, component by
//! component or by the kernel: anything decided before that could have changed meanwhile.

use std::{io, path::Path};

use cap_fs_ext::{DirExt, MetadataExt, SystemTimeSpec};
use cap_std::fs::Dir;

use super::{
    errno::Errno,
    in_memory, platform,
    stat::{NewTimes, file_stat, file_type},
    types::{FileStat, FileType},
};

/// An open folder.
#[derive(Debug)]
pub(super) enum Folder {
    Host(Dir),
    Memory(in_memory::Directory),
}

impl Folder {
    pub(super) fn create_directory(&self, path: &Path, now: u64) -> Result<(), Errno> {
        match self {
            Self::Host(dir) => Ok(dir.create_dir(path)?),
            Self::Memory(directory) => directory.create_directory(bytes(path)?, now),
        }
    }

    pub(super) fn remove_directory(&self, path: &Path, now: u64) -> Result<(), Errno> {
        match self {
            Self::Host(dir) => Ok(dir.remove_dir(path)?),
            Self::Memory(directory) => directory.remove_directory(bytes(path)?, now),
        }
    }

    pub(super) fn remove_file(&self, path: &Path, now: u64) -> Result<(), Errno> {
        match self {
            Self::Host(dir) => Ok(dir.remove_file_or_symlink(path)?),
            Self::Memory(directory) => directory.remove_file(bytes(path)?, now),
        }
    }

    pub(super) fn link(
        &self,
        path: &Path,
        target: &Self,
        new_path: &Path,
        now: u64,
    ) -> Result<(), Errno> {
        match (self, target) {
            (Self::Host(dir), Self::Host(target)) => Ok(dir.hard_link(path, target, new_path)?),
            (Self::Memory(directory), Self::Memory(target)) => {
                directory.link(bytes(path)?, target, bytes(new_path)?, now)
            }
            _ => Err(Errno::Xdev),
        }
    }

    pub(super) fn rename(
        &self,
        path: &Path,
        target: &Self,
        new_path: &Path,
        now: u64,
    ) -> Result<(), Errno> {
        match (self, target) {
            (Self::Host(dir), Self::Host(target)) => Ok(dir.rename(path, target, new_path)?),
            (Self::Memory(directory), Self::Memory(target)) => {
                directory.rename(bytes(path)?, target, bytes(new_path)?, now)
            }
            _ => Err(Errno::Xdev),
        }
    }

    pub(super) fn symlink(&self, target: &Path, path: &Path, now: u64) -> Result<(), Errno> {
        match self {
            Self::Host(dir) => Ok(dir.symlink(target, path)?),
            Self::Memory(directory) => directory.symlink(bytes(target)?, bytes(path)?, now),
        }
    }

    /// The bytes of a link's target.
    pub(super) fn read_link(&self, path: &Path) -> Result<Vec<u8>, Errno> {
        match self {
            Self::Host(dir) => {
                let target = dir.read_link(path)?;
                Ok(bytes(&target)?.to_vec())
            }
            Self::Memory(directory) => directory.read_link(bytes(path)?),
        }
    }

    pub(super) fn stat(&self) -> Result<FileStat, Errno> {
        match self {
            Self::Host(dir) => Ok(file_stat(&dir.dir_metadata()?)),
            Self::Memory(directory) => directory.stat(),
        }
    }

    pub(super) fn stat_path(&self, path: &Path, follow: bool) -> Result<FileStat, Errno> {
        match self {
            Self::Host(dir) if follow => Ok(file_stat(&dir.metadata(path)?)),
            Self::Host(dir) => Ok(file_stat(&dir.symlink_metadata(path)?)),
            Self::Memory(directory) => directory.stat_path(bytes(path)?, follow),
        }
    }

    pub(super) fn set_times(
        &self,
        path: &Path,
        follow: bool,
        times: NewTimes,
    ) -> Result<(), Errno> {
        let dir = match self {
            Self::Host(dir) => dir,
            Self::Memory(directory) => {
                return directory.set_times(bytes(path)?, follow, |kept| times.apply(kept));
            }
        };
        let host = |time: Option<u64>| {
            let time = time.map(NewTimes::host_time).transpose()?;
            let time = time.map(cap_std::time::SystemTime::from_std);
            Ok::<_, Errno>(time.map(SystemTimeSpec::Absolute))
        };
        let (accessed, modified) = (host(times.accessed)?, host(times.modified)?);
        if follow {
            dir.set_times(path, accessed, modified)?;
        } else {
            dir.set_symlink_times(path, accessed, modified)?;
        }
        Ok(())
    }

    /// Gets the folder's entries onto the disk.
    pub(super) fn sync(&self) -> Result<(), Errno> {
        match self {
            Self::Host(dir) => Ok(dir.open(".")?.sync_all()?),
            Self::Memory(_) => Ok(()),
        }
    }

    /// Calls `each` with the name, inode and type of each entry.
    pub(super) fn for_each_entry(
        &self,
        mut each: impl FnMut(&[u8], u64, FileType) -> Result<(), Errno>,
    ) -> Result<(), Errno> {
        let dir = match self {
            Self::Host(dir) => dir,
            Self::Memory(directory) => {
                return directory
                    .for_each_entry(|name, stat| each(name, stat.inode, stat.file_type));
            }
        };
        for entry in dir.entries()? {
            let entry = entry?;
            let Some((inode, entry_type)) = describe(&entry)? else { continue };
            let name = entry.file_name();
            if let Some(name) = platform::name_to_guest(&name) {
                each(name, inode, entry_type)?;
            }
        }
        Ok(())
    }

    /// The number of the folder itself.
    pub(super) fn inode(&self) -> Result<u64, Errno> {
        match self {
            Self::Host(dir) => Ok(dir.dir_metadata()?.ino()),
            Self::Memory(directory) => Ok(directory.stat()?.inode),
        }
    }
}

/// A path as the guest gave it.
pub(super) fn bytes(path: &Path) -> Result<&[u8], Errno> {
    platform::name_to_guest(path.as_os_str()).ok_or(Errno::Ilseq)
}

/// The inode and type of an entry; `None` if it has gone in the meantime.
fn describe(entry: &cap_std::fs::DirEntry) -> Result<Option<(u64, FileType)>, Errno> {
    let described =
        platform::entry_inode(entry).and_then(|inode| Ok((inode, file_type(entry.file_type()?))));
    match described {
        Ok(described) => Ok(Some(described)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}
