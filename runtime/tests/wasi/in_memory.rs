//! Folders in memory: they behave as folders on the host do.

use proptest::prelude::*;
use wasmrun_runtime::wasi::{Access, MemoryFolder, WasiCtx};

use crate::{
    abi::{errno, fdflags, file_type, oflags},
    guest::{BUFFER, CREATE, DIRECTORY, Guest, Open, READ, READ_WRITE, RESULT, ROOT, WRITE, args},
};

#[test]
fn the_embedder_and_the_guest_share_files() {
    let (mut guest, folder) = Guest::in_memory();
    folder.write("in/put", "from the host").unwrap();
    let fd = guest.open(ROOT, "in/put", READ).unwrap();
    assert_eq!(guest.read(fd, 100).unwrap(), b"from the host");
    let fd = guest.open(ROOT, "output", CREATE).unwrap();
    guest.write(fd, b"from the guest").unwrap();
    assert_eq!(folder.read("output").unwrap(), b"from the guest");
    assert_eq!(folder.files().unwrap(), ["in/put", "output"]);
    folder.write("output", "short").unwrap();
    assert_eq!(guest.file_stat(fd).unwrap().size, 5);

    for (path, kind) in [
        ("nothing", std::io::ErrorKind::NotFound),
        ("in", std::io::ErrorKind::IsADirectory),
        ("output/x", std::io::ErrorKind::NotADirectory),
        ("../output", std::io::ErrorKind::PermissionDenied),
    ] {
        assert_eq!(folder.read(path).unwrap_err().kind(), kind, "{path}");
    }
    assert!(folder.write("output/x", "").is_err());
}

#[test]
fn a_folder_has_room_for_so_much() {
    let folder = MemoryFolder::with_capacity(4096);
    let mut guest = Guest::new(WasiCtx::builder().preopen_memory(&folder, "/", Access::ReadWrite));
    let fd = guest.open(ROOT, "file", CREATE).unwrap();
    let written = guest.write(fd, &[7; 8192]).unwrap();
    assert!(written > 3000 && written < 4096, "{written}");
    assert_eq!(guest.write(fd, b"x"), Err(errno::NOSPC));
    assert_eq!(guest.call("fd_filestat_set_size", args![fd, 1_i64 << 40]), errno::NOSPC);
    assert_eq!(guest.call("fd_filestat_set_size", args![fd, i64::MAX]), errno::NOSPC);
    assert_eq!(guest.call("fd_filestat_set_size", args![fd, 100_i64]), errno::SUCCESS);
    assert_eq!(guest.seek(fd, 1 << 62, 0), Ok(1 << 62));
    assert_eq!(guest.write(fd, b"x"), Err(errno::NOSPC));
    guest.seek(fd, 0, 2).unwrap();
    assert_eq!(guest.write(fd, b"x"), Ok(1));

    // Names and empty files take room as well, and give it back.
    let mut names = 0;
    let full = loop {
        match guest.open(ROOT, &format!("{names}"), CREATE) {
            Ok(fd) => guest.close(fd),
            Err(errno) => break errno,
        };
        names += 1;
    };
    assert_eq!(full, errno::NOSPC);
    assert!((5..20).contains(&names), "{names}");
    for name in 0..names {
        assert_eq!(guest.on_path("path_unlink_file", ROOT, &format!("{name}")), errno::SUCCESS);
    }
    assert!(guest.write(fd, &[7; 2000]).is_ok());
    assert_eq!(folder.write("big", [0; 4096]).unwrap_err().kind(), std::io::ErrorKind::StorageFull);
}

#[test]
fn what_was_removed_lives_until_it_is_closed() {
    let (mut guest, _folder) = Guest::in_memory();
    let fd = guest.open(ROOT, "file", CREATE).unwrap();
    guest.write(fd, b"still here").unwrap();
    assert_eq!(guest.on_path("path_unlink_file", ROOT, "file"), errno::SUCCESS);
    guest.seek(fd, 0, 0).unwrap();
    assert_eq!(guest.read(fd, 100).unwrap(), b"still here");
    assert_eq!(guest.file_stat(fd).unwrap().links, 0);

    assert_eq!(guest.on_path("path_create_directory", ROOT, "directory"), errno::SUCCESS);
    let directory = guest.open(ROOT, "directory", DIRECTORY).unwrap();
    assert_eq!(guest.on_path("path_remove_directory", ROOT, "directory"), errno::SUCCESS);
    assert_eq!(guest.open(directory, "file", CREATE), Err(errno::NOENT));
    assert_eq!(guest.rename((ROOT, "."), (directory, "x")), errno::INVAL);
}

#[test]
fn a_read_only_folder_stays_as_it_is() {
    let folder = MemoryFolder::with_capacity(1 << 20);
    folder.write("file", "text").unwrap();
    let mut guest = Guest::new(
        WasiCtx::builder().preopen_memory(&folder, "/fixed", Access::ReadOnly).preopen_memory(
            &folder,
            "/free",
            Access::ReadWrite,
        ),
    );
    let free = ROOT + 1;
    assert_eq!(guest.open(ROOT, "file", WRITE), Err(errno::ROFS));
    assert_eq!(guest.open(ROOT, "new", Open { rights: READ.rights, ..CREATE }), Err(errno::ROFS));
    let truncate = Open { oflags: oflags::TRUNCATE, ..READ };
    assert_eq!(guest.open(ROOT, "file", truncate), Err(errno::ROFS));
    assert_eq!(guest.on_path("path_unlink_file", ROOT, "file"), errno::ROFS);
    assert_eq!(guest.link((ROOT, "file"), (free, "link")), errno::ROFS);
    assert_eq!(guest.rename((ROOT, "file"), (free, "moved")), errno::ROFS);
    let fd = guest.open(ROOT, "file", READ).unwrap();
    assert_eq!(guest.call("fd_filestat_set_times", args![fd, 0_i64, 0_i64, 5]), errno::ROFS);
    let exclusive = Open { oflags: oflags::CREATE | oflags::EXCLUSIVE, ..READ };
    assert_eq!(guest.open(ROOT, "file", exclusive), Err(errno::EXIST));
    assert_eq!(folder.read("file").unwrap(), b"text");
}

#[test]
fn nothing_moves_between_memory_and_the_host() {
    let host = tempfile::tempdir().unwrap();
    let folder = MemoryFolder::with_capacity(1 << 20);
    let builder = WasiCtx::builder()
        .preopen_memory(&folder, "/memory", Access::ReadWrite)
        .preopen_memory(&MemoryFolder::with_capacity(1 << 20), "/other", Access::ReadWrite)
        .preopen_path(host.path(), "/host", Access::ReadWrite)
        .unwrap();
    let mut guest = Guest::new(builder);
    folder.write("file", "text").unwrap();
    for other in [4, 5] {
        assert_eq!(guest.rename((ROOT, "file"), (other, "file")), errno::XDEV);
        assert_eq!(guest.link((ROOT, "file"), (other, "file")), errno::XDEV);
    }
}

/// One thing that a guest does in its folder.
#[derive(Clone, Debug)]
enum Step {
    CreateDirectory(String),
    RemoveDirectory(String),
    RemoveFile(String),
    Symlink(String, String),
    Link(String, String),
    Rename(String, String),
    ReadLink(String),
    Stat(String, bool),
    Open(String, bool, i32, bool),
    Write(String, Vec<u8>, bool),
    Resize(String, u16),
    List(String),
}

fn path() -> impl Strategy<Value = String> {
    let name = prop_oneof![6 => Just("a"), 6 => Just("b"), 3 => Just("c"), 1 => Just("..")];
    let names = prop::collection::vec(name, 1..4).prop_map(|names| names.join("/"));
    prop_oneof![20 => names, 1 => Just(".".to_owned())]
}

/// A path that may say by a slash at its end that it is of a directory.
fn path_or_directory() -> impl Strategy<Value = String> {
    let slash = prop_oneof![4 => Just(""), 1 => Just("/")];
    (path(), slash).prop_map(|(path, slash)| path + slash)
}

fn step() -> impl Strategy<Value = Step> {
    let flags = prop::sample::subsequence(
        vec![oflags::CREATE, oflags::EXCLUSIVE, oflags::TRUNCATE, oflags::DIRECTORY],
        0..4,
    )
    .prop_map(|flags| flags.into_iter().fold(0, |all, flag| all | flag));
    prop_oneof![
        3 => path_or_directory().prop_map(Step::CreateDirectory),
        1 => path_or_directory().prop_map(Step::RemoveDirectory),
        1 => path().prop_map(Step::RemoveFile),
        2 => (path(), path()).prop_map(|(target, path)| Step::Symlink(target, path)),
        1 => (path(), path()).prop_map(|(old, new)| Step::Link(old, new)),
        2 => (path(), path()).prop_map(|(old, new)| Step::Rename(old, new)),
        1 => path().prop_map(Step::ReadLink),
        1 => (path(), any::<bool>()).prop_map(|(path, follow)| Step::Stat(path, follow)),
        2 => (path(), any::<bool>(), flags, any::<bool>())
            .prop_map(|(path, follow, flags, write)| Step::Open(path, follow, flags, write)),
        3 => (path(), prop::collection::vec(any::<u8>(), 0..20), any::<bool>())
            .prop_map(|(path, bytes, append)| Step::Write(path, bytes, append)),
        1 => (path(), 0_u16..100).prop_map(|(path, size)| Step::Resize(path, size)),
        1 => path_or_directory().prop_map(Step::List),
    ]
}

/// What a step answers, written down so that it can be compared.
fn perform(guest: &mut Guest, step: &Step) -> String {
    let follow = |how: Open| Open { follow: true, ..how };
    match step {
        Step::CreateDirectory(path) => done(guest.on_path("path_create_directory", ROOT, path)),
        Step::RemoveDirectory(path) => done(guest.on_path("path_remove_directory", ROOT, path)),
        Step::RemoveFile(path) => done(guest.on_path("path_unlink_file", ROOT, path)),
        Step::Symlink(target, path) => done(guest.symlink(target, ROOT, path)),
        Step::Link(old, new) => done(guest.link((ROOT, old), (ROOT, new))),
        Step::Rename(old, new) => done(guest.rename((ROOT, old), (ROOT, new))),
        Step::ReadLink(path) => format!("{:?}", guest.read_link(ROOT, path, 100)),
        Step::Stat(path, follow) => described(guest, *follow, path),
        Step::Open(path, follow, flags, write) => {
            let how = if *write { READ_WRITE } else { READ };
            opened(guest, path, Open { follow: *follow, oflags: *flags, ..how })
        }
        Step::Write(path, bytes, append) => {
            let fdflags = if *append { fdflags::APPEND } else { 0 };
            let how = Open { fdflags, ..follow(CREATE) };
            let Ok(fd) = guest.open(ROOT, path, how) else { return "not open".to_owned() };
            let written = guest.write(fd, bytes);
            let position = guest.seek(fd, 0, 1);
            guest.close(fd);
            format!("{written:?} {position:?}")
        }
        Step::Resize(path, size) => {
            let Ok(fd) = guest.open(ROOT, path, follow(WRITE)) else {
                return "not open".to_owned();
            };
            let errno = guest.call("fd_filestat_set_size", args![fd, i64::from(*size)]);
            guest.close(fd);
            done(errno)
        }
        Step::List(path) => listed(guest, path),
    }
}

/// Which error it is differs between hosts too; that it is one does not.
fn done(errno: i32) -> String {
    if errno == errno::SUCCESS { "done" } else { "refused" }.to_owned()
}

fn described(guest: &mut Guest, follow: bool, path: &str) -> String {
    let Ok(stat) = guest.path_stat(ROOT, follow, path) else { return "refused".to_owned() };
    let (links, size) =
        if stat.file_type == file_type::DIRECTORY { (0, 0) } else { (stat.links, stat.size) };
    format!("{} {links} {size}", stat.file_type)
}

fn opened(guest: &mut Guest, path: &str, how: Open) -> String {
    let Ok(fd) = guest.open(ROOT, path, how) else { return "refused".to_owned() };
    let contents = guest.read(fd, 1000);
    guest.close(fd);
    format!("{contents:?}")
}

fn listed(guest: &mut Guest, path: &str) -> String {
    let how = Open { follow: true, ..DIRECTORY };
    let Ok(fd) = guest.open(ROOT, path, how) else { return "refused".to_owned() };
    assert_eq!(guest.call("fd_readdir", args![fd, BUFFER, 4096, 0_i64, RESULT]), errno::SUCCESS);
    let bytes = guest.get(BUFFER, guest.u32(RESULT));
    guest.close(fd);
    let (mut rest, mut names) = (&bytes[..], Vec::new());
    while rest.len() > 24 {
        let length = usize::from(rest[16]);
        names.push((rest[24..24 + length].to_vec(), rest[20]));
        rest = &rest[24 + length..];
    }
    names.sort();
    format!("{names:?}")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    /// The same steps in a folder of the host's and in one in memory have the same results.
    #[cfg(target_os = "linux")]
    #[test]
    fn memory_behaves_as_the_host_does(steps in prop::collection::vec(step(), 1..60)) {
        let ((mut host, _host_folder), (mut memory, _)) = (Guest::in_folder(), Guest::in_memory());
        for step in &steps {
            prop_assert_eq!(perform(&mut host, step), perform(&mut memory, step), "{:?}", step);
        }
    }
}
