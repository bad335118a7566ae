//! A folder that a program sees, read as it is after a build, so that a page can give it to the program.

use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;

use actix_web::web::Bytes;
use cap_std::ambient_authority;
use cap_std::fs::{Dir, Metadata};
use serde::Serialize;

use super::{Error, StyleSheets};
use crate::stamp::Stamp;

/// The most files of one folder.
const MOST_FILES: usize = 20_000;

/// The most bytes of one folder. What is left out is told.
const MOST_BYTES: u64 = 256 << 20;

/// The deepest that folders are nested.
const DEEPEST: usize = 64;

/// A folder that a program sees, with all that is in it.
#[derive(Debug, Clone)]
pub struct Folder {
    guest: String,
    read_only: bool,
    folders: Vec<String>,
    files: BTreeMap<String, Arc<FolderFile>>,
    omitted: usize,
    bytes: u64,
}

#[derive(Debug)]
struct FolderFile {
    stamp: Option<Stamp>,
    content: Bytes,
    hash: blake3::Hash,
}

/// What a page is told of a folder; the contents of the files follow in the same order.
#[derive(Debug, Serialize)]
pub(super) struct FolderNote<'a> {
    guest: &'a str,
    read_only: bool,
    /// The folders that hold nothing.
    folders: &'a [String],
    files: Vec<FileNote<'a>>,
    /// How many files are left out.
    omitted: usize,
}

#[derive(Debug, Serialize)]
struct FileNote<'a> {
    path: &'a str,
    bytes: usize,
}

impl Folder {
    /// Reads all of `host`, which the program is to see as `guest`. The folders of version control
    /// and of our own, and links that lead out, are left out. What `previous` has and was not written
    /// since is not read again.
    pub fn read(
        host: &Path,
        guest: &str,
        read_only: bool,
        previous: Option<&Self>,
    ) -> Result<Self, Error> {
        let unreadable = |source| Error::Unreadable { path: host.to_owned(), source };
        let dir = Dir::open_ambient_dir(host, ambient_authority()).map_err(unreadable)?;
        let mut folder = Self {
            guest: guest.to_owned(),
            read_only,
            folders: Vec::new(),
            files: BTreeMap::new(),
            omitted: 0,
            bytes: 0,
        };
        let previous = previous.map(|previous| &previous.files);
        folder.add(&dir, "", 0, previous).map_err(unreadable)?;
        Ok(folder)
    }

    /// Its name inside.
    pub fn guest(&self) -> &str {
        &self.guest
    }

    /// Feeds everything that tells it from another folder to `part`.
    pub(crate) fn identify(&self, part: &mut impl FnMut(&[u8])) {
        part(self.guest.as_bytes());
        part(&[u8::from(self.read_only)]);
        for (path, file) in &self.files {
            part(path.as_bytes());
            part(file.hash.as_bytes());
        }
    }

    /// Its style sheets, by the names that the program has for them, as paths from the root on: it may
    /// well serve them there.
    pub(crate) fn styles(&self) -> impl Iterator<Item = (String, String)> {
        let guest = self.guest.trim_start_matches('.').trim_matches('/');
        let root = if guest.is_empty() { String::new() } else { format!("/{guest}") };
        let styles = self.files.iter().filter(|(path, _)| StyleSheets::has(path));
        styles.map(move |(path, file)| (format!("{root}/{path}"), file.hash.to_string()))
    }

    /// The same without its style sheets.
    pub(crate) fn without_styles(&self) -> Self {
        let mut folder = self.clone();
        folder.files.retain(|path, _| !StyleSheets::has(path));
        folder
    }

    /// Folders with all their files: the length of a description as four bytes, little-endian, the
    /// description as JSON, and the contents of the files in its order.
    pub(crate) fn pack(folders: &[Self]) -> serde_json::Result<Vec<u8>> {
        let notes: Vec<_> = folders.iter().map(Self::note).collect();
        let description = serde_json::to_vec(&notes)?;
        let mut packed = (description.len() as u32).to_le_bytes().to_vec();
        packed.extend(description);
        for content in folders.iter().flat_map(Self::contents) {
            packed.extend_from_slice(content);
        }
        Ok(packed)
    }

    pub(super) fn note(&self) -> FolderNote<'_> {
        let files = self.files.iter();
        FolderNote {
            guest: &self.guest,
            read_only: self.read_only,
            folders: &self.folders,
            files: files.map(|(path, file)| FileNote { path, bytes: file.content.len() }).collect(),
            omitted: self.omitted,
        }
    }

    /// The contents of the files, in the order of the note.
    pub(super) fn contents(&self) -> impl Iterator<Item = &Bytes> {
        self.files.values().map(|file| &file.content)
    }

    fn add(
        &mut self,
        dir: &Dir,
        prefix: &str,
        depth: usize,
        previous: Option<&BTreeMap<String, Arc<FolderFile>>>,
    ) -> io::Result<()> {
        let mut is_empty = true;
        for entry in dir.entries()? {
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| !is_foreign(name)) else { continue };
            is_empty = false;
            let path = format!("{prefix}{name}");
            if entry.file_type()?.is_dir() {
                if depth < DEEPEST {
                    self.add(&entry.open_dir()?, &format!("{path}/"), depth + 1, previous)?;
                }
            } else if let Ok(metadata) = dir.metadata(name)
                && metadata.is_file()
            {
                self.add_file(dir, name, path, &metadata, previous)?;
            }
        }
        if is_empty && !prefix.is_empty() {
            self.folders.push(prefix.trim_end_matches('/').to_owned());
        }
        Ok(())
    }

    fn add_file(
        &mut self,
        dir: &Dir,
        name: &str,
        path: String,
        metadata: &Metadata,
        previous: Option<&BTreeMap<String, Arc<FolderFile>>>,
    ) -> io::Result<()> {
        if self.files.len() >= MOST_FILES || self.bytes + metadata.len() > MOST_BYTES {
            self.omitted += 1;
            return Ok(());
        }
        self.bytes += metadata.len();
        let stamp = Stamp::of_entry(metadata);
        let known = previous.and_then(|files| files.get(&path));
        let file = match known {
            Some(known) if stamp.is_some() && known.stamp == stamp => known.clone(),
            _ => {
                let mut content = Vec::new();
                dir.open(name)?.take(MOST_BYTES).read_to_end(&mut content)?;
                let hash = blake3::hash(&content);
                Arc::new(FolderFile { stamp, content: content.into(), hash })
            }
        };
        self.files.insert(path, file);
        Ok(())
    }
}

/// What no program is meant to see, although it lies in the project's folder.
fn is_foreign(name: &str) -> bool {
    matches!(name, ".git" | ".hg" | ".svn" | ".jj" | ".wasmrun" | "__pycache__")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_what_a_program_may_see() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("data");
        fs_err::create_dir_all(folder.join("a/empty")).unwrap();
        fs_err::create_dir_all(folder.join(".git")).unwrap();
        fs_err::write(folder.join("a/b.txt"), "b").unwrap();
        fs_err::write(folder.join(".git/config"), "no").unwrap();
        fs_err::write(root.path().join("outside"), "no").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("../outside", folder.join("link")).unwrap();
        let read = Folder::read(&folder, "/data", true, None).unwrap();
        assert_eq!(read.files.keys().collect::<Vec<_>>(), ["a/b.txt"]);
        assert_eq!(read.folders, ["a/empty"]);
        fs_err::write(folder.join("a/b.css"), "b{}").unwrap();
        let styles = |guest| -> Vec<String> {
            let folder = Folder::read(&folder, guest, true, None).unwrap();
            folder.styles().map(|(path, _)| path).collect()
        };
        assert_eq!(styles("/data"), ["/data/a/b.css"]);
        assert_eq!(
            (styles("data/x"), styles(".")),
            (vec!["/data/x/a/b.css".into()], vec!["/a/b.css".into()])
        );
        fs_err::remove_file(folder.join("a/b.css")).unwrap();
        let again = Folder::read(&folder, "/data", true, Some(&read)).unwrap();
        assert_eq!(again.contents().collect::<Vec<_>>(), ["b"]);
    }
}
