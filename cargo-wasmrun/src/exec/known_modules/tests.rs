//! What must not count as an entry, and what must.

#![cfg(unix)]

use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::PathBuf;

use super::super::hashing::Pieces;
use super::*;

struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    fn new() -> Self {
        let home = Self { folder: tempfile::tempdir().unwrap() };
        fs_err::write(home.executable(), "build 1").unwrap();
        home
    }

    fn executable(&self) -> PathBuf {
        self.folder.path().join("cargo-wasmrun")
    }

    fn record(&self) -> Option<KnownModules> {
        let home = self.folder.path().to_owned();
        KnownModules::open(&Recording { home, executable: self.executable() })
    }

    /// The key for content that is validated by this executable, with an engine of the key `1.0`.
    fn key_of(&self, content: &[u8]) -> ModuleKey {
        self.record().unwrap().key(hash_of(content), "1.0")
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("cache").join("known-modules")
    }

    fn entry(&self, key: &ModuleKey) -> PathBuf {
        self.path().join(key.name())
    }

    fn knows(&self, key: &ModuleKey) -> bool {
        self.record().is_some_and(|record| record.contains(key))
    }
}

fn hash_of(content: &[u8]) -> ContentHash {
    Pieces::default().finish(content)
}

/// A record that knows the module `module`.
fn recorded() -> (Home, ModuleKey) {
    let home = Home::new();
    let key = home.key_of(b"module");
    home.record().unwrap().insert(&key);
    assert!(home.knows(&key));
    (home, key)
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn an_entry_is_for_one_content_and_one_engine() {
    let (home, _) = recorded();
    assert!(!home.knows(&home.key_of(b"modulf")));
    assert!(!home.knows(&home.key_of(b"module ")));
    assert!(!home.knows(&home.record().unwrap().key(hash_of(b"module"), "1.1")));
}

#[test]
fn a_new_build_of_the_executable_has_a_record_of_its_own() {
    let (home, key) = recorded();
    assert_eq!(home.key_of(b"module"), key);
    let file = std::fs::File::options().write(true).open(home.executable()).unwrap();
    file.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(1)).unwrap();
    let of_other_time = home.key_of(b"module");
    file.set_len(1).unwrap();
    file.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(1)).unwrap();
    let of_other_length = home.key_of(b"module");
    assert!(!home.knows(&of_other_time) && !home.knows(&of_other_length));
    assert_ne!(of_other_time, of_other_length);
    fs_err::remove_file(home.executable()).unwrap();
    assert!(home.record().is_none());
}

#[test]
fn a_broken_entry_is_none_and_is_mended() {
    let (home, key) = recorded();
    let complete = fs_err::read(home.entry(&key)).unwrap();
    let other = home.key_of(b"other").entry();
    for broken in [&b""[..], &complete[..10], &[&complete[..], b"x"].concat(), other.as_bytes()] {
        fs_err::write(home.entry(&key), broken).unwrap();
        assert!(!home.knows(&key), "{broken:?}");
        home.record().unwrap().insert(&key);
        assert!(home.knows(&key), "{broken:?}");
    }
}

#[test]
fn a_folder_or_file_open_to_others_is_not_trusted() {
    let (home, key) = recorded();
    for mode in [0o770, 0o707, 0o755, 0o701] {
        set_mode(&home.path(), mode);
        assert!(home.record().is_none(), "{mode:o}");
    }
    set_mode(&home.path(), 0o700);
    for mode in [0o660, 0o602, 0o622, 0o644] {
        set_mode(&home.entry(&key), mode);
        assert!(!home.knows(&key), "{mode:o}");
    }
}

#[test]
fn links_are_not_followed() {
    let (home, key) = recorded();
    let elsewhere = home.folder.path().join("elsewhere");
    fs_err::rename(home.entry(&key), &elsewhere).unwrap();
    symlink(&elsewhere, home.entry(&key)).unwrap();
    assert!(!home.knows(&key), "a link instead of the entry");
    home.record().unwrap().insert(&key);
    assert!(home.knows(&key), "the link is replaced, not written through");

    let (other, _) = recorded();
    fs_err::rename(home.path(), home.folder.path().join("moved")).unwrap();
    symlink(other.path(), home.path()).unwrap();
    assert!(home.record().is_none(), "a link instead of the folder");
}

#[test]
fn what_is_no_folder_or_no_file_is_not_trusted() {
    let home = Home::new();
    fs_err::create_dir(home.folder.path().join("cache")).unwrap();
    fs_err::write(home.path(), "").unwrap();
    assert!(home.record().is_none());

    let (home, key) = recorded();
    fs_err::remove_file(home.entry(&key)).unwrap();
    fs_err::create_dir(home.entry(&key)).unwrap();
    assert!(!home.knows(&key));
    fs_err::remove_dir(home.entry(&key)).unwrap();
    // Opening one that nobody writes to would wait for ever.
    let mode = rustix::fs::Mode::RUSR;
    let pipe = rustix::fs::FileType::Fifo;
    rustix::fs::mknodat(rustix::fs::CWD, home.entry(&key), pipe, mode, 0).unwrap();
    assert!(!home.knows(&key));
}

/// Only root can give a file away.
#[test]
fn what_belongs_to_others_is_not_trusted() {
    let (home, key) = recorded();
    if !rustix::process::geteuid().is_root() {
        return;
    }
    std::os::unix::fs::chown(home.entry(&key), Some(12345), None).unwrap();
    assert!(!home.knows(&key));
    std::os::unix::fs::chown(home.path(), Some(12345), None).unwrap();
    assert!(home.record().is_none());
}

#[test]
fn a_folder_swapped_while_it_is_open_makes_no_difference() {
    let (home, key) = recorded();
    let record = home.record().unwrap();
    fs_err::rename(home.path(), home.folder.path().join("moved")).unwrap();
    let forged = record.key(hash_of(b"forged"), "1.0");
    Home::record(&home).unwrap().insert(&forged);
    assert!(record.contains(&key));
    assert!(!record.contains(&forged));
}

#[test]
fn the_latest_entries_are_kept() {
    let home = Home::new();
    let record = home.record().unwrap();
    let keys: Vec<ModuleKey> = (0..5_u8).map(|number| home.key_of(&[number])).collect();
    for (number, key) in keys.iter().enumerate() {
        record.insert(key);
        let file = std::fs::File::open(home.entry(key)).unwrap();
        let time = std::time::Duration::from_secs(number as u64 + 1);
        file.set_modified(std::time::UNIX_EPOCH + time).unwrap();
    }
    record.folder.keep_latest(2).unwrap();
    let kept: Vec<bool> = keys.iter().map(|key| record.contains(key)).collect();
    assert_eq!(kept, [false, false, false, true, true]);
}

#[test]
fn many_at_once_do_not_disturb_each_other() {
    let home = Home::new();
    let keys: Vec<ModuleKey> = (0..20_u8).map(|number| home.key_of(&[number])).collect();
    std::thread::scope(|scope| {
        for key in &keys {
            let home = &home;
            scope.spawn(move || {
                for _ in 0..20 {
                    home.record().unwrap().insert(key);
                    assert!(home.knows(key));
                }
            });
        }
    });
    assert_eq!(fs_err::read_dir(home.path()).unwrap().count(), keys.len());
}
