//! What a folder holds at one moment, to see what has changed at another.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

/// Each file of a folder, by its path in it, with a hash of its content.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Snapshot(BTreeMap<PathBuf, Vec<u8>>);

impl Snapshot {
    /// Looks at `root`, but not into the folder `except`.
    pub(super) fn take(root: &Path, except: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        collect(root, root, except, &mut files)?;
        Ok(Self(files))
    }

    /// The files that are new, gone or different in `later`.
    pub(super) fn changes(&self, later: &Self) -> Vec<PathBuf> {
        let mut changes: Vec<PathBuf> = Vec::new();
        changes.extend(
            later.0.iter().filter(|(path, hash)| self.0.get(*path) != Some(hash)).map(only_path),
        );
        changes
            .extend(self.0.iter().filter(|(path, _)| !later.0.contains_key(*path)).map(only_path));
        changes
    }
}

fn only_path((path, _): (&PathBuf, &Vec<u8>)) -> PathBuf {
    path.clone()
}

fn collect(
    root: &Path,
    folder: &Path,
    except: &Path,
    files: &mut BTreeMap<PathBuf, Vec<u8>>,
) -> io::Result<()> {
    for entry in fs_err::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if path == except {
            continue;
        }
        let kind = entry.file_type()?;
        if kind.is_dir() {
            collect(root, &path, except, files)?;
            continue;
        }
        let content =
            if kind.is_file() { Sha256::digest(fs_err::read(&path)?).to_vec() } else { Vec::new() };
        files.insert(path.strip_prefix(root).unwrap_or(&path).to_owned(), content);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_what_is_new_gone_or_different() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["same", "changed", "gone"] {
            fs_err::write(path(name), name).unwrap();
        }
        let before = Snapshot::take(folder.path(), &path("out")).unwrap();
        fs_err::create_dir_all(path("out")).unwrap();
        fs_err::create_dir_all(path("sub")).unwrap();
        fs_err::write(path("out/ignored"), "").unwrap();
        fs_err::write(path("sub/new"), "").unwrap();
        fs_err::write(path("changed"), "again").unwrap();
        fs_err::remove_file(path("gone")).unwrap();
        let after = Snapshot::take(folder.path(), &path("out")).unwrap();
        assert_eq!(before.changes(&after), ["changed", "sub/new", "gone"].map(PathBuf::from));
    }
}
