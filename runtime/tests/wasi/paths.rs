//! What is done by name: opening, folders, links, renaming, removing.

use crate::{
    abi::{errno, file_type, oflags, rights},
    guest::{CREATE, DIRECTORY, Guest, Open, PATH, READ, READ_WRITE, RESULT, ROOT, WRITE, args},
};

fn create(guest: &mut Guest, path: &str) {
    let fd = guest.open(ROOT, path, CREATE).unwrap();
    guest.write(fd, path.as_bytes()).unwrap();
    assert_eq!(guest.close(fd), errno::SUCCESS);
}

fn create_directory(guest: &mut Guest, path: &str) {
    assert_eq!(guest.on_path("path_create_directory", ROOT, path), errno::SUCCESS);
}

#[test]
fn files_are_created_only_when_asked_for() {
    let (mut guest, folder) = Guest::in_folder();
    assert_eq!(guest.open(ROOT, "file", READ), Err(errno::NOENT));
    assert_eq!(guest.open(ROOT, "file", WRITE), Err(errno::NOENT));
    assert!(guest.open(ROOT, "file", CREATE).is_ok());
    assert!(folder.path().join("file").is_file());
    let exclusive = Open { oflags: oflags::CREATE | oflags::EXCLUSIVE, ..READ_WRITE };
    assert_eq!(guest.open(ROOT, "file", exclusive), Err(errno::EXIST));
    assert!(guest.open(ROOT, "other", exclusive).is_ok());
    let only_read = Open { rights: rights::FD_READ, ..exclusive };
    assert_eq!(guest.open(ROOT, "file", only_read), Err(errno::EXIST));
    assert!(guest.open(ROOT, "third", Open { rights: 0, ..CREATE }).is_ok());
}

#[test]
fn truncating_empties_a_file() {
    let (mut guest, _folder) = Guest::in_folder();
    create(&mut guest, "file");
    let truncate = Open { oflags: oflags::TRUNCATE, rights: 0, ..READ };
    assert!(guest.open(ROOT, "file", truncate).is_ok());
    assert_eq!(guest.path_stat(ROOT, false, "file").unwrap().size, 0);
    assert_eq!(guest.open(ROOT, "missing", truncate), Err(errno::NOENT));
}

#[test]
fn directories_are_opened_as_such() {
    let (mut guest, _folder) = Guest::in_folder();
    create_directory(&mut guest, "sub");
    create(&mut guest, "sub/file");
    create(&mut guest, "file");
    for how in [DIRECTORY, READ, Open { rights: 0, ..READ }] {
        let fd = guest.open(ROOT, "sub", how).unwrap();
        assert_eq!(guest.fd_stat(fd).unwrap().0, file_type::DIRECTORY);
        let file = guest.open(fd, "file", READ).unwrap();
        assert_eq!(guest.read(file, 100).unwrap(), b"sub/file");
    }
    assert_eq!(guest.open(ROOT, "file", DIRECTORY), Err(errno::NOTDIR));
    assert_eq!(guest.open(ROOT, "sub", READ_WRITE), Err(errno::ISDIR));
    let both = rights::FD_READ | rights::FD_WRITE;
    assert_eq!(guest.open(ROOT, "sub", Open { rights: both, ..DIRECTORY }), Err(errno::ISDIR));
    for creating in [oflags::CREATE, oflags::EXCLUSIVE, oflags::TRUNCATE] {
        let how = Open { oflags: oflags::DIRECTORY | creating, ..READ };
        assert_eq!(guest.open(ROOT, "sub", how), Err(errno::INVAL));
    }
    let file = guest.open(ROOT, "file", READ).unwrap();
    assert_eq!(guest.open(file, "file", READ), Err(errno::NOTDIR));
    assert_eq!(guest.on_path("path_create_directory", file, "x"), errno::NOTDIR);
}

#[test]
fn paths_may_wander_but_not_leave() {
    let (mut guest, _folder) = Guest::in_folder();
    create_directory(&mut guest, "dir");
    create_directory(&mut guest, "dir/nested");
    create(&mut guest, "dir/nested/file");
    let winding = "dir/.//nested/../../dir/nested/../nested///./file";
    assert!(guest.open(ROOT, winding, READ).is_ok());
    assert!(guest.open(ROOT, "dir/nested///", READ).is_ok());
    assert_eq!(guest.open(ROOT, "dir/nested/file/", READ), Err(errno::NOTDIR));
    assert_eq!(guest.open(ROOT, "dir/nested/file//", READ), Err(errno::NOTDIR));
    assert_eq!(guest.open(ROOT, "dir/missing/../nested/file", READ), Err(errno::NOENT));
}

#[test]
fn paths_that_are_none_are_refused() {
    let (mut guest, _folder) = Guest::in_folder();
    for name in ["path_create_directory", "path_unlink_file", "path_remove_directory"] {
        assert_eq!(guest.on_path(name, ROOT, ""), errno::NOENT);
        assert_eq!(guest.on_path(name, ROOT, "a\0b"), errno::INVAL);
        assert_eq!(guest.on_path(name, ROOT, &"x".repeat(5000)), errno::NAMETOOLONG);
        assert_eq!(guest.on_path(name, ROOT, &"x".repeat(300)), errno::NAMETOOLONG);
        assert_eq!(guest.on_path(name, 99, "x"), errno::BADF);
    }
}

#[test]
fn flags_without_a_meaning_are_refused() {
    let (mut guest, _folder) = Guest::in_folder();
    create(&mut guest, "file");
    assert_eq!(guest.open(ROOT, "file", Open { oflags: 1 << 4, ..READ }), Err(errno::INVAL));
    assert_eq!(guest.open(ROOT, "file", Open { oflags: 1 << 16, ..READ }), Err(errno::INVAL));
    assert_eq!(guest.open(ROOT, "file", Open { fdflags: 1 << 5, ..READ }), Err(errno::INVAL));
    let (at, length) = guest.path(PATH, "file");
    let stat = args![ROOT, 2, at, length, RESULT];
    assert_eq!(guest.call("path_filestat_get", stat), errno::INVAL);
    // Rights are no such flags: programs ask for all there could be.
    assert!(guest.open(ROOT, "file", Open { rights: -1, ..READ }).is_ok());
}

#[test]
fn folders_are_made_and_removed() {
    let (mut guest, folder) = Guest::in_folder();
    create_directory(&mut guest, "sub");
    create_directory(&mut guest, "sub/slash/");
    assert_eq!(guest.on_path("path_create_directory", ROOT, "sub"), errno::EXIST);
    assert_eq!(guest.on_path("path_create_directory", ROOT, "a/b"), errno::NOENT);
    assert_eq!(guest.on_path("path_remove_directory", ROOT, "sub"), errno::NOTEMPTY);
    assert_eq!(guest.on_path("path_remove_directory", ROOT, "sub/slash/"), errno::SUCCESS);
    assert_eq!(guest.on_path("path_remove_directory", ROOT, "sub"), errno::SUCCESS);
    assert_eq!(guest.on_path("path_remove_directory", ROOT, "sub"), errno::NOENT);
    create(&mut guest, "file");
    assert_eq!(guest.on_path("path_remove_directory", ROOT, "file"), errno::NOTDIR);
    assert!(folder.path().join("file").exists());
}

#[test]
fn files_are_unlinked_and_folders_are_not() {
    let (mut guest, folder) = Guest::in_folder();
    create(&mut guest, "file");
    create_directory(&mut guest, "sub");
    assert_eq!(guest.on_path("path_unlink_file", ROOT, "file/"), errno::NOTDIR);
    assert_eq!(guest.on_path("path_unlink_file", ROOT, "file"), errno::SUCCESS);
    assert_eq!(guest.on_path("path_unlink_file", ROOT, "file"), errno::NOENT);
    if cfg!(target_os = "linux") {
        assert_eq!(guest.on_path("path_unlink_file", ROOT, "sub"), errno::ISDIR);
        assert_eq!(guest.on_path("path_unlink_file", ROOT, "sub/"), errno::ISDIR);
    }
    assert!(folder.path().join("sub").is_dir());
}

#[test]
fn links_are_made_read_followed_and_removed() {
    let (mut guest, _folder) = Guest::in_folder();
    create(&mut guest, "target");
    assert_eq!(guest.symlink("target", ROOT, "link"), errno::SUCCESS);
    assert_eq!(guest.symlink("target", ROOT, "link"), errno::EXIST);
    assert_eq!(guest.read_link(ROOT, "link", 100).unwrap(), b"target");
    assert_eq!(guest.read_link(ROOT, "link", 4).unwrap(), b"targ", "as much as fits");
    assert_eq!(guest.read_link(ROOT, "target", 100), Err(errno::INVAL));
    assert_eq!(guest.read_link(ROOT, "missing", 100), Err(errno::NOENT));

    assert_eq!(guest.path_stat(ROOT, false, "link").unwrap().file_type, file_type::SYMBOLIC_LINK);
    assert_eq!(guest.path_stat(ROOT, true, "link").unwrap().file_type, file_type::REGULAR_FILE);
    assert_eq!(guest.open(ROOT, "link", READ), Err(errno::LOOP));
    let fd = guest.open(ROOT, "link", Open { follow: true, ..READ }).unwrap();
    assert_eq!(guest.read(fd, 100).unwrap(), b"target");

    assert_eq!(guest.on_path("path_unlink_file", ROOT, "link"), errno::SUCCESS);
    assert!(guest.path_stat(ROOT, false, "target").is_ok());
    assert_eq!(guest.symlink("x", ROOT, "new/"), errno::NOENT);
    assert_eq!(guest.symlink("loop", ROOT, "loop"), errno::SUCCESS);
    let follow = Open { follow: true, ..READ };
    assert_eq!(guest.open(ROOT, "loop", follow), Err(errno::LOOP));
}

#[test]
fn times_of_links_and_of_what_they_lead_to_are_different_things() {
    const MODIFICATION: i32 = 4;
    let (mut guest, _folder) = Guest::in_folder();
    create(&mut guest, "target");
    guest.symlink("target", ROOT, "link");
    let set = |guest: &mut Guest, follow: i32, time: i64| {
        let (at, length) = guest.path(PATH, "link");
        let arguments = args![ROOT, follow, at, length, 0_i64, time, MODIFICATION];
        guest.call("path_filestat_set_times", arguments)
    };
    assert_eq!(set(&mut guest, 0, 1_000), errno::SUCCESS);
    assert_eq!(set(&mut guest, 1, 2_000), errno::SUCCESS);
    assert_eq!(guest.path_stat(ROOT, false, "link").unwrap().modified, 1_000);
    assert_eq!(guest.path_stat(ROOT, false, "target").unwrap().modified, 2_000);
}

#[test]
fn hard_links_are_two_names_of_one_file() {
    let (mut guest, _folder) = Guest::in_folder();
    create(&mut guest, "file");
    create_directory(&mut guest, "sub");
    let sub = guest.open(ROOT, "sub", DIRECTORY).unwrap();
    assert_eq!(guest.link((ROOT, "file"), (sub, "link")), errno::SUCCESS);
    let (one, two) = (guest.path_stat(ROOT, false, "file"), guest.path_stat(sub, false, "link"));
    assert_eq!(one, two);
    assert_eq!(one.unwrap().links, 2);
    assert_eq!(guest.link((ROOT, "file"), (sub, "link")), errno::EXIST);
    assert_eq!(guest.link((ROOT, "missing"), (sub, "new")), errno::NOENT);
    assert_eq!(guest.link((ROOT, "sub"), (ROOT, "new")), errno::PERM);
    assert_eq!(guest.link((ROOT, "file"), (ROOT, "new/")), errno::NOENT);
    let (at, length) = guest.path(PATH, "file");
    let following = args![ROOT, 1, at, length, ROOT, at, length];
    assert_eq!(guest.call("path_link", following), errno::INVAL);
}

#[test]
fn renaming_moves_and_replaces() {
    let (mut guest, folder) = Guest::in_folder();
    create(&mut guest, "a");
    create(&mut guest, "b");
    create_directory(&mut guest, "sub");
    create_directory(&mut guest, "full");
    create(&mut guest, "full/file");
    assert_eq!(guest.rename((ROOT, "a"), (ROOT, "b")), errno::SUCCESS);
    assert!(!folder.path().join("a").exists());
    let sub = guest.open(ROOT, "sub", DIRECTORY).unwrap();
    assert_eq!(guest.rename((ROOT, "b"), (sub, "c")), errno::SUCCESS);
    assert!(folder.path().join("sub/c").exists());
    assert_eq!(guest.rename((ROOT, "b"), (sub, "c")), errno::NOENT);
    assert_eq!(guest.rename((ROOT, "sub/"), (ROOT, "moved/")), errno::SUCCESS);
    assert!(folder.path().join("moved/c").exists());
    assert_eq!(guest.rename((ROOT, "moved"), (ROOT, "full")), errno::NOTEMPTY);
    assert_eq!(guest.rename((ROOT, "full/file"), (ROOT, "moved")), errno::ISDIR);
    assert_eq!(guest.rename((ROOT, "moved"), (ROOT, "full/file")), errno::NOTDIR);
}
