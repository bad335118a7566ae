//! A plugin's cache folder: held while the plugin is in use, and emptied when it has grown too large or when the user asks.
//!
//! What is in it is the plugin's own business, and often a compiler's, so parts of it cannot be removed: what is left might name
//! what is gone. It goes as a whole, out of sight before the first file is removed, and only while nobody holds it.

use std::fs::{File, TryLockError};
use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The most bytes that a plugin's cache may have when the plugin is started.
const MOST: u64 = 1 << 30;

/// How long it is taken to be as large as it was.
const LOOK_AGAIN: Duration = Duration::from_hours(1);

/// The cache folder of one plugin.
#[derive(Debug)]
pub struct PluginCache {
    folder: PathBuf,
    /// Shared by those who use the plugin. It stays when the cache goes, or two could hold different files for the same lock.
    lock: PathBuf,
}

/// The plugin is in use while this lives.
#[derive(Debug)]
pub(super) struct Hold {
    _lock: Option<File>,
}

/// What became of a cache that was to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// It is gone, or never was.
    Gone,
    /// The plugin is in use, perhaps by another process: it is as it was.
    InUse,
}

impl PluginCache {
    /// The cache of the plugin `name`.
    pub fn new(home: &Path, name: &str) -> Self {
        let lock = home.join("locks").join(format!("{name}.lock"));
        Self { folder: all(home).join(name), lock }
    }

    /// The caches in our home, by name.
    pub fn in_home(home: &Path) -> Vec<Self> {
        let entries = fs_err::read_dir(all(home)).into_iter().flatten().filter_map(Result::ok);
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
        names.sort();
        names.iter().map(|name| Self::new(home, name)).collect()
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Holds the cache, which is emptied before if it is too large and nobody else holds it. Where no lock can be had, say in a
    /// home that cannot be written, nothing is emptied and nothing needs to be held.
    pub(super) fn hold(&self) -> Hold {
        let held = self.open_lock().and_then(|mut lock| {
            self.keep_small(&mut lock)?;
            lock.lock_shared()?;
            Ok(lock)
        });
        if let Err(error) = &held {
            tracing::debug!(folder = %self.folder.display(), %error, "the plugin's cache is not held");
        }
        Hold { _lock: held.ok() }
    }

    /// Removes the cache unless somebody holds it.
    ///
    /// # Errors
    /// If it cannot be removed.
    pub fn remove(&self) -> io::Result<Removal> {
        let lock = self.open_lock()?;
        match lock.try_lock() {
            Ok(()) => self.remove_whole().map(|()| Removal::Gone),
            Err(TryLockError::WouldBlock) => Ok(Removal::InUse),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn open_lock(&self) -> io::Result<File> {
        if let Some(parent) = self.lock.parent() {
            fs_err::create_dir_all(parent)?;
        }
        let mut options = fs_err::OpenOptions::new();
        let opened =
            options.read(true).write(true).create(true).truncate(false).open(&self.lock)?;
        Ok(opened.into_parts().0)
    }

    /// Empties the cache if it is too large. The lock file's own time says when that was looked at last.
    fn keep_small(&self, lock: &mut File) -> io::Result<()> {
        let metadata = lock.metadata()?;
        let since = metadata.modified()?.elapsed().unwrap_or(LOOK_AGAIN);
        if metadata.len() > 0 && since < LOOK_AGAIN {
            return Ok(());
        }
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(()),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let looked = self.remove_if_large().and_then(|()| {
            lock.rewind()?;
            lock.write_all(
                b"held by those who use the plugin; changed when its cache was looked at\n",
            )
        });
        lock.unlock()?;
        looked
    }

    fn remove_if_large(&self) -> io::Result<()> {
        let size = size_of(&self.folder);
        if size <= MOST {
            return Ok(());
        }
        tracing::info!(folder = %self.folder.display(), size, "the plugin's cache is too large, and emptied");
        self.remove_whole()
    }

    /// Moves the folder out of sight, and then removes it, and what was left of one whose removal was interrupted.
    fn remove_whole(&self) -> io::Result<()> {
        let name = self.folder.file_name().unwrap_or_default().to_string_lossy();
        let doomed = self.folder.with_file_name(format!(".{name}-removed"));
        remove_folder(&doomed)?;
        match fs_err::rename(&self.folder, &doomed) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
            Ok(()) => remove_folder(&doomed),
        }
    }
}

/// The folder that has the caches of all plugins.
fn all(home: &Path) -> PathBuf {
    home.join("cache").join("plugins")
}

fn remove_folder(folder: &Path) -> io::Result<()> {
    match fs_err::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        ended => ended,
    }
}

/// The bytes in a folder's files. What cannot be read counts nothing; links are not followed.
pub fn size_of(folder: &Path) -> u64 {
    let entries = fs_err::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let sizes = entries.map(|entry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => size_of(&entry.path()),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    });
    sizes.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A home with a cache of `size` bytes that take no room on the disk.
    fn home_with(size: u64) -> tempfile::TempDir {
        let home = tempfile::tempdir().expect("a folder");
        let folder = PluginCache::new(home.path(), "c").folder.join("o");
        fs_err::create_dir_all(&folder).expect("a folder in it");
        let file = File::create(folder.join("large")).expect("a file");
        file.set_len(size).expect("a file with holes");
        home
    }

    #[test]
    fn a_cache_that_is_too_large_is_emptied_before_it_is_used() {
        let home = home_with(MOST + 1);
        let cache = PluginCache::new(home.path(), "c");
        let _hold = cache.hold();
        assert!(!cache.folder.exists());
        assert_eq!(all(home.path()).read_dir().expect("the caches").count(), 0);
    }

    #[test]
    fn a_cache_of_the_allowed_size_is_kept() {
        let home = home_with(MOST);
        let cache = PluginCache::new(home.path(), "c");
        let _hold = cache.hold();
        assert!(cache.folder.join("o/large").exists());
    }

    #[test]
    fn what_is_in_use_is_neither_emptied_nor_removed() {
        let home = home_with(0);
        let cache = PluginCache::new(home.path(), "c");
        let hold = cache.hold();
        assert_eq!(cache.remove().expect("the lock is ours"), Removal::InUse);
        File::create(cache.folder.join("more"))
            .and_then(|file| file.set_len(MOST + 1))
            .expect("a file");
        fs_err::write(&cache.lock, "").expect("as if nobody had looked");
        let second = cache.hold();
        assert!(cache.folder.join("more").exists());
        drop((hold, second));
        assert_eq!(cache.remove().expect("the lock is ours"), Removal::Gone);
        assert!(!cache.folder.exists());
    }

    #[test]
    fn what_an_interrupted_removal_left_goes_with_the_next() {
        let home = home_with(0);
        let left = all(home.path()).join(".c-removed");
        fs_err::create_dir_all(left.join("o")).expect("a folder");
        let names: Vec<PathBuf> =
            PluginCache::in_home(home.path()).into_iter().map(|cache| cache.folder).collect();
        let cache = PluginCache::new(home.path(), "c");
        assert_eq!(names, [cache.folder.as_path()]);
        assert_eq!(cache.remove().expect("the lock is ours"), Removal::Gone);
        assert!(!left.exists());
    }

    #[test]
    fn a_home_that_is_none_is_no_obstacle() {
        let home = tempfile::NamedTempFile::new().expect("a file");
        let _hold = PluginCache::new(home.path(), "c").hold();
        assert!(PluginCache::in_home(home.path()).is_empty());
    }
}
