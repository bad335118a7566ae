//! Listing directories.

use std::collections::BTreeMap;

use crate::{
    abi::{errno, file_type},
    guest::{BUFFER, CREATE, DIRECTORY, Guest, RESULT, ROOT, args},
};

struct Entry {
    next: u64,
    inode: u64,
    kind: u8,
    name: String,
}

/// One call; answers the whole entries, and whether the buffer was not filled.
fn list(guest: &mut Guest, fd: i32, length: u32, cookie: u64) -> (Vec<Entry>, bool) {
    let errno = guest.call("fd_readdir", args![fd, BUFFER, length, cookie, RESULT]);
    assert_eq!(errno, errno::SUCCESS);
    let used = guest.u32(RESULT);
    let bytes = guest.get(BUFFER, used);
    let number = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap());
    let mut entries = Vec::new();
    let mut at = 0;
    while at + 24 <= bytes.len() {
        let length = u32::from_le_bytes(bytes[at + 16..at + 20].try_into().unwrap()) as usize;
        let Some(name) = bytes.get(at + 24..at + 24 + length) else { break };
        let name = String::from_utf8(name.to_vec()).unwrap();
        entries.push(Entry { next: number(at), inode: number(at + 8), kind: bytes[at + 20], name });
        at += 24 + length;
    }
    (entries, used < length)
}

fn list_all(guest: &mut Guest, fd: i32, length: u32) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    loop {
        let cookie = entries.last().map_or(0, |entry| entry.next);
        let (more, end) = list(guest, fd, length, cookie);
        assert!(end || !more.is_empty());
        entries.extend(more);
        if end {
            return entries;
        }
    }
}

#[test]
fn an_empty_directory_has_itself_and_its_parent() {
    let (mut guest, _folder) = Guest::in_folder();
    let entries = list_all(&mut guest, ROOT, 1024);
    let names: Vec<&str> = entries.iter().map(|entry| &*entry.name).collect();
    assert_eq!(names, [".", ".."]);
    let inode = guest.file_stat(ROOT).unwrap().inode;
    assert!(entries.iter().all(|entry| entry.kind == file_type::DIRECTORY && entry.inode == inode));
}

#[test]
fn entries_tell_inode_and_type() {
    let (mut guest, _folder) = Guest::in_folder();
    let file = guest.open(ROOT, "file", CREATE).unwrap();
    assert_eq!(guest.on_path("path_create_directory", ROOT, "directory"), errno::SUCCESS);
    assert_eq!(guest.symlink("nowhere", ROOT, "link"), errno::SUCCESS);
    let entries: BTreeMap<String, (u64, u8)> = list_all(&mut guest, ROOT, 1024)
        .into_iter()
        .map(|entry| (entry.name, (entry.inode, entry.kind)))
        .collect();
    let inode = guest.file_stat(file).unwrap().inode;
    assert_eq!(entries["file"], (inode, file_type::REGULAR_FILE));
    assert_eq!(entries["directory"].1, file_type::DIRECTORY);
    assert_eq!(entries["link"].1, file_type::SYMBOLIC_LINK);
}

#[test]
fn a_small_buffer_only_takes_more_calls() {
    let (mut guest, _folder) = Guest::in_folder();
    for index in 0..200 {
        let fd = guest.open(ROOT, &format!("file.{index}"), CREATE).unwrap();
        guest.close(fd);
    }
    let names = |entries: Vec<Entry>| {
        let mut names: Vec<String> = entries.into_iter().map(|entry| entry.name).collect();
        names.sort();
        names.dedup();
        names
    };
    let at_once = names(list_all(&mut guest, ROOT, 64 << 10));
    assert_eq!(at_once.len(), 202);
    assert_eq!(names(list_all(&mut guest, ROOT, 40)), at_once);
    assert_eq!(names(list_all(&mut guest, ROOT, 4096)), at_once);
    // Too small for any entry: the guest sees that it needs a larger one.
    assert!(matches!(list(&mut guest, ROOT, 10, 0), (none, false) if none.is_empty()));
}

#[test]
fn removing_while_listing_neither_loses_nor_repeats_entries() {
    let (mut guest, _folder) = Guest::in_folder();
    for index in 0..100 {
        let fd = guest.open(ROOT, &format!("file.{index}"), CREATE).unwrap();
        guest.close(fd);
    }
    let (mut cookie, mut removed) = (0, 0);
    loop {
        let (entries, end) = list(&mut guest, ROOT, 128, cookie);
        for entry in entries {
            cookie = entry.next;
            if entry.kind == file_type::REGULAR_FILE {
                assert_eq!(guest.on_path("path_unlink_file", ROOT, &entry.name), errno::SUCCESS);
                removed += 1;
            }
        }
        if end {
            break;
        }
    }
    assert_eq!(removed, 100);
    assert_eq!(list_all(&mut guest, ROOT, 1024).len(), 2, "starting again sees the present");
}

#[test]
fn a_cookie_leads_back_to_its_entry() {
    let (mut guest, _folder) = Guest::in_folder();
    for name in ["a", "b", "c"] {
        guest.open(ROOT, name, CREATE).unwrap();
    }
    let all = list_all(&mut guest, ROOT, 1024);
    for pair in all.windows(2) {
        assert_eq!(list(&mut guest, ROOT, 1024, pair[0].next).0[0].name, pair[1].name);
    }
    let again = guest.open(ROOT, ".", DIRECTORY).unwrap();
    assert_eq!(list(&mut guest, again, 1024, all[2].next).0.len(), 2, "in a fresh descriptor");
    assert!(list(&mut guest, ROOT, 1024, u64::MAX).0.is_empty());
}

#[test]
fn only_directories_are_listed() {
    let (mut guest, _folder) = Guest::in_folder();
    let fd = guest.open(ROOT, "file", CREATE).unwrap();
    let list = |guest: &mut Guest, fd: i32| {
        guest.call("fd_readdir", args![fd, BUFFER, 100, 0_i64, RESULT])
    };
    assert_eq!(list(&mut guest, fd), errno::NOTDIR);
    assert_eq!(list(&mut guest, 99), errno::BADF);
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_text_is_listed_and_opened_like_any_other() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let (mut guest, folder) = Guest::in_folder();
    std::fs::File::create(folder.path().join(OsStr::from_bytes(b"caf\xe9"))).unwrap();
    let errno = guest.call("fd_readdir", args![ROOT, BUFFER, 1024, 2_i64, RESULT]);
    assert_eq!((errno, guest.u32(RESULT)), (errno::SUCCESS, 28));
    assert_eq!(guest.get(BUFFER + 24, 4), b"caf\xe9");
    let stat = args![ROOT, 0, BUFFER + 24, 4, RESULT];
    assert_eq!(guest.call("path_filestat_get", stat), errno::SUCCESS);
}
