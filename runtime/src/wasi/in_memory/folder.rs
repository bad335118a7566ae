//! A directory in memory that is open, and what can be done in it by name.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{
    file::MemoryFile,
    lookup::{Place, find},
    tree::{Inode, Kind, NodeTimes, Tree},
};
use crate::wasi::{errno::Errno, types::FileStat};

/// A node that is in use as long as this lives.
#[derive(Debug)]
pub(super) struct Handle {
    tree: Arc<Mutex<Tree>>,
    pub(super) inode: Inode,
}

impl Handle {
    /// A handle to a node of `shared`, which is locked as `tree`.
    fn new(shared: &Arc<Mutex<Tree>>, tree: &mut Tree, inode: Inode) -> Result<Self, Errno> {
        tree.open(inode)?;
        Ok(Self { tree: shared.clone(), inode })
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Tree> {
        lock(&self.tree)
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        let inode = self.inode;
        self.lock().close(inode);
    }
}

/// A tree is right after each of its steps, also if a thread panicked between two.
fn lock(tree: &Mutex<Tree>) -> MutexGuard<'_, Tree> {
    tree.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How something is to be opened.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::wasi) struct OpenRequest {
    pub(in crate::wasi) follow: bool,
    pub(in crate::wasi) create: bool,
    pub(in crate::wasi) exclusive: bool,
    pub(in crate::wasi) truncate: bool,
    pub(in crate::wasi) directory: bool,
    pub(in crate::wasi) write: bool,
}

/// What was opened.
#[derive(Debug)]
pub(in crate::wasi) enum Opened {
    Directory(Directory),
    File(MemoryFile),
}

/// An open directory.
#[derive(Debug)]
pub(in crate::wasi) struct Directory(Handle);

impl Directory {
    pub(super) fn new(tree: &Arc<Mutex<Tree>>, inode: Inode) -> Result<Self, Errno> {
        Handle::new(tree, &mut lock(tree), inode).map(Self)
    }

    pub(in crate::wasi) fn open(
        &self,
        path: &[u8],
        request: OpenRequest,
        now: u64,
    ) -> Result<Opened, Errno> {
        let mut tree = self.0.lock();
        let inode = self.find_or_create(&mut tree, path, request, now)?;
        match tree.node(inode)?.kind {
            Kind::Link(_) => return Err(Errno::Loop),
            Kind::File(_) if request.directory => return Err(Errno::Notdir),
            Kind::Directory { .. } if request.write || request.truncate => {
                return Err(Errno::Isdir);
            }
            Kind::Directory { .. } => {
                let handle = Handle::new(&self.0.tree, &mut tree, inode)?;
                return Ok(Opened::Directory(Self(handle)));
            }
            Kind::File(_) => {}
        }
        if request.truncate {
            tree.resize(inode, 0)?;
            tree.touch(inode, now)?;
        }
        let handle = Handle::new(&self.0.tree, &mut tree, inode)?;
        Ok(Opened::File(MemoryFile::new(handle)))
    }

    fn find_or_create(
        &self,
        tree: &mut Tree,
        path: &[u8],
        how: OpenRequest,
        now: u64,
    ) -> Result<Inode, Errno> {
        // Who creates for itself alone does not do it through a link.
        let place = self.find(tree, path, how.follow && !(how.create && how.exclusive))?;
        match place.found {
            Some(_) if how.create && how.exclusive => Err(Errno::Exist),
            Some(_) => place.existing(tree),
            None if !how.create => Err(Errno::Noent),
            None if place.directory => Err(Errno::Isdir),
            None => tree.create(place.free_name()?, Kind::File(Vec::new()), now),
        }
    }

    fn find(&self, tree: &Tree, path: &[u8], follow: bool) -> Result<Place, Errno> {
        find(tree, self.0.inode, path, follow)
    }

    pub(in crate::wasi) fn create_directory(&self, path: &[u8], now: u64) -> Result<(), Errno> {
        // What a slash at the end demands is what is going to be there.
        let length = path.iter().rposition(|byte| *byte != b'/').map_or(0, |last| last + 1);
        let path = &path[..length];
        let mut tree = self.0.lock();
        let place = self.find(&tree, path, false)?;
        let (parent, name) = place.free_name()?;
        tree.create((parent, name), Kind::directory(parent), now).map(drop)
    }

    pub(in crate::wasi) fn remove_directory(&self, path: &[u8], now: u64) -> Result<(), Errno> {
        let mut tree = self.0.lock();
        let place = self.find(&tree, path, false)?;
        let name = place.name()?;
        if !tree.entries(place.existing(&tree)?)?.is_empty() {
            return Err(Errno::Notempty);
        }
        tree.remove_name(name, now)
    }

    pub(in crate::wasi) fn remove_file(&self, path: &[u8], now: u64) -> Result<(), Errno> {
        let mut tree = self.0.lock();
        let place = self.find(&tree, path, false)?;
        let inode = place.existing(&tree)?;
        if tree.entries(inode).is_ok() {
            return Err(Errno::Isdir);
        }
        tree.remove_name(place.name()?, now)
    }

    pub(in crate::wasi) fn link(
        &self,
        path: &[u8],
        target: &Self,
        new_path: &[u8],
        now: u64,
    ) -> Result<(), Errno> {
        self.must_share(target)?;
        let mut tree = self.0.lock();
        let inode = self.find(&tree, path, false)?.existing(&tree)?;
        if tree.entries(inode).is_ok() {
            return Err(Errno::Perm);
        }
        let place = target.find(&tree, new_path, false)?;
        if place.directory {
            return Err(if place.found.is_some() { Errno::Exist } else { Errno::Noent });
        }
        tree.add_name(place.free_name()?, inode, now)
    }

    pub(in crate::wasi) fn symlink(
        &self,
        target: &[u8],
        path: &[u8],
        now: u64,
    ) -> Result<(), Errno> {
        if target.first() == Some(&b'/') {
            return Err(Errno::Perm);
        }
        let mut tree = self.0.lock();
        let place = self.find(&tree, path, false)?;
        if place.directory && place.found.is_none() {
            return Err(Errno::Noent);
        }
        tree.create(place.free_name()?, Kind::Link(target.into()), now).map(drop)
    }

    pub(in crate::wasi) fn read_link(&self, path: &[u8]) -> Result<Vec<u8>, Errno> {
        let tree = self.0.lock();
        let inode = self.find(&tree, path, false)?.existing(&tree)?;
        match &tree.node(inode)?.kind {
            Kind::Link(target) => Ok(target.to_vec()),
            _ => Err(Errno::Inval),
        }
    }

    pub(in crate::wasi) fn rename(
        &self,
        path: &[u8],
        target: &Self,
        new_path: &[u8],
        now: u64,
    ) -> Result<(), Errno> {
        self.must_share(target)?;
        let mut tree = self.0.lock();
        let old = self.find(&tree, path, false)?;
        let inode = old.existing(&tree)?;
        let new = target.find(&tree, new_path, false)?;
        let (old_name, new_name) = (old.name()?, new.name()?);
        let is_directory = tree.entries(inode).is_ok();
        if new.directory && !is_directory {
            return Err(Errno::Notdir);
        }
        if is_directory && tree.is_within(new_name.0, inode) {
            return Err(Errno::Inval);
        }
        match new.found {
            // Two names of one file stay both, as POSIX has it.
            Some(existing) if existing == inode => return Ok(()),
            Some(existing) => {
                may_replace(&tree, existing, is_directory)?;
                tree.remove_name(new_name, now)?;
            }
            None => {}
        }
        tree.add_name(new_name, inode, now)?;
        tree.remove_name(old_name, now)
    }

    /// Names lead to nodes of their own tree only.
    fn must_share(&self, other: &Self) -> Result<(), Errno> {
        if Arc::ptr_eq(&self.0.tree, &other.0.tree) { Ok(()) } else { Err(Errno::Xdev) }
    }

    pub(in crate::wasi) fn stat(&self) -> Result<FileStat, Errno> {
        self.0.lock().stat(self.0.inode)
    }

    pub(in crate::wasi) fn stat_path(&self, path: &[u8], follow: bool) -> Result<FileStat, Errno> {
        let tree = self.0.lock();
        let inode = self.find(&tree, path, follow)?.existing(&tree)?;
        tree.stat(inode)
    }

    pub(in crate::wasi) fn set_times(
        &self,
        path: &[u8],
        follow: bool,
        change: impl FnOnce(&mut NodeTimes),
    ) -> Result<(), Errno> {
        let mut tree = self.0.lock();
        let inode = self.find(&tree, path, follow)?.existing(&tree)?;
        change(&mut tree.node_mut(inode)?.times);
        Ok(())
    }

    /// Calls `each` with the name and attributes of each entry, in the order of the names.
    pub(in crate::wasi) fn for_each_entry(
        &self,
        mut each: impl FnMut(&[u8], FileStat) -> Result<(), Errno>,
    ) -> Result<(), Errno> {
        let tree = self.0.lock();
        for (name, inode) in tree.entries(self.0.inode)? {
            each(name, tree.stat(*inode)?)?;
        }
        Ok(())
    }
}

/// Whether a rename may take the place of what is there.
fn may_replace(tree: &Tree, existing: Inode, by_directory: bool) -> Result<(), Errno> {
    match (tree.entries(existing), by_directory) {
        (Ok(entries), true) if entries.is_empty() => Ok(()),
        (Ok(_), true) => Err(Errno::Notempty),
        (Ok(_), false) => Err(Errno::Isdir),
        (Err(_), true) => Err(Errno::Notdir),
        (Err(_), false) => Ok(()),
    }
}
