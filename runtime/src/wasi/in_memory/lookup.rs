//! Which node a path leads to, never out of the directory where it starts.

use super::tree::{Inode, Kind, Tree};
use crate::wasi::errno::Errno;

/// Longer names are refused, as on the hosts.
const MAX_NAME_BYTES: usize = 255;

/// More symbolic links on one way are taken for a circle.
const MAX_LINKS: u32 = 40;

/// Where a path leads.
#[derive(Debug)]
pub(super) struct Place {
    /// The directory and the name in it; `None` for the directory where the path starts, and for
    /// paths that end in a dot.
    pub(super) entry: Option<(Inode, Box<[u8]>)>,
    /// What is there.
    pub(super) found: Option<Inode>,
    /// Whether it has to be a directory: the path ends in a slash.
    pub(super) directory: bool,
}

impl Place {
    /// What is there.
    ///
    /// # Errors
    /// If there is nothing, or something else than the path's slash at the end says.
    pub(super) fn existing(&self, tree: &Tree) -> Result<Inode, Errno> {
        let inode = self.found.ok_or(Errno::Noent)?;
        if self.directory {
            tree.entries(inode)?;
        }
        Ok(inode)
    }

    /// The directory and the name, for what is done to a name.
    pub(super) fn name(&self) -> Result<(Inode, &[u8]), Errno> {
        let (directory, name) = self.entry.as_ref().ok_or(Errno::Inval)?;
        Ok((*directory, name))
    }

    /// The directory and the name, if nothing is there yet.
    pub(super) fn free_name(&self) -> Result<(Inode, &[u8]), Errno> {
        if self.found.is_some() { Err(Errno::Exist) } else { self.name() }
    }
}

/// A way through the tree.
struct Walk<'t> {
    tree: &'t Tree,
    /// The directories from the start to here.
    way: Vec<Inode>,
    /// The components that are still to come, the next one last.
    ahead: Vec<Box<[u8]>>,
    links_left: u32,
}

/// Finds what `path` names, from `start` on. A link at its end is followed if `follow` says so, or
/// a slash behind it.
pub(super) fn find(tree: &Tree, start: Inode, path: &[u8], follow: bool) -> Result<Place, Errno> {
    let mut walk = Walk { tree, way: vec![start], ahead: Vec::new(), links_left: MAX_LINKS };
    let mut directory = walk.push(path)?;
    loop {
        let Some(component) = walk.ahead.pop() else {
            return Ok(Place { entry: None, found: Some(walk.here()), directory });
        };
        let is_last = walk.ahead.is_empty();
        match &*component {
            b"." => {}
            b".." => walk.up()?,
            name => {
                let found = tree.entries(walk.here())?.get(name).copied();
                if let Some(target) = walk.link(found, !is_last || follow || directory)? {
                    directory |= walk.push(target)? && is_last;
                } else if is_last {
                    return Ok(Place { entry: Some((walk.here(), component)), found, directory });
                } else {
                    let inode = found.ok_or(Errno::Noent)?;
                    tree.entries(inode)?;
                    walk.way.push(inode);
                }
            }
        }
    }
}

impl<'t> Walk<'t> {
    fn here(&self) -> Inode {
        self.way.last().copied().unwrap_or_default()
    }

    fn up(&mut self) -> Result<(), Errno> {
        if self.way.len() == 1 {
            return Err(Errno::Perm);
        }
        self.way.pop();
        Ok(())
    }

    /// Puts a path before what is to come. Tells whether it ends in a slash.
    fn push(&mut self, path: &[u8]) -> Result<bool, Errno> {
        if path.first() == Some(&b'/') {
            return Err(Errno::Perm);
        }
        for component in path.split(|byte| *byte == b'/').rev() {
            if component.len() > MAX_NAME_BYTES {
                return Err(Errno::Nametoolong);
            }
            if !component.is_empty() {
                self.ahead.push(component.into());
            }
        }
        Ok(path.last() == Some(&b'/'))
    }

    /// The target of a link that is to be followed.
    fn link(&mut self, found: Option<Inode>, follow: bool) -> Result<Option<&'t [u8]>, Errno> {
        let Some(inode) = found.filter(|_| follow) else { return Ok(None) };
        let Kind::Link(target) = &self.tree.node(inode)?.kind else { return Ok(None) };
        self.links_left = self.links_left.checked_sub(1).ok_or(Errno::Loop)?;
        Ok(Some(target))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::ROOT;
    use super::*;

    /// A tree with `a/b/file`, and links.
    fn tree() -> (Tree, Inode, Inode) {
        let mut tree = Tree::new(1 << 20, 0);
        let a = tree.create((ROOT, b"a"), Kind::directory(ROOT), 0).unwrap();
        let b = tree.create((a, b"b"), Kind::directory(a), 0).unwrap();
        let file = tree.create((b, b"file"), Kind::File(Vec::new()), 0).unwrap();
        for (name, target) in [
            (&b"up"[..], &b"../.."[..]),
            (b"to-b", b"a/b/"),
            (b"dangling", b"a/nothing"),
            (b"circle", b"circle"),
            (b"absolute", b"/a"),
        ] {
            tree.create((ROOT, name), Kind::Link(target.into()), 0).unwrap();
        }
        (tree, a, file)
    }

    #[test]
    fn paths_lead_to_nodes() {
        let (tree, a, file) = tree();
        let found = |path: &str, follow| {
            find(&tree, ROOT, path.as_bytes(), follow).and_then(|place| place.existing(&tree))
        };
        assert_eq!(found("a/b/file", false), Ok(file));
        assert_eq!(found("./a/./b/../b//file", false), Ok(file));
        assert_eq!(found("to-b/file", false), Ok(file));
        assert_eq!(found("to-b/..", false), Ok(a));
        assert_eq!(found(".", false), Ok(ROOT));
        assert_eq!(found("a/b/file/", false), Err(Errno::Notdir));
        assert_eq!(found("a/b/file/x", false), Err(Errno::Notdir));
        assert_eq!(found("nothing", false), Err(Errno::Noent));
        assert_eq!(found("dangling", true), Err(Errno::Noent));
        assert_eq!(found("circle", true), Err(Errno::Loop));
        assert!(found("circle", false).is_ok());
    }

    #[test]
    fn no_path_leads_out() {
        let (tree, a, _) = tree();
        for path in ["..", "a/../..", "up", "up/x", "/", "/a", "absolute", "a/../../a"] {
            let found = find(&tree, ROOT, path.as_bytes(), true);
            assert_eq!(found.map(|place| place.found), Err(Errno::Perm), "{path}");
        }
        let found = find(&tree, a, b"b/../../to-b", true);
        assert_eq!(found.map(|place| place.found), Err(Errno::Perm));
    }

    #[test]
    fn a_place_without_a_node_has_a_name() {
        let (tree, a, _) = tree();
        let place = find(&tree, ROOT, b"a/new", false).unwrap();
        assert_eq!(place.free_name(), Ok((a, &b"new"[..])));
        let place = find(&tree, ROOT, b"dangling", true).unwrap();
        assert_eq!(place.free_name(), Ok((a, &b"nothing"[..])));
        assert_eq!(find(&tree, ROOT, b"a", false).unwrap().free_name(), Err(Errno::Exist));
        let long = [b'x'; 256];
        assert_eq!(find(&tree, ROOT, &long, false).unwrap_err(), Errno::Nametoolong);
    }
}
