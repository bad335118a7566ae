//! Opening files and directories below a directory.

use std::{fs::File, io, path::Path};

use cap_fs_ext::{
    DirExt, FollowSymlinks, OpenOptionsFollowExt, OpenOptionsMaybeDirExt, OpenOptionsSyncExt,
};
use cap_std::fs::{Dir, OpenOptions};

use super::{
    ctx::WasiCtx,
    descriptor::{Descriptor, Object},
    directory::{Access, OpenDirectory},
    errno::Errno,
    file::{Contents, FileAccess, OpenFile},
    folder::{self, Folder},
    in_memory,
    memory::GuestMemory,
    path::guest_path,
    platform,
    stat::file_type,
    types::{Fd, FdFlags, FileType, LookupFlags, OpenFlags, Pointer, Rights, parse_flags},
};

/// How something is to be opened.
struct Request {
    follow: bool,
    open: OpenFlags,
    fd: FdFlags,
    read: bool,
    write: bool,
}

impl Request {
    /// Of the rights asked for, reading and writing are what counts. The others cannot be asked
    /// for too little or too much: programs are careless with them, since nobody looks.
    fn new(lookup: u32, open: u32, rights: u64, fd_flags: u32) -> Result<Self, Errno> {
        let lookup = parse_flags!(LookupFlags, lookup)?;
        let open = parse_flags!(OpenFlags, open)?;
        let creating = OpenFlags::CREATE | OpenFlags::EXCLUSIVE | OpenFlags::TRUNCATE;
        if open.contains(OpenFlags::DIRECTORY) && open.intersects(creating) {
            return Err(Errno::Inval);
        }
        let rights = Rights::from_bits_truncate(rights);
        Ok(Self {
            follow: lookup.contains(LookupFlags::SYMLINK_FOLLOW),
            open,
            fd: parse_flags!(FdFlags, fd_flags)?,
            read: rights.contains(Rights::FD_READ),
            write: rights.contains(Rights::FD_WRITE),
        })
    }

    /// The rights that the directory has to have.
    fn needed(&self) -> Rights {
        let mut needed = Rights::PATH_OPEN;
        if self.open.contains(OpenFlags::CREATE) {
            needed |= Rights::PATH_CREATE_FILE;
        }
        if self.open.contains(OpenFlags::TRUNCATE) {
            needed |= Rights::PATH_FILESTAT_SET_SIZE;
        }
        needed
    }

    /// The rights that the directory has to pass on.
    fn inherited(&self) -> Rights {
        let mut inherited = Rights::empty();
        inherited.set(Rights::FD_READ, self.read);
        inherited.set(Rights::FD_WRITE, self.write);
        inherited
    }

    fn perform(&self, directory: &OpenDirectory, path: &Path, now: u64) -> Result<Object, Errno> {
        if self.write || self.open.contains(OpenFlags::TRUNCATE) {
            directory.must_change()?;
        }
        match &directory.folder {
            Folder::Host(dir) => self.open_on_host(dir, directory.access, path),
            Folder::Memory(folder) => self.open_in_memory(folder, directory.access, path, now),
        }
    }

    fn open_on_host(&self, start: &Dir, access: Access, path: &Path) -> Result<Object, Errno> {
        if self.open.contains(OpenFlags::DIRECTORY) {
            let dir = self.open_directory(start, path)?;
            return Ok(directory(Folder::Host(dir), access));
        }
        let file = self.open_file(start, access, path)?;
        let file_type = file_type(file.metadata()?.file_type());
        if file_type == FileType::Directory {
            let dir = Dir::from_std_file(file.into_std());
            return Ok(directory(Folder::Host(dir), access));
        }
        let file = file.into_std();
        self.set_flags(&file)?;
        Ok(self.file(Contents::Host(file), file_type, access))
    }

    fn open_in_memory(
        &self,
        start: &in_memory::Directory,
        access: Access,
        path: &Path,
        now: u64,
    ) -> Result<Object, Errno> {
        let path = folder::bytes(path)?;
        let mut request = in_memory::OpenRequest {
            follow: self.follow,
            create: self.open.contains(OpenFlags::CREATE) && access == Access::ReadWrite,
            exclusive: self.open.contains(OpenFlags::EXCLUSIVE),
            truncate: self.open.contains(OpenFlags::TRUNCATE),
            directory: self.open.contains(OpenFlags::DIRECTORY),
            write: self.write,
        };
        let may_not_create = self.open.contains(OpenFlags::CREATE) && !request.create;
        request.exclusive &= !may_not_create;
        let opened = match start.open(path, request, now) {
            Ok(_) if may_not_create && self.open.contains(OpenFlags::EXCLUSIVE) => {
                return Err(Errno::Exist);
            }
            Err(Errno::Noent) if may_not_create => return Err(Errno::Rofs),
            opened => opened?,
        };
        Ok(match opened {
            in_memory::Opened::Directory(found) => directory(Folder::Memory(found), access),
            in_memory::Opened::File(file) => {
                self.file(Contents::Memory(file), FileType::RegularFile, access)
            }
        })
    }

    fn file(&self, contents: Contents, file_type: FileType, access: Access) -> Object {
        let change = access == Access::ReadWrite;
        let access = FileAccess { read: self.read, write: self.write, change };
        Object::File(OpenFile { contents, file_type, access, flags: self.fd })
    }

    fn open_directory(&self, start: &Dir, path: &Path) -> Result<Dir, Errno> {
        let dir =
            if self.follow { start.open_dir(path)? } else { start.open_dir_nofollow(path)? };
        if self.write { Err(Errno::Isdir) } else { Ok(dir) }
    }

    /// Opens what may also turn out to be a directory.
    fn open_file(
        &self,
        start: &Dir,
        access: Access,
        path: &Path,
    ) -> Result<cap_std::fs::File, Errno> {
        let mut options = OpenOptions::new();
        options
            .read(self.read || !self.write)
            .write(self.write || self.open.contains(OpenFlags::TRUNCATE))
            .truncate(self.open.contains(OpenFlags::TRUNCATE))
            .maybe_dir(true)
            .follow(if self.follow { FollowSymlinks::Yes } else { FollowSymlinks::No })
            .sync(self.fd.contains(FdFlags::SYNC))
            .dsync(self.fd.contains(FdFlags::DSYNC))
            .rsync(self.fd.contains(FdFlags::RSYNC))
            .nonblock(self.fd.contains(FdFlags::NONBLOCK));
        if !self.open.contains(OpenFlags::CREATE) {
            return Ok(start.open_with(path, &options)?);
        }

        // Creating takes a handle for writing here, which an existing file may not give: so a
        // guest that only wants to read tries without creating first.
        let exclusive = self.open.contains(OpenFlags::EXCLUSIVE);
        let may_exist = !exclusive && !self.write;
        if may_exist || access == Access::ReadOnly {
            match start.open_with(path, &options) {
                Ok(_) if exclusive => return Err(Errno::Exist),
                Err(error) if error.kind() == io::ErrorKind::NotFound => access.must_change()?,
                result => return Ok(result?),
            }
        }
        options.write(true).create(true).create_new(exclusive);
        Ok(start.open_with(path, &options)?)
    }

    /// Appending is not asked for when opening, since that cannot be had with truncation.
    fn set_flags(&self, file: &File) -> Result<(), Errno> {
        if self.fd.contains(FdFlags::APPEND) {
            platform::set_flags(file, self.fd)?;
        }
        Ok(())
    }
}

fn directory(folder: Folder, access: Access) -> Object {
    Object::Directory(OpenDirectory::new(folder, access, None))
}

#[expect(clippy::too_many_arguments, reason = "the signature is WASI's")]
pub(super) fn path_open(
    ctx: &mut WasiCtx,
    memory: &mut GuestMemory<'_>,
    directory_fd: Fd,
    lookup: u32,
    path: Pointer,
    path_length: u32,
    open_flags: u32,
    rights: u64,
    _inheriting: u64,
    fd_flags: u32,
    opened_fd: Pointer,
) -> Result<(), Errno> {
    memory.check(opened_fd, 4)?;
    let request = Request::new(lookup, open_flags, rights, fd_flags)?;
    let parent = ctx.descriptors.get(directory_fd, request.needed())?;
    let directory = parent.directory()?;
    parent.must_pass_on(request.inherited())?;
    ctx.descriptors.must_have_room()?;
    let path = guest_path(memory, (path, path_length))?;
    let object = request.perform(directory, path, ctx.clocks.file_time())?;
    let descriptor = Descriptor::inherit(object, parent);
    let fd = ctx.descriptors.insert(descriptor)?;
    memory.write_u32(opened_fd, fd)
}
