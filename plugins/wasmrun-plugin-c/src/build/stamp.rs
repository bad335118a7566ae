//! Whether a file still is what it was: by size and time if they are the same, else by content.

use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use fs_err as fs;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A file as it was when something was made from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamp {
    path: PathBuf,
    size: u64,
    modified: Option<SystemTime>,
    digest: [u8; 32],
}

impl Stamp {
    /// The file as it is now.
    pub(crate) fn take(path: &Path) -> io::Result<Self> {
        let metadata = fs::metadata(path)?;
        Ok(Self {
            path: path.to_path_buf(),
            size: metadata.len(),
            modified: metadata.modified().ok(),
            digest: digest(path)?,
        })
    }

    /// Whether the file still has this content. A file that was only touched has.
    pub(crate) fn is_current(&self) -> bool {
        let Ok(metadata) = fs::metadata(&self.path) else { return false };
        if metadata.len() != self.size {
            return false;
        }
        let modified = metadata.modified().ok();
        (modified.is_some() && modified == self.modified)
            || digest(&self.path).is_ok_and(|digest| digest == self.digest)
    }

    /// Whether the file was written at or after `time`: what was made from it since then may have
    /// been made from another content.
    pub(crate) fn is_from(&self, time: SystemTime) -> bool {
        self.modified.is_none_or(|modified| modified >= time)
    }
}

/// The SHA-256 of a file's content.
fn digest(path: &Path) -> io::Result<[u8; 32]> {
    Ok(Sha256::digest(fs::read(path)?).into())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn file(content: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.h");
        fs::write(&path, content).unwrap();
        (folder, path)
    }

    #[test]
    fn a_touched_file_is_current() {
        let (_folder, path) = file("int a;");
        let stamp = Stamp::take(&path).unwrap();
        let later = SystemTime::now() + Duration::from_mins(1);
        fs::OpenOptions::new().write(true).open(&path).unwrap().set_modified(later).unwrap();
        assert!(stamp.is_current());
    }

    #[test]
    fn another_content_of_the_same_size_is_not_current() {
        let (_folder, path) = file("int a;");
        let stamp = Stamp::take(&path).unwrap();
        fs::write(&path, "int b;").unwrap();
        let later = SystemTime::now() + Duration::from_mins(1);
        fs::OpenOptions::new().write(true).open(&path).unwrap().set_modified(later).unwrap();
        assert!(!stamp.is_current());
    }

    #[test]
    fn a_file_that_is_gone_is_not_current() {
        let (_folder, path) = file("int a;");
        let stamp = Stamp::take(&path).unwrap();
        fs::remove_file(&path).unwrap();
        assert!(!stamp.is_current());
    }

    #[test]
    fn a_digest_is_the_sha_256_of_the_content() {
        let (_folder, path) = file("abc");
        assert!(digest(&path).unwrap().starts_with(&[0xba, 0x78, 0x16, 0xbf]));
    }
}
