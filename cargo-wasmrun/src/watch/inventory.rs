//! What every watched file holds, so that a change is a difference and not an event.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use super::Filter;

/// Larger files are told apart by length and time alone: hashing them would cost more than a
/// needless build.
const HASHED_BYTES: u64 = 32 << 20;

/// File systems stamp files with a clock that advances in ticks and so lags behind. A build too
/// many does no harm, a change that is missed does.
const CLOCK_TICK: Duration = Duration::from_millis(10);

/// The watched files and what they held when last looked at.
#[derive(Debug, Default)]
pub(super) struct Inventory {
    files: BTreeMap<PathBuf, Fingerprint>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
}

#[derive(Debug, Clone, Copy)]
struct Fingerprint {
    stamp: Stamp,
    /// Absent for files over [`HASHED_BYTES`] and for those that cannot be read.
    hash: Option<[u8; 32]>,
}

impl Fingerprint {
    fn is_same_content(&self, other: &Self) -> bool {
        match (self.hash, other.hash) {
            (Some(one), Some(another)) => one == another,
            _ => self.stamp == other.stamp,
        }
    }
}

impl Inventory {
    /// Takes stock of all that `filter` accepts. `on_folder` learns of each folder before its
    /// entries are read, so that a watch set there misses nothing.
    pub(super) fn take(filter: &mut Filter, on_folder: &mut dyn FnMut(&Path)) -> Self {
        let mut inventory = Self::default();
        let roots: BTreeSet<PathBuf> = filter.roots().map(Path::to_owned).collect();
        inventory.update(&roots, filter, on_folder);
        inventory
    }

    /// Whether `path` was a watched file when it was last looked at.
    pub(super) fn knows(&self, path: &Path) -> bool {
        self.files.contains_key(path)
    }

    /// Looks again at `paths`, files and folders, and all below them. Returns the files that were
    /// added, removed or changed.
    ///
    /// A file named in `paths` is read; one below a folder only if its length or its time of
    /// modification is another than before.
    pub(super) fn update(
        &mut self,
        paths: &BTreeSet<PathBuf>,
        filter: &mut Filter,
        on_folder: &mut dyn FnMut(&Path),
    ) -> BTreeSet<PathBuf> {
        let mut changed = BTreeSet::new();
        for path in paths {
            let mut present = BTreeSet::new();
            walk(path, filter, on_folder, &mut present);
            for gone in self.at_and_below(path) {
                if !present.contains(&gone) {
                    self.files.remove(&gone);
                    changed.insert(gone);
                }
            }
            for file in present {
                if self.refresh(&file, file == *path) {
                    changed.insert(file);
                }
            }
        }
        changed
    }

    /// The files that `filter` accepts of which `earlier` says something else, and those that it
    /// did not know if they were modified at or after `since`.
    pub(super) fn differences(
        &self,
        earlier: &Self,
        filter: &Filter,
        since: SystemTime,
    ) -> BTreeSet<PathBuf> {
        let mut differences = self.modified_since(since);
        differences.retain(|path| !earlier.files.contains_key(path));
        differences.extend(
            earlier
                .files
                .iter()
                .filter(|(path, was)| match self.files.get(*path) {
                    Some(is) => !is.is_same_content(was),
                    None => filter.accepts(path),
                })
                .map(|(path, _)| path.clone()),
        );
        differences
    }

    /// The files modified at or after `moment`, or at most [`CLOCK_TICK`] before.
    pub(super) fn modified_since(&self, moment: SystemTime) -> BTreeSet<PathBuf> {
        let moment = moment - CLOCK_TICK;
        self.files
            .iter()
            .filter(|(_, known)| known.stamp.modified.is_some_and(|time| time >= moment))
            .map(|(path, _)| path.clone())
            .collect()
    }

    fn at_and_below(&self, path: &Path) -> Vec<PathBuf> {
        self.files
            .range(path.to_owned()..)
            .map(|(known, _)| known)
            .take_while(|known| known.starts_with(path))
            .cloned()
            .collect()
    }

    /// Whether the file differs from what was known of it, which it replaces.
    fn refresh(&mut self, file: &Path, read: bool) -> bool {
        let Some(stamp) = stamp(file) else { return self.files.remove(file).is_some() };
        let known = self.files.get(file).copied();
        if !read && known.is_some_and(|known| known.stamp == stamp) {
            return false;
        }
        let fresh = Fingerprint { stamp, hash: hash(file, stamp.length) };
        self.files.insert(file.to_owned(), fresh);
        !known.is_some_and(|known| known.is_same_content(&fresh))
    }
}

/// Collects the accepted files at and below `path`. Links to folders are not followed: they may
/// lead out of the project or in circles.
fn walk(
    path: &Path,
    filter: &mut Filter,
    on_folder: &mut dyn FnMut(&Path),
    found: &mut BTreeSet<PathBuf>,
) {
    let mut folders = Vec::new();
    let is_root = filter.roots().any(|root| root == path);
    match kind(path, is_root) {
        Some(Kind::Folder) if filter.descends(path) => folders.push(path.to_owned()),
        Some(Kind::File) if filter.accepts(path) => {
            found.insert(path.to_owned());
        }
        _ => {}
    }
    while let Some(folder) = folders.pop() {
        on_folder(&folder);
        filter.enter(&folder);
        let Ok(entries) = fs_err::read_dir(&folder) else { continue };
        for entry in entries.flatten().map(|entry| entry.path()) {
            match kind(&entry, false) {
                Some(Kind::Folder) if filter.descends(&entry) => folders.push(entry),
                Some(Kind::File) if filter.accepts(&entry) => {
                    found.insert(entry);
                }
                _ => {}
            }
        }
    }
}

enum Kind {
    File,
    Folder,
}

fn kind(path: &Path, follow: bool) -> Option<Kind> {
    let entry = fs_err::symlink_metadata(path).ok()?;
    let target = if entry.is_symlink() { fs_err::metadata(path).ok()? } else { entry.clone() };
    if target.is_file() {
        Some(Kind::File)
    } else if target.is_dir() && (follow || !entry.is_symlink()) {
        Some(Kind::Folder)
    } else {
        // A pipe or device must not be opened: reading it could wait for ever.
        None
    }
}

fn stamp(file: &Path) -> Option<Stamp> {
    let metadata = fs_err::metadata(file).ok()?;
    Some(Stamp { length: metadata.len(), modified: metadata.modified().ok() })
}

fn hash(file: &Path, length: u64) -> Option<[u8; 32]> {
    if length > HASHED_BYTES {
        return None;
    }
    fs_err::read(file).ok().map(|content| Sha256::digest(content).into())
}
