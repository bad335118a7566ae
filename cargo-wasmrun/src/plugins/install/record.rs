//! What is recorded of an installed plugin: `plugins/NAME/manifest.toml` in our home folder.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use semver::Version;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Error, Source};

/// What is known of an installed plugin without starting it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Its version.
    pub version: Version,
    /// The SHA-256 of its executable, in hexadecimal.
    pub checksum: String,
    /// The commit, of one from a repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// Where it comes from.
    pub source: Source,
}

impl Record {
    /// A record of the plugin in `executable`.
    pub(super) fn new(
        version: Version,
        executable: &Path,
        source: Source,
        revision: Option<String>,
    ) -> io::Result<Self> {
        Ok(Self { version, checksum: checksum(executable)?, revision, source })
    }

    /// The record of the plugin `name`, if it was installed by us.
    pub fn read(home: &Path, name: &str) -> Result<Option<Self>, Error> {
        let path = path(home, name);
        let failed = |source| Error::Store { path: path.clone(), source };
        match fs_err::read_to_string(&path) {
            Ok(text) => {
                toml::from_str(&text).map(Some).map_err(|error| failed(io::Error::other(error)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    /// The plugins that were installed, by name.
    pub fn names(home: &Path) -> Vec<String> {
        let folders = home.join("plugins").read_dir().into_iter().flatten();
        let names = folders.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names.filter(|name| path(home, name).is_file()).collect();
        names.sort();
        names
    }

    /// Writes the record, whole or not at all.
    pub(super) fn write(&self, home: &Path, name: &str) -> io::Result<()> {
        let text = toml::to_string(self).map_err(io::Error::other)?;
        replace(&path(home, name), text.as_bytes())
    }

    /// Whether `executable` is still the one that was installed.
    pub fn is_of(&self, executable: &Path) -> bool {
        checksum(executable).is_ok_and(|checksum| checksum == self.checksum)
    }
}

/// Where the record of a plugin is.
pub(super) fn path(home: &Path, name: &str) -> PathBuf {
    home.join("plugins").join(name).join("manifest.toml")
}

/// Gives a file a new content; whoever looks sees the old or the new one.
fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs_err::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

fn checksum(executable: &Path) -> io::Result<String> {
    let digest = Sha256::digest(fs_err::read(executable)?);
    Ok(digest.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_can_be_read_again_and_notices_another_executable() {
        let home = tempfile::tempdir().unwrap();
        let executable = home.path().join("x");
        fs_err::write(&executable, "one").unwrap();
        let source = Source::CratesIo { requirement: Some("^1".to_owned()) };
        let record =
            Record::new(Version::new(1, 2, 3), &executable, source, Some("abc".to_owned()))
                .unwrap();
        record.write(home.path(), "x").unwrap();
        assert_eq!(Record::read(home.path(), "x").unwrap(), Some(record.clone()));
        assert_eq!(Record::read(home.path(), "y").unwrap(), None);
        assert!(record.is_of(&executable));
        fs_err::write(&executable, "two").unwrap();
        assert!(!record.is_of(&executable));
    }

    #[test]
    fn one_that_cannot_be_read_is_an_error_and_stays() {
        let home = tempfile::tempdir().unwrap();
        let path = path(home.path(), "x");
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(&path, "version = 7").unwrap();
        assert!(matches!(Record::read(home.path(), "x"), Err(Error::Store { .. })));
        assert_eq!(fs_err::read_to_string(path).unwrap(), "version = 7");
    }
}
