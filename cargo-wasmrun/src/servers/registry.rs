//! The files of the servers: written by each for itself, read by all.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::{Entry, Error, terminate};

/// How long a server may take to end: its plugin may have to be ended too.
const PATIENCE: Duration = Duration::from_secs(10);

const ENTRY: &str = "json";
const LOCK: &str = "lock";
/// What whoever ends a server by `stop` leaves beside its files.
const STOPPED: &str = "stop";

/// The list of servers.
#[derive(Clone, Debug)]
pub struct Registry {
    folder: PathBuf,
}

impl Registry {
    /// The list in our home.
    pub fn in_home(home: &Path) -> Self {
        Self { folder: home.join("servers") }
    }

    /// Puts this process on the list until the registration is dropped, or the process ends in any
    /// other way.
    pub fn register(&self, entry: &Entry) -> Result<Registration, Error> {
        self.try_register(entry)
            .map_err(|source| Error::Folder { path: self.folder.clone(), source })
    }

    fn try_register(&self, entry: &Entry) -> io::Result<Registration> {
        fs_err::create_dir_all(&self.folder)?;
        // The name is new, so that nobody else's lock can be meant by it.
        let unfinished = tempfile::NamedTempFile::with_prefix_in("new-", &self.folder)?;
        let name = unfinished.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
        let path = self.folder.join(format!("{}{}", entry.pid, name.trim_start_matches("new")));
        unfinished.as_file().lock()?;
        // It is locked before others can see it, or they would take it for one that was left behind.
        let lock = unfinished.persist(path.with_extension(LOCK)).map_err(|error| error.error)?;
        let registration = Registration { path, entry: entry.clone(), _lock: lock };
        write(entry, &registration.path)?;
        Ok(registration)
    }

    /// The servers that run, the oldest first. What those that are gone left behind is removed.
    pub fn running(&self) -> Result<Vec<Running>, Error> {
        let mut running = self
            .try_running()
            .map_err(|source| Error::Folder { path: self.folder.clone(), source })?;
        running.sort_by_key(|running| (running.entry.started, running.entry.pid));
        Ok(running)
    }

    fn try_running(&self) -> io::Result<Vec<Running>> {
        let files = match fs_err::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            files => files?,
        };
        let mut running = Vec::new();
        for file in files {
            let path = file?.path();
            if path.extension().is_some_and(|extension| extension == LOCK) {
                running.extend(Running::read(path.with_extension("")));
            }
        }
        Ok(running)
    }
}

/// This process's place on the list.
#[derive(Debug)]
pub struct Registration {
    /// The files' common path, without their extensions.
    path: PathBuf,
    entry: Entry,
    _lock: File,
}

impl Registration {
    /// Tells others that there is a web app at `url`.
    pub fn tell_app(&self, url: &str) -> Result<(), Error> {
        let entry = Entry { app: Some(url.to_owned()), ..self.entry.clone() };
        write(&entry, &self.path)
            .map_err(|source| Error::Folder { path: self.path.with_extension(ENTRY), source })
    }

    /// Whether somebody ends this server by `stop`.
    pub fn is_stopped(&self) -> bool {
        self.path.with_extension(STOPPED).exists()
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        remove(&self.path);
    }
}

/// Writes what is known of a server to its file at `path`, which is never seen half written.
fn write(entry: &Entry, path: &Path) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut written = tempfile::NamedTempFile::with_prefix_in("new-", folder)?;
    serde_json::to_writer(&mut written, entry)?;
    written.persist(path.with_extension(ENTRY)).map_err(|error| error.error)?;
    Ok(())
}

/// Removes all files of a server; what cannot be removed is found to be left behind later.
fn remove(path: &Path) {
    for extension in [ENTRY, STOPPED, LOCK] {
        let _ = fs_err::remove_file(path.with_extension(extension));
    }
}

/// A server on the list, which was running a moment ago.
#[derive(Clone, Debug)]
pub struct Running {
    /// What is known of it.
    pub entry: Entry,
    path: PathBuf,
}

impl Running {
    /// Reads the files at `path`; `None` if the server is gone, has only just begun, or is somebody else's.
    fn read(path: PathBuf) -> Option<Self> {
        if !is_held(&path).ok()? {
            remove(&path);
            return None;
        }
        let text = fs_err::read(path.with_extension(ENTRY)).ok()?;
        Some(Self { entry: serde_json::from_slice(&text).ok()?, path })
    }

    /// Asks the server to end, and waits until it has.
    pub fn stop(&self) -> Result<(), Error> {
        let pid = self.entry.pid;
        let refused = |source| Error::Refused { pid, source };
        File::create(self.path.with_extension(STOPPED)).map_err(refused)?;
        // Its number is another's as soon as it has ended.
        terminate::terminate(pid, || is_held(&self.path).unwrap_or(false)).map_err(refused)?;
        let (ended, end) = mpsc::channel();
        let path = self.path.clone();
        thread::spawn(move || {
            wait(&path);
            let _ = ended.send(());
        });
        end.recv_timeout(PATIENCE).map_err(|_| Error::Stubborn { pid })?;
        remove(&self.path);
        Ok(())
    }
}

/// Whether somebody holds the lock. One that may not be opened is somebody else's, say of a server that `sudo` started.
fn is_held(path: &Path) -> io::Result<bool> {
    match File::open(path.with_extension(LOCK)) {
        Ok(lock) => Ok(matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Waits until nobody holds the lock.
fn wait(path: &Path) {
    if let Ok(lock) = File::open(path.with_extension(LOCK)) {
        let _ = lock.lock_shared();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(port: u16) -> Entry {
        Entry::of_this_process(format!("http://127.0.0.1:{port}"), port, None, "/game".into())
    }

    #[test]
    fn a_server_is_listed_as_long_as_it_is_registered() {
        let home = tempfile::tempdir().unwrap();
        let registry = Registry::in_home(home.path());
        assert!(registry.running().unwrap().is_empty());
        let first = registry.register(&entry(1)).unwrap();
        let second = registry.register(&entry(2)).unwrap();
        let ports = || {
            let running = registry.running().unwrap();
            let mut ports: Vec<u16> = running.iter().map(|one| one.entry.port).collect();
            ports.sort_unstable();
            ports
        };
        assert_eq!(ports(), [1, 2]);
        drop(first);
        assert_eq!(ports(), [2]);
        assert!(!second.is_stopped());
        drop(second);
        assert!(ports().is_empty());
        assert_eq!(fs_err::read_dir(home.path().join("servers")).unwrap().count(), 0);
    }

    #[test]
    fn what_a_killed_server_left_behind_is_removed() {
        let home = tempfile::tempdir().unwrap();
        let registry = Registry::in_home(home.path());
        let folder = home.path().join("servers");
        fs_err::create_dir_all(&folder).unwrap();
        // A process of this number runs, but holds no lock.
        let left = serde_json::to_vec(&entry(1)).unwrap();
        fs_err::write(folder.join("1-a.json"), left).unwrap();
        fs_err::write(folder.join("1-a.lock"), "").unwrap();
        assert!(registry.running().unwrap().is_empty());
        assert_eq!(fs_err::read_dir(&folder).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_that_cannot_be_opened_is_left_alone() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("servers");
        fs_err::create_dir_all(&folder).unwrap();
        // Permissions stop everyone but the superuser, who may run this; a link to itself stops all.
        fs_err::os::unix::fs::symlink("1-a.lock", folder.join("1-a.lock")).unwrap();
        fs_err::write(folder.join("1-a.json"), serde_json::to_vec(&entry(1)).unwrap()).unwrap();
        assert!(Registry::in_home(home.path()).running().unwrap().is_empty());
        assert_eq!(fs_err::read_dir(&folder).unwrap().count(), 2);
    }

    #[test]
    fn a_file_that_is_no_entry_is_no_server() {
        let home = tempfile::tempdir().unwrap();
        let registry = Registry::in_home(home.path());
        let registration = registry.register(&entry(1)).unwrap();
        fs_err::write(registration.path.with_extension(ENTRY), "{").unwrap();
        assert!(registry.running().unwrap().is_empty());
    }
}
