//! A folder that only the user can write to or look into, with small files.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::{self, AtFlags, Dir, FileType, Mode, OFlags, Stat};

/// The folder, held open: what its path becomes later makes no difference.
#[derive(Debug)]
pub(super) struct Folder {
    fd: OwnedFd,
}

impl Folder {
    /// Opens the folder at `path`, making it if it is missing.
    ///
    /// # Errors
    /// If it is a link or no folder, belongs to somebody else, or lets others in.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let fd = match open_folder(path) {
            Err(rustix::io::Errno::NOENT) => {
                if let Some(parent) = path.parent() {
                    fs_err::create_dir_all(parent)?;
                }
                match fs::mkdir(path, Mode::RWXU) {
                    Ok(()) | Err(rustix::io::Errno::EXIST) => open_folder(path)?,
                    Err(error) => return Err(error.into()),
                }
            }
            opened => opened?,
        };
        check_private(&fs::fstat(&fd)?, FileType::Directory)?;
        Ok(Self { fd })
    }

    /// The content of a file, of which at most one byte more than `length` is read.
    ///
    /// # Errors
    /// If there is none, or somebody else may have written it.
    pub(super) fn read(&self, name: &str, length: usize) -> io::Result<Vec<u8>> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let fd = fs::openat(&self.fd, name, flags, Mode::empty())?;
        check_private(&fs::fstat(&fd)?, FileType::RegularFile)?;
        let mut content = Vec::with_capacity(length + 1);
        File::from(fd).take(length as u64 + 1).read_to_end(&mut content)?;
        Ok(content)
    }

    /// Puts a file in place, all at once.
    pub(super) fn write(&self, name: &str, content: &[u8]) -> io::Result<()> {
        // Of one process and thread at a time: what a process of this number left behind is replaced.
        let temporary = format!("{TEMPORARY}{}-{name}", std::process::id());
        let remove = || fs::unlinkat(&self.fd, &temporary, AtFlags::empty());
        let _ = remove();
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        let fd = fs::openat(&self.fd, &temporary, flags, Mode::RUSR | Mode::WUSR)?;
        let written = File::from(fd)
            .write_all(content)
            .and_then(|()| Ok(fs::renameat(&self.fd, &temporary, &self.fd, name)?));
        if written.is_err() {
            let _ = remove();
        }
        written
    }

    /// Removes all files but the `most` that were written last.
    pub(super) fn keep_latest(&self, most: usize) -> io::Result<()> {
        let mut files = Vec::new();
        for entry in Dir::read_from(&self.fd)? {
            let name = entry?.file_name().to_owned();
            if name.to_bytes() != b"." && name.to_bytes() != b".." {
                files.push(name);
            }
        }
        if files.len() <= most {
            return Ok(());
        }
        // A file may be gone in the meantime: another process does the same.
        files.sort_by_cached_key(|name| {
            let stat = fs::statat(&self.fd, name, AtFlags::SYMLINK_NOFOLLOW).ok();
            std::cmp::Reverse(stat.map(|stat| (stat.st_mtime, stat.st_mtime_nsec)))
        });
        for name in &files[most..] {
            let _ = fs::unlinkat(&self.fd, name, AtFlags::empty());
        }
        Ok(())
    }
}

/// What the names of files begin with that are not complete yet.
const TEMPORARY: &str = "new-";

fn open_folder(path: &Path) -> rustix::io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    fs::open(path, flags, Mode::empty())
}

/// Refuses what is of another kind, belongs to somebody else or is open to others.
fn check_private(stat: &Stat, kind: FileType) -> io::Result<()> {
    let mode = stat.st_mode;
    let others = (Mode::RWXG | Mode::RWXO).bits();
    if FileType::from_raw_mode(mode) != kind {
        return Err(io::Error::other("it is not of the kind that it should be"));
    }
    if stat.st_uid != rustix::process::geteuid().as_raw() {
        return Err(io::Error::other("it belongs to another user"));
    }
    if mode & others != 0 {
        return Err(io::Error::other("others than its owner may use it"));
    }
    Ok(())
}
