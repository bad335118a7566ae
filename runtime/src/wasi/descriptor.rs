//! Descriptors: the open things of a guest, by number.

use super::{
    directory::OpenDirectory,
    errno::Errno,
    file::OpenFile,
    socket::OpenSocket,
    stream::{InputStream, OutputStream},
    types::{Fd, FdStat, Rights},
};

/// The numbers below are for the standard streams, even if these are closed: a guest that prints
/// must not hit a file by accident.
const FIRST_FILE: usize = 3;

/// An open thing, and the rights given up for it.
///
/// Rights are for a guest to restrict itself: it has all that make sense until it gives some up.
/// What it may do with a file is decided by how it was opened.
#[derive(Debug)]
pub(super) struct Descriptor {
    pub(super) object: Object,
    dropped: Rights,
    dropped_inheriting: Rights,
}

#[derive(Debug)]
pub(super) enum Object {
    Input(InputStream),
    Output(OutputStream),
    File(OpenFile),
    Directory(OpenDirectory),
    Socket(OpenSocket),
}

impl Descriptor {
    /// A descriptor that nothing was given up for.
    pub(super) fn new(object: Object) -> Self {
        Self { object, dropped: Rights::empty(), dropped_inheriting: Rights::empty() }
    }

    /// A descriptor of something opened through `parent`: rights that are not inherited are
    /// missing here, and in what is opened through it.
    pub(super) fn inherit(object: Object, parent: &Self) -> Self {
        let dropped = parent.dropped_inheriting;
        Self { object, dropped, dropped_inheriting: dropped }
    }

    pub(super) fn fd_stat(&self) -> FdStat {
        let mut stat = match &self.object {
            Object::Input(stream) => stream.fd_stat(),
            Object::Output(stream) => stream.fd_stat(),
            Object::File(file) => file.fd_stat(),
            Object::Directory(_) => OpenDirectory::fd_stat(),
            Object::Socket(socket) => socket.fd_stat(),
        };
        stat.rights -= self.dropped;
        stat.inheriting -= self.dropped_inheriting;
        stat
    }

    /// Gives up all rights but these.
    ///
    /// # Errors
    /// Fails with [`Errno::Notcapable`] for rights that are not there: they never come back.
    pub(super) fn restrict(&mut self, rights: Rights, inheriting: Rights) -> Result<(), Errno> {
        let stat = self.fd_stat();
        if !stat.rights.contains(rights) || !stat.inheriting.contains(inheriting) {
            return Err(Errno::Notcapable);
        }
        self.dropped |= stat.rights - rights;
        self.dropped_inheriting |= stat.inheriting - inheriting;
        Ok(())
    }

    /// Whether something opened through this may have these rights.
    pub(super) fn must_pass_on(&self, rights: Rights) -> Result<(), Errno> {
        if self.dropped_inheriting.intersects(rights) { Err(Errno::Notcapable) } else { Ok(()) }
    }

    /// The file this is, for what cannot be done to anything else; a stream gets `of_stream`.
    pub(super) fn file(&mut self, of_stream: Errno) -> Result<&mut OpenFile, Errno> {
        match &mut self.object {
            Object::File(file) => Ok(file),
            Object::Directory(_) => Err(Errno::Isdir),
            Object::Input(_) | Object::Output(_) | Object::Socket(_) => Err(of_stream),
        }
    }

    pub(super) fn socket(&mut self) -> Result<&mut OpenSocket, Errno> {
        match &mut self.object {
            Object::Socket(socket) => Ok(socket),
            _ => Err(Errno::Notsock),
        }
    }

    pub(super) fn directory(&self) -> Result<&OpenDirectory, Errno> {
        match &self.object {
            Object::Directory(directory) => Ok(directory),
            _ => Err(Errno::Notdir),
        }
    }

    pub(super) fn directory_mut(&mut self) -> Result<&mut OpenDirectory, Errno> {
        match &mut self.object {
            Object::Directory(directory) => Ok(directory),
            _ => Err(Errno::Notdir),
        }
    }
}

/// All descriptors of a guest.
#[derive(Debug)]
pub(super) struct DescriptorTable {
    slots: Vec<Option<Descriptor>>,
    /// No slot for files below this one is free.
    first_free: usize,
    /// Numbers stay below this.
    limit: usize,
}

impl DescriptorTable {
    pub(super) fn new(streams: [Option<Object>; FIRST_FILE], limit: usize) -> Self {
        let slots = streams.into_iter().map(|object| object.map(Descriptor::new)).collect();
        Self { slots, first_free: FIRST_FILE, limit }
    }

    /// Gives a descriptor the lowest number that is free.
    ///
    /// # Errors
    /// Fails with [`Errno::Mfile`] if the guest has as many as it may have.
    pub(super) fn insert(&mut self, descriptor: Descriptor) -> Result<Fd, Errno> {
        let index = self.free_slot()?;
        if index == self.slots.len() {
            self.slots.push(None);
        }
        self.slots[index] = Some(descriptor);
        self.first_free = index + 1;
        Ok(index as Fd)
    }

    /// Whether another descriptor is possible: to be asked before opening has an effect.
    pub(super) fn must_have_room(&self) -> Result<(), Errno> {
        self.free_slot().map(drop)
    }

    fn free_slot(&self) -> Result<usize, Errno> {
        let free = (self.first_free..self.slots.len())
            .find(|&index| self.slots[index].is_none())
            .unwrap_or(self.slots.len());
        if free < self.limit { Ok(free) } else { Err(Errno::Mfile) }
    }

    /// A descriptor, for something that needs these rights.
    pub(super) fn get(&self, fd: Fd, needed: Rights) -> Result<&Descriptor, Errno> {
        let descriptor = self.slots.get(fd as usize).and_then(Option::as_ref).ok_or(Errno::Badf)?;
        if descriptor.dropped.intersects(needed) { Err(Errno::Notcapable) } else { Ok(descriptor) }
    }

    /// A descriptor, to be changed by something that needs these rights.
    pub(super) fn get_mut(&mut self, fd: Fd, needed: Rights) -> Result<&mut Descriptor, Errno> {
        let descriptor =
            self.slots.get_mut(fd as usize).and_then(Option::as_mut).ok_or(Errno::Badf)?;
        if descriptor.dropped.intersects(needed) { Err(Errno::Notcapable) } else { Ok(descriptor) }
    }

    pub(super) fn remove(&mut self, fd: Fd) -> Result<Descriptor, Errno> {
        let index = fd as usize;
        let descriptor = self.slots.get_mut(index).and_then(Option::take).ok_or(Errno::Badf)?;
        self.first_free = self.first_free.min(index.max(FIRST_FILE));
        Ok(descriptor)
    }

    /// Moves a descriptor onto the number of another one, which is closed.
    pub(super) fn renumber(&mut self, from: Fd, to: Fd) -> Result<(), Errno> {
        self.get(from, Rights::empty())?;
        self.get(to, Rights::empty())?;
        if from != to {
            let moved = self.remove(from)?;
            self.slots[to as usize] = Some(moved);
        }
        Ok(())
    }

    pub(super) fn directories(&self) -> impl Iterator<Item = &OpenDirectory> {
        self.slots.iter().flatten().filter_map(|descriptor| descriptor.directory().ok())
    }
}
