//! Files: reading, writing, seeking, sizes, times.

use crate::{
    abi::{errno, fdflags, file_type, oflags},
    guest::{BUFFER, CREATE, DIRECTORY, Guest, Open, READ, RESULT, ROOT, VECTOR, WRITE, args},
};

/// A guest with an open file of these contents.
fn with_file(contents: &[u8]) -> (Guest, tempfile::TempDir, i32) {
    let (mut guest, folder) = Guest::in_folder();
    std::fs::File::create(folder.path().join("file")).unwrap();
    let fd = guest.open(ROOT, "file", CREATE).unwrap();
    guest.write(fd, contents).unwrap();
    guest.seek(fd, 0, 0).unwrap();
    (guest, folder, fd)
}

fn contents(folder: &tempfile::TempDir) -> Vec<u8> {
    fs_read(&folder.path().join("file"))
}

fn fs_read(path: &std::path::Path) -> Vec<u8> {
    use std::io::Read;
    let mut bytes = Vec::new();
    std::fs::File::open(path).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

#[test]
fn bytes_of_any_value_come_back() {
    let everything: Vec<u8> = (0..=255).collect();
    let (mut guest, folder, fd) = with_file(&everything);
    assert_eq!(contents(&folder), everything);
    assert_eq!(guest.read(fd, 1000).unwrap(), everything);
    assert_eq!(guest.read(fd, 1000).unwrap(), []);
}

#[test]
fn several_buffers_are_one_transfer() {
    let (mut guest, folder, fd) = with_file(b"");
    guest.put(BUFFER, b"abcdefgh");
    guest.vector(&[(BUFFER + 4, 4), (BUFFER, 0), (BUFFER, 4)]);
    assert_eq!(guest.call("fd_write", args![fd, VECTOR, 3, RESULT]), errno::SUCCESS);
    assert_eq!(guest.u32(RESULT), 8);
    assert_eq!(contents(&folder), b"efghabcd");

    guest.seek(fd, 0, 0).unwrap();
    guest.vector(&[(BUFFER + 100, 3), (BUFFER + 50, 100)]);
    assert_eq!(guest.call("fd_read", args![fd, VECTOR, 2, RESULT]), errno::SUCCESS);
    assert_eq!(guest.u32(RESULT), 3, "buffers that overlap make a short read");
    guest.vector(&[(BUFFER + 200, 2), (BUFFER + 100, 100)]);
    assert_eq!(guest.call("fd_read", args![fd, VECTOR, 2, RESULT]), errno::SUCCESS);
    assert_eq!(guest.u32(RESULT), 5);
    assert_eq!(guest.get(BUFFER + 200, 2), b"ha");
    assert_eq!(guest.get(BUFFER + 100, 3), b"bcd");
}

#[test]
fn reading_and_writing_at_an_offset_leaves_the_position() {
    let (mut guest, folder, fd) = with_file(b"0123456789");
    guest.seek(fd, 2, 0).unwrap();
    guest.vector(&[(BUFFER, 3), (BUFFER + 10, 2)]);
    assert_eq!(guest.call("fd_pread", args![fd, VECTOR, 2, 4_i64, RESULT]), errno::SUCCESS);
    assert_eq!(guest.u32(RESULT), 5);
    assert_eq!(guest.get(BUFFER, 3), b"456");
    assert_eq!(guest.get(BUFFER + 10, 2), b"78");
    guest.put(BUFFER, b"ab");
    guest.vector(&[(BUFFER, 2), (BUFFER, 1)]);
    assert_eq!(guest.call("fd_pwrite", args![fd, VECTOR, 2, 9_i64, RESULT]), errno::SUCCESS);
    assert_eq!(guest.call("fd_tell", args![fd, RESULT]), errno::SUCCESS);
    assert_eq!(guest.u64(RESULT), 2);
    assert_eq!(contents(&folder), b"012345678aba");
    let beyond = guest.call("fd_pread", args![fd, VECTOR, 2, 100_i64, RESULT]);
    assert_eq!((beyond, guest.u32(RESULT)), (errno::SUCCESS, 0));
    assert_eq!(guest.call("fd_pread", args![fd, VECTOR, 2, -1_i64, RESULT]), errno::INVAL);
}

#[test]
fn positions_are_relative_to_start_here_or_end() {
    let (mut guest, _folder, fd) = with_file(b"0123456789");
    assert_eq!(guest.seek(fd, 4, 0), Ok(4));
    assert_eq!(guest.seek(fd, -1, 1), Ok(3));
    assert_eq!(guest.seek(fd, -2, 2), Ok(8));
    assert_eq!(guest.read(fd, 10).unwrap(), b"89");
    assert_eq!(guest.seek(fd, 100, 0), Ok(100));
    assert_eq!(guest.read(fd, 10).unwrap(), b"");
    assert_eq!(guest.seek(fd, -1, 0), Err(errno::INVAL));
    assert_eq!(guest.seek(fd, -200, 1), Err(errno::INVAL));
    assert_eq!(guest.seek(fd, 0, 3), Err(errno::INVAL));
    assert_eq!(guest.seek(ROOT, 0, 0), Err(errno::ISDIR));
}

#[test]
fn appending_always_goes_to_the_end() {
    let (mut guest, folder, _) = with_file(b"start ");
    let append = Open { fdflags: fdflags::APPEND, ..WRITE };
    let fd = guest.open(ROOT, "file", append).unwrap();
    guest.write(fd, b"one ").unwrap();
    guest.seek(fd, 0, 0).unwrap();
    guest.write(fd, b"two").unwrap();
    assert_eq!(contents(&folder), b"start one two");
    assert_eq!(guest.seek(fd, 0, 1), Ok(13));
    let truncate = Open { oflags: oflags::CREATE | oflags::TRUNCATE, ..append };
    let fd = guest.open(ROOT, "file", truncate).unwrap();
    guest.write(fd, b"new").unwrap();
    assert_eq!(contents(&folder), b"new");
}

#[test]
fn a_file_does_only_what_it_was_opened_for() {
    let (mut guest, folder, _) = with_file(b"contents");
    let reader = guest.open(ROOT, "file", READ).unwrap();
    assert_eq!(guest.write(reader, b"x"), Err(errno::BADF));
    guest.vector(&[(BUFFER, 1)]);
    assert_eq!(guest.call("fd_pwrite", args![reader, VECTOR, 1, 0_i64, RESULT]), errno::BADF);
    assert_eq!(guest.call("fd_filestat_set_size", args![reader, 0_i64]), errno::BADF);
    assert_eq!(guest.call("fd_allocate", args![reader, 0_i64, 100_i64]), errno::BADF);
    let writer = guest.open(ROOT, "file", WRITE).unwrap();
    assert_eq!(guest.read(writer, 1), Err(errno::BADF));
    assert_eq!(guest.call("fd_pread", args![writer, VECTOR, 1, 0_i64, RESULT]), errno::BADF);
    // Creating needs a handle for writing on the host; the guest does not get it.
    let created = guest.open(ROOT, "new", Open { oflags: oflags::CREATE, ..READ }).unwrap();
    assert_eq!(guest.write(created, b"x"), Err(errno::BADF));
    assert_eq!(contents(&folder), b"contents");
}

#[cfg(unix)]
#[test]
fn a_file_that_may_only_be_read_can_be_opened_with_create() {
    use std::os::unix::fs::PermissionsExt;
    let (mut guest, folder, _) = with_file(b"contents");
    let path = folder.path().join("file");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).unwrap();
    let fd = guest.open(ROOT, "file", Open { oflags: oflags::CREATE, ..READ }).unwrap();
    assert_eq!(guest.read(fd, 100).unwrap(), b"contents");
}

#[test]
fn sizes_can_be_set_and_space_allocated() {
    let (mut guest, folder, fd) = with_file(b"0123456789");
    let set_size =
        |guest: &mut Guest, size: i64| guest.call("fd_filestat_set_size", args![fd, size]);
    assert_eq!(set_size(&mut guest, 4), errno::SUCCESS);
    assert_eq!(contents(&folder), b"0123");
    assert_eq!(set_size(&mut guest, 6), errno::SUCCESS);
    assert_eq!(contents(&folder), b"0123\0\0");
    assert_eq!(set_size(&mut guest, -1), errno::INVAL);

    let allocate = |guest: &mut Guest, offset: i64, length: i64| {
        guest.call("fd_allocate", args![fd, offset, length])
    };
    assert_eq!(allocate(&mut guest, 2, 2), errno::SUCCESS);
    assert_eq!(guest.file_stat(fd).unwrap().size, 6);
    assert_eq!(allocate(&mut guest, 4, 6), errno::SUCCESS);
    assert_eq!(guest.file_stat(fd).unwrap().size, 10);
    assert_eq!(allocate(&mut guest, 0, 0), errno::INVAL);
    assert_eq!(allocate(&mut guest, -1, 10), errno::INVAL);
    assert_eq!(allocate(&mut guest, i64::MAX, i64::MAX), errno::INVAL);
    assert_eq!(guest.call("fd_allocate", args![ROOT, 0_i64, 1_i64]), errno::ISDIR);
    assert_eq!(guest.call("fd_filestat_set_size", args![ROOT, 1_i64]), errno::ISDIR);
}

#[test]
fn advice_is_taken_or_refused_without_harm() {
    let (mut guest, folder, fd) = with_file(b"contents");
    for advice in 0..6 {
        assert_eq!(guest.call("fd_advise", args![fd, 0_i64, 0_i64, advice]), errno::SUCCESS);
    }
    assert_eq!(guest.call("fd_advise", args![fd, 0_i64, 0_i64, 6]), errno::INVAL);
    assert_eq!(guest.call("fd_advise", args![fd, -1_i64, 2_i64, 0]), errno::INVAL);
    assert_eq!(guest.call("fd_advise", args![99, 0_i64, 0_i64, 0]), errno::BADF);
    assert_eq!(contents(&folder), b"contents");
}

#[test]
fn files_and_directories_can_be_brought_to_the_disk() {
    let (mut guest, _folder, fd) = with_file(b"contents");
    for name in ["fd_sync", "fd_datasync"] {
        assert_eq!(guest.call(name, args![fd]), errno::SUCCESS);
        assert_eq!(guest.call(name, args![ROOT]), errno::SUCCESS);
        assert_eq!(guest.call(name, args![99]), errno::BADF);
    }
}

#[test]
fn attributes_are_those_of_the_host() {
    let (mut guest, _folder, fd) = with_file(b"contents");
    let stat = guest.file_stat(fd).unwrap();
    assert_eq!((stat.file_type, stat.size, stat.links), (file_type::REGULAR_FILE, 8, 1));
    assert!(stat.inode != 0 && stat.changed != 0 && stat.modified != 0 && stat.accessed != 0);
    assert_eq!(guest.path_stat(ROOT, false, "file"), Ok(stat));
    let folder = guest.file_stat(ROOT).unwrap();
    assert_eq!(folder.file_type, file_type::DIRECTORY);
    assert_eq!(folder.device, stat.device);
    assert_eq!(guest.path_stat(ROOT, true, ".").unwrap().inode, folder.inode);
}

#[test]
fn times_can_be_set_to_a_moment_or_to_now() {
    const ACCESS: i32 = 1;
    const ACCESS_NOW: i32 = 2;
    const MODIFICATION: i32 = 4;
    const MODIFICATION_NOW: i32 = 8;
    let (mut guest, _folder, fd) = with_file(b"contents");
    let directory = guest.open(ROOT, ".", DIRECTORY).unwrap();
    for fd in [fd, directory] {
        let set = |guest: &mut Guest, accessed: i64, modified: i64, flags: i32| {
            guest.call("fd_filestat_set_times", args![fd, accessed, modified, flags])
        };
        assert_eq!(set(&mut guest, 1_000_000_001, 2_000_000_002, ACCESS | MODIFICATION), 0);
        let stat = guest.file_stat(fd).unwrap();
        assert_eq!((stat.accessed, stat.modified), (1_000_000_001, 2_000_000_002));
        assert_eq!(set(&mut guest, 5, 6, ACCESS_NOW), 0);
        let stat = guest.file_stat(fd).unwrap();
        assert!(stat.accessed > 1_000_000_001 && stat.modified == 2_000_000_002);
        assert_eq!(set(&mut guest, 5, 6, MODIFICATION | MODIFICATION_NOW), errno::INVAL);
        assert_eq!(set(&mut guest, 5, 6, ACCESS | ACCESS_NOW), errno::INVAL);
        assert_eq!(set(&mut guest, 5, 6, 16), errno::INVAL);
        assert_eq!(guest.file_stat(fd).unwrap().modified, 2_000_000_002);
    }
}

#[test]
fn a_directory_is_not_read_or_written_like_a_file() {
    let (mut guest, _folder) = Guest::in_folder();
    assert_eq!(guest.read(ROOT, 1), Err(errno::ISDIR));
    assert_eq!(guest.write(ROOT, b"x"), Err(errno::ISDIR));
    assert_eq!(guest.call("fd_pread", args![ROOT, VECTOR, 1, 0_i64, RESULT]), errno::ISDIR);
    assert_eq!(guest.call("fd_pwrite", args![ROOT, VECTOR, 1, 0_i64, RESULT]), errno::ISDIR);
    assert_eq!(guest.call("fd_tell", args![ROOT, RESULT]), errno::ISDIR);
}
