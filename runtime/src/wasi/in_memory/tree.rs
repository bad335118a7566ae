//! The nodes of a folder in memory, and how much room they take.

use std::collections::{BTreeMap, HashMap};

use crate::wasi::{
    errno::Errno,
    types::{FileStat, FileType},
};

/// The number of a node; never used again.
pub(super) type Inode = u64;

/// The node everything else is in.
pub(super) const ROOT: Inode = 1;

/// What a node and its name count at least, since they take room too.
const NODE_BYTES: u64 = 256;

/// What the folder counts as to guests that compare devices.
const DEVICE: u64 = 0x6d65_6d00;

/// All nodes of a folder.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: HashMap<Inode, Node>,
    next: Inode,
    used: u64,
    capacity: u64,
}

/// A file, directory or link.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// How many names it has; a directory counts one.
    links: u64,
    /// How many descriptors are open on it.
    handles: u64,
    pub(super) times: NodeTimes,
}

#[derive(Debug)]
pub(super) enum Kind {
    Directory { entries: BTreeMap<Box<[u8]>, Inode>, parent: Inode },
    File(Vec<u8>),
    Link(Box<[u8]>),
}

/// When a node was read, written and changed, in nanoseconds since 1970.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::wasi) struct NodeTimes {
    pub(in crate::wasi) accessed: u64,
    pub(in crate::wasi) modified: u64,
    pub(in crate::wasi) changed: u64,
}

impl NodeTimes {
    pub(super) fn all(now: u64) -> Self {
        Self { accessed: now, modified: now, changed: now }
    }
}

impl Kind {
    pub(super) fn directory(parent: Inode) -> Self {
        Self::Directory { entries: BTreeMap::new(), parent }
    }

    fn file_type(&self) -> FileType {
        match self {
            Self::Directory { .. } => FileType::Directory,
            Self::File(_) => FileType::RegularFile,
            Self::Link(_) => FileType::SymbolicLink,
        }
    }

    /// How many bytes of contents there are.
    fn length(&self) -> u64 {
        match self {
            Self::Directory { .. } => 0,
            Self::File(contents) => contents.len() as u64,
            Self::Link(target) => target.len() as u64,
        }
    }
}

impl Tree {
    pub(super) fn new(capacity: u64, now: u64) -> Self {
        let root =
            Node { kind: Kind::directory(ROOT), links: 1, handles: 0, times: NodeTimes::all(now) };
        Self { nodes: HashMap::from([(ROOT, root)]), next: ROOT + 1, used: 0, capacity }
    }

    /// A node that a name or a handle leads to, and so is there.
    pub(super) fn node(&self, inode: Inode) -> Result<&Node, Errno> {
        self.nodes.get(&inode).ok_or(Errno::Io)
    }

    pub(super) fn node_mut(&mut self, inode: Inode) -> Result<&mut Node, Errno> {
        self.nodes.get_mut(&inode).ok_or(Errno::Io)
    }

    pub(super) fn entries(&self, inode: Inode) -> Result<&BTreeMap<Box<[u8]>, Inode>, Errno> {
        match &self.node(inode)?.kind {
            Kind::Directory { entries, .. } => Ok(entries),
            _ => Err(Errno::Notdir),
        }
    }

    fn entries_mut(&mut self, inode: Inode) -> Result<&mut BTreeMap<Box<[u8]>, Inode>, Errno> {
        match &mut self.node_mut(inode)?.kind {
            Kind::Directory { entries, .. } => Ok(entries),
            _ => Err(Errno::Notdir),
        }
    }

    pub(super) fn stat(&self, inode: Inode) -> Result<FileStat, Errno> {
        let node = self.node(inode)?;
        let NodeTimes { accessed, modified, changed } = node.times;
        Ok(FileStat {
            device: DEVICE,
            inode,
            file_type: node.kind.file_type(),
            links: node.links,
            size: node.kind.length(),
            accessed,
            modified,
            changed,
        })
    }

    /// Makes a node under a name that is free.
    pub(super) fn create(
        &mut self,
        (directory, name): (Inode, &[u8]),
        kind: Kind,
        now: u64,
    ) -> Result<Inode, Errno> {
        let inode = self.next;
        self.take(kind.length())?;
        let node = Node { kind, links: 0, handles: 0, times: NodeTimes::all(now) };
        self.nodes.insert(inode, node);
        self.next += 1;
        self.add_name((directory, name), inode, now)
            .inspect_err(|_| self.drop_if_unused(inode))
            .map(|()| inode)
    }

    /// Gives a node a name that is free.
    pub(super) fn add_name(
        &mut self,
        (directory, name): (Inode, &[u8]),
        inode: Inode,
        now: u64,
    ) -> Result<(), Errno> {
        // A directory that was removed takes no new entries.
        if self.node(directory)?.links == 0 {
            return Err(Errno::Noent);
        }
        self.take(NODE_BYTES + name.len() as u64)?;
        self.entries_mut(directory)?.insert(name.into(), inode);
        let node = self.node_mut(inode)?;
        node.links += 1;
        node.times.changed = now;
        if let Kind::Directory { parent, .. } = &mut node.kind {
            *parent = directory;
        }
        self.touch(directory, now)
    }

    /// Takes a name away, and with the last one the node.
    pub(super) fn remove_name(
        &mut self,
        (directory, name): (Inode, &[u8]),
        now: u64,
    ) -> Result<(), Errno> {
        let inode = self.entries_mut(directory)?.remove(name).ok_or(Errno::Noent)?;
        self.give_back(NODE_BYTES + name.len() as u64);
        self.touch(directory, now)?;
        let node = self.node_mut(inode)?;
        node.links -= 1;
        node.times.changed = now;
        self.drop_if_unused(inode);
        Ok(())
    }

    /// Whether `directory` is `inode` or lies in it.
    pub(super) fn is_within(&self, directory: Inode, inode: Inode) -> bool {
        let mut current = directory;
        while current != inode {
            match self.nodes.get(&current).map(|node| &node.kind) {
                Some(Kind::Directory { parent, .. }) if *parent != current => current = *parent,
                _ => return false,
            }
        }
        true
    }

    /// Notes that a directory's entries or a file's contents have changed.
    pub(super) fn touch(&mut self, inode: Inode, now: u64) -> Result<(), Errno> {
        let times = &mut self.node_mut(inode)?.times;
        (times.modified, times.changed) = (now, now);
        Ok(())
    }

    pub(super) fn open(&mut self, inode: Inode) -> Result<(), Errno> {
        self.node_mut(inode)?.handles += 1;
        Ok(())
    }

    pub(super) fn close(&mut self, inode: Inode) {
        if let Some(node) = self.nodes.get_mut(&inode) {
            node.handles -= 1;
            self.drop_if_unused(inode);
        }
    }

    fn drop_if_unused(&mut self, inode: Inode) {
        let unused = |node: &Node| node.links == 0 && node.handles == 0;
        if self.nodes.get(&inode).is_some_and(unused)
            && let Some(node) = self.nodes.remove(&inode)
        {
            self.give_back(node.kind.length());
        }
    }

    /// Makes a file this long, with zeros at its end, or shorter.
    pub(super) fn resize(&mut self, inode: Inode, length: u64) -> Result<(), Errno> {
        let old = self.node(inode)?.kind.length();
        let new = usize::try_from(length).map_err(|_| Errno::Fbig)?;
        self.take(length.saturating_sub(old))?;
        let Kind::File(contents) = &mut self.node_mut(inode)?.kind else {
            return Err(Errno::Isdir);
        };
        if contents.try_reserve(new.saturating_sub(contents.len())).is_err() {
            self.give_back(length.saturating_sub(old));
            return Err(Errno::Nospc);
        }
        contents.resize(new, 0);
        if new < contents.capacity() / 2 {
            contents.shrink_to_fit();
        }
        self.give_back(old.saturating_sub(length));
        Ok(())
    }

    /// How many more bytes fit.
    pub(super) fn room(&self) -> u64 {
        self.capacity.saturating_sub(self.used)
    }

    fn take(&mut self, bytes: u64) -> Result<(), Errno> {
        if bytes > self.room() {
            return Err(Errno::Nospc);
        }
        self.used += bytes;
        Ok(())
    }

    fn give_back(&mut self, bytes: u64) {
        self.used = self.used.saturating_sub(bytes);
    }
}
