//! Folders that are read-only: nothing in them changes.

use std::{fs::File, io::Write};

use tempfile::TempDir;
use wasmrun_runtime::wasi::{Access, WasiCtx};

use crate::{
    abi::{errno, fdflags, oflags, rights},
    guest::{CREATE, DIRECTORY, Guest, Open, PATH, READ, READ_WRITE, ROOT, WRITE, args},
};

/// The folder that may be changed, beside [`ROOT`] that may not.
const WRITABLE: i32 = 4;

/// A guest with a read-only folder that has a file, a link and a directory with a file.
fn guest() -> (Guest, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let (protected, writable) = (folder.path().join("protected"), folder.path().join("writable"));
    std::fs::create_dir(&protected).unwrap();
    std::fs::create_dir(protected.join("sub")).unwrap();
    std::fs::create_dir(&writable).unwrap();
    for path in [protected.join("file"), protected.join("sub/file"), writable.join("file")] {
        File::create(path).unwrap().write_all(b"contents").unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("file", protected.join("link")).unwrap();
    let builder = WasiCtx::builder()
        .preopen_path(&protected, "/protected", Access::ReadOnly)
        .unwrap()
        .preopen_path(&writable, "/writable", Access::ReadWrite)
        .unwrap();
    (Guest::new(builder), folder)
}

/// Everything about a tree that a guest could have changed.
fn state(folder: &TempDir) -> Vec<(std::path::PathBuf, u64, std::time::SystemTime)> {
    fn visit(
        at: &std::path::Path,
        into: &mut Vec<(std::path::PathBuf, u64, std::time::SystemTime)>,
    ) {
        let metadata = std::fs::symlink_metadata(at).unwrap();
        into.push((at.into(), metadata.len(), metadata.modified().unwrap()));
        if metadata.is_dir() {
            for entry in std::fs::read_dir(at).unwrap() {
                visit(&entry.unwrap().path(), into);
            }
        }
    }
    let mut state = Vec::new();
    visit(&folder.path().join("protected"), &mut state);
    state.sort();
    state
}

#[test]
fn reading_works() {
    let (mut guest, _folder) = guest();
    let fd = guest.open(ROOT, "sub/../file", READ).unwrap();
    assert_eq!(guest.read(fd, 100).unwrap(), b"contents");
    assert!(guest.path_stat(ROOT, true, "sub/file").is_ok());
    assert!(guest.open(ROOT, "file", Open { oflags: oflags::CREATE, ..READ }).is_ok());
    if cfg!(unix) {
        assert_eq!(guest.read_link(ROOT, "link", 100).unwrap(), b"file");
    }
}

#[test]
fn nothing_is_opened_for_writing() {
    let (mut guest, folder) = guest();
    let before = state(&folder);
    let truncate = Open { oflags: oflags::TRUNCATE, ..READ };
    let ways = [
        WRITE,
        READ_WRITE,
        CREATE,
        truncate,
        Open { rights: 0, ..truncate },
        Open { follow: true, ..truncate },
        Open { oflags: oflags::CREATE | oflags::TRUNCATE, ..READ },
        Open { fdflags: fdflags::APPEND, ..WRITE },
    ];
    let sub = guest.open(ROOT, "sub", DIRECTORY).unwrap();
    let sub_unasked = guest.open(ROOT, "sub", READ).unwrap();
    for how in ways {
        for (directory, path) in
            [(ROOT, "file"), (ROOT, "sub/file"), (sub, "file"), (sub_unasked, "file")]
        {
            assert_eq!(guest.open(directory, path, how), Err(errno::ROFS));
        }
    }
    let create = Open { oflags: oflags::CREATE, ..READ };
    assert_eq!(guest.open(ROOT, "new", create), Err(errno::ROFS));
    assert_eq!(guest.open(ROOT, "new", CREATE), Err(errno::ROFS));
    let exclusive = Open { oflags: oflags::CREATE | oflags::EXCLUSIVE, ..READ };
    assert_eq!(guest.open(ROOT, "new", exclusive), Err(errno::ROFS));
    assert_eq!(guest.open(ROOT, "file", exclusive), Err(errno::EXIST));
    assert_eq!(state(&folder), before);
}

#[test]
fn an_open_file_is_not_changed() {
    let (mut guest, folder) = guest();
    let before = state(&folder);
    let fd = guest.open(ROOT, "file", Open { rights: !rights::FD_WRITE, ..READ }).unwrap();
    assert_eq!(guest.write(fd, b"x"), Err(errno::BADF));
    assert_eq!(guest.call("fd_filestat_set_size", args![fd, 0_i64]), errno::BADF);
    assert_eq!(guest.call("fd_allocate", args![fd, 0_i64, 100_i64]), errno::BADF);
    for fd in [fd, ROOT] {
        let times = args![fd, 1_i64, 1_i64, 5];
        assert_eq!(guest.call("fd_filestat_set_times", times), errno::ROFS);
    }
    assert_eq!(state(&folder), before);
}

#[test]
fn no_name_is_made_changed_or_removed() {
    let (mut guest, folder) = guest();
    let before = state(&folder);
    let sub = guest.open(ROOT, "sub", DIRECTORY).unwrap();
    for directory in [ROOT, sub] {
        assert_eq!(guest.on_path("path_create_directory", directory, "new"), errno::ROFS);
        assert_eq!(guest.on_path("path_remove_directory", directory, "sub"), errno::ROFS);
        assert_eq!(guest.on_path("path_unlink_file", directory, "file"), errno::ROFS);
        assert_eq!(guest.symlink("file", directory, "new"), errno::ROFS);
        assert_eq!(guest.rename((directory, "file"), (directory, "new")), errno::ROFS);
        assert_eq!(guest.link((directory, "file"), (directory, "new")), errno::ROFS);
        for follow in [0, 1] {
            let (at, length) = guest.path(PATH, "file");
            let times = args![directory, follow, at, length, 1_i64, 1_i64, 5];
            assert_eq!(guest.call("path_filestat_set_times", times), errno::ROFS);
        }
    }
    assert_eq!(state(&folder), before);
}

#[test]
fn another_folder_is_no_way_around() {
    let (mut guest, folder) = guest();
    let before = state(&folder);
    // Out of it: the file could then be written by its new name.
    assert_eq!(guest.link((ROOT, "file"), (WRITABLE, "stolen")), errno::ROFS);
    assert_eq!(guest.rename((ROOT, "file"), (WRITABLE, "stolen")), errno::ROFS);
    // Into it.
    assert_eq!(guest.link((WRITABLE, "file"), (ROOT, "planted")), errno::ROFS);
    assert_eq!(guest.rename((WRITABLE, "file"), (ROOT, "planted")), errno::ROFS);
    assert_eq!(guest.rename((WRITABLE, "file"), (ROOT, "file")), errno::ROFS);
    // By a link that leads over.
    assert_eq!(guest.symlink("../protected/file", WRITABLE, "link"), errno::SUCCESS);
    let follow = Open { follow: true, ..WRITE };
    assert_eq!(guest.open(WRITABLE, "link", follow), Err(errno::PERM));
    assert!(guest.open(WRITABLE, "file", WRITE).is_ok());
    assert_eq!(state(&folder), before);
}
