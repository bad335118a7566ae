//! Open directories: preopened folders, and the listing of entries.

use std::fmt;

use super::{
    ctx::WasiCtx,
    descriptor::{DescriptorTable, Object},
    errno::Errno,
    folder::Folder,
    memory::GuestMemory,
    types::{Fd, FdFlags, FdStat, FileType, Pointer, Rights},
};

/// The listings of all open directories together take no more of the host's memory than this.
const MAX_LISTING_BYTES: usize = 256 << 20;

/// What a listener that is open from the start is to a guest that looks for its folders: something
/// else, behind which there may be folders yet.
const NOT_A_FOLDER: u8 = 1;

/// Whether what is in a folder may be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nothing in the folder can be changed in any way: not the files, their names and times, and
    /// not the folders and links.
    ReadOnly,
    /// The guest may do whatever this process may do there.
    ReadWrite,
}

impl Access {
    pub(super) fn must_change(self) -> Result<(), Errno> {
        match self {
            Self::ReadWrite => Ok(()),
            Self::ReadOnly => Err(Errno::Rofs),
        }
    }
}

/// A directory that is open, with the handle that everything below it is reached through.
pub(super) struct OpenDirectory {
    pub(super) folder: Folder,
    pub(super) access: Access,
    /// The guest's name for it, if it was open from the start.
    pub(super) preopen: Option<Box<[u8]>>,
    listing: Option<Listing>,
}

impl OpenDirectory {
    pub(super) fn new(folder: Folder, access: Access, preopen: Option<Box<[u8]>>) -> Self {
        Self { folder, access, preopen, listing: None }
    }

    /// The same for all directories: what is refused in one that is read-only is refused when it
    /// is tried, with an error that says why. (Guests mask what they ask for with these rights,
    /// and would silently get a file they cannot write.)
    pub(super) fn fd_stat() -> FdStat {
        FdStat {
            file_type: FileType::Directory,
            flags: FdFlags::empty(),
            rights: Rights::DIRECTORY,
            inheriting: Rights::DIRECTORY | Rights::FILE,
        }
    }

    /// # Errors
    /// Fails with [`Errno::Rofs`] if nothing here may be changed.
    pub(super) fn must_change(&self) -> Result<(), Errno> {
        self.access.must_change()
    }

    fn preopened(&self) -> Result<&[u8], Errno> {
        self.preopen.as_deref().ok_or(Errno::Badf)
    }
}

impl fmt::Debug for OpenDirectory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenDirectory")
            .field("folder", &self.folder)
            .field("access", &self.access)
            .finish_non_exhaustive()
    }
}

/// The entries of a directory at one moment, as the guest gets them.
///
/// Since it is taken when a guest starts reading and kept until it starts again, entries are
/// neither lost nor doubled while files come and go, and a cookie is simply an entry's index.
struct Listing {
    bytes: Vec<u8>,
    starts: Vec<usize>,
}

impl Listing {
    /// In the order of the names if that is to be the same on every host.
    fn read(folder: &Folder, max_bytes: usize, sorted: bool) -> Result<Self, Errno> {
        let mut listing = Self { bytes: Vec::new(), starts: Vec::new() };
        let own_inode = folder.inode()?;
        listing.push(b".", own_inode, FileType::Directory)?;
        // The parent's inode may be that of a folder outside.
        listing.push(b"..", own_inode, FileType::Directory)?;
        let (mut entries, mut entries_bytes) = (Vec::new(), 0_usize);
        folder.for_each_entry(|name, inode, entry_type| {
            if sorted {
                entries_bytes += size_of::<(Box<[u8]>, u64, FileType)>() + name.len();
                entries.push((Box::<[u8]>::from(name), inode, entry_type));
            } else {
                listing.push(name, inode, entry_type)?;
            }
            let size = listing.size().saturating_add(entries_bytes);
            if size > max_bytes { Err(Errno::Nomem) } else { Ok(()) }
        })?;
        entries.sort_by(|(first, ..), (second, ..)| first.cmp(second));
        for (name, inode, entry_type) in entries {
            listing.push(&name, inode, entry_type)?;
        }
        Ok(listing)
    }

    fn push(&mut self, name: &[u8], inode: u64, entry_type: FileType) -> Result<(), Errno> {
        let length = u32::try_from(name.len()).map_err(|_| Errno::Nametoolong)?;
        self.starts.push(self.bytes.len());
        let next_cookie = self.starts.len() as u64;
        self.bytes.extend_from_slice(&next_cookie.to_le_bytes());
        self.bytes.extend_from_slice(&inode.to_le_bytes());
        self.bytes.extend_from_slice(&length.to_le_bytes());
        self.bytes.extend_from_slice(&[entry_type as u8, 0, 0, 0]);
        self.bytes.extend_from_slice(name);
        Ok(())
    }

    /// The bytes of the entries from `cookie` on.
    fn since(&self, cookie: u64) -> &[u8] {
        let start = usize::try_from(cookie).ok().and_then(|index| self.starts.get(index));
        start.map_or(&[], |&start| &self.bytes[start..])
    }

    fn size(&self) -> usize {
        self.bytes.len() + self.starts.len() * size_of::<usize>()
    }
}

pub(super) fn fd_readdir(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    buffer: Pointer,
    length: u32,
    cookie: u64,
    used: Pointer,
) -> Result<(), Errno> {
    memory.check(used, 4)?;
    let target = memory.slice_mut(buffer, length)?;
    let sorted = ctx.clocks.is_virtual();
    let entries = listing(&mut ctx.descriptors, fd, cookie == 0, sorted)?.since(cookie);
    let copied = entries.len().min(target.len());
    target[..copied].copy_from_slice(&entries[..copied]);
    memory.write_u32(used, copied as u32)
}

/// The listing of a directory: a new one if there is none, or if the guest starts again.
fn listing(
    descriptors: &mut DescriptorTable,
    fd: Fd,
    start_again: bool,
    sorted: bool,
) -> Result<&Listing, Errno> {
    let directory = descriptors.get_mut(fd, Rights::FD_READDIR)?.directory_mut()?;
    if start_again {
        directory.listing = None;
    }
    if directory.listing.is_none() {
        let taken: usize = descriptors
            .directories()
            .filter_map(|directory| directory.listing.as_ref())
            .map(Listing::size)
            .sum();
        let room = MAX_LISTING_BYTES.saturating_sub(taken);
        let directory = descriptors.get_mut(fd, Rights::FD_READDIR)?.directory_mut()?;
        directory.listing = Some(Listing::read(&directory.folder, room, sorted)?);
    }
    let directory = descriptors.get(fd, Rights::FD_READDIR)?.directory()?;
    directory.listing.as_ref().ok_or(Errno::Io)
}

pub(super) fn fd_prestat_get(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    prestat: Pointer,
) -> Result<(), Errno> {
    let mut bytes = [0; 8];
    if let Object::Socket(socket) = &ctx.descriptors.get(fd, Rights::empty())?.object
        && socket.is_preopened
    {
        bytes[0] = NOT_A_FOLDER;
        return memory.write(prestat, &bytes);
    }
    let name = preopen_name(ctx, fd)?;
    bytes[4..].copy_from_slice(&(name.len() as u32).to_le_bytes());
    memory.write(prestat, &bytes)
}

pub(super) fn fd_prestat_dir_name(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    fd: Fd,
    buffer: Pointer,
    length: u32,
) -> Result<(), Errno> {
    let name = preopen_name(ctx, fd)?;
    if (length as usize) < name.len() {
        return Err(Errno::Nametoolong);
    }
    memory.write(buffer, name)
}

/// Guests find their folders by asking for one descriptor after the other until there is none:
/// so whatever is not a folder from the start is answered like a number that is not open.
fn preopen_name(ctx: &WasiCtx, fd: Fd) -> Result<&[u8], Errno> {
    let descriptor = ctx.descriptors.get(fd, Rights::empty())?;
    descriptor.directory().map_err(|_| Errno::Badf)?.preopened()
}
