//! Descriptors as such: numbers, attributes, rights, limits.

use wasmrun_runtime::wasi::{Access, WasiCtx};

use crate::{
    abi::{errno, fdflags, file_type, rights},
    guest::{BUFFER, CREATE, DIRECTORY, Guest, PATH, READ, READ_WRITE, RESULT, ROOT, WRITE, args},
};

#[test]
fn nothing_is_open_that_was_not_given() {
    let mut guest = Guest::new(WasiCtx::builder());
    for fd in [0, 1, 2, 3, 100, -1] {
        assert_eq!(guest.fd_stat(fd), Err(errno::BADF));
        assert_eq!(guest.close(fd), errno::BADF);
        assert_eq!(guest.call("fd_prestat_get", args![fd, RESULT]), errno::BADF);
    }
}

#[test]
fn the_lowest_free_number_is_taken() {
    let (mut guest, _folder) = Guest::in_folder();
    let opened: Vec<i32> =
        ["a", "b", "c"].iter().map(|name| guest.open(ROOT, name, CREATE).unwrap()).collect();
    assert_eq!(opened, [4, 5, 6]);
    assert_eq!(guest.close(5), errno::SUCCESS);
    assert_eq!(guest.close(4), errno::SUCCESS);
    assert_eq!(guest.open(ROOT, "a", READ), Ok(4));
    assert_eq!(guest.open(ROOT, "a", READ), Ok(5));
    assert_eq!(guest.open(ROOT, "a", READ), Ok(7));
}

#[test]
fn a_closed_standard_stream_leaves_its_number_unused() {
    let (mut guest, _folder) = Guest::in_folder();
    assert_eq!(guest.open(ROOT, "file", CREATE), Ok(4));
}

#[test]
fn descriptors_are_limited() {
    let folder = tempfile::tempdir().unwrap();
    let builder = WasiCtx::builder()
        .preopen_path(folder.path(), "/", Access::ReadWrite)
        .unwrap()
        .max_descriptors(6);
    let mut guest = Guest::new(builder);
    assert_eq!(guest.open(ROOT, "a", CREATE), Ok(4));
    assert_eq!(guest.open(ROOT, "b", CREATE), Ok(5));
    assert_eq!(guest.open(ROOT, "c", CREATE), Err(errno::MFILE));
    assert!(!folder.path().join("c").exists(), "what cannot be opened is not created");
    assert_eq!(guest.close(4), errno::SUCCESS);
    assert_eq!(guest.open(ROOT, "c", CREATE), Ok(4));
}

#[test]
fn renumbering_closes_the_target_and_frees_the_source() {
    let (mut guest, _folder) = Guest::in_folder();
    let from = guest.open(ROOT, "from", CREATE).unwrap();
    let to = guest.open(ROOT, "to", CREATE).unwrap();
    guest.write(from, b"12345").unwrap();
    assert_eq!(guest.call("fd_renumber", args![from, to]), errno::SUCCESS);
    assert_eq!(guest.close(from), errno::BADF);
    assert_eq!(guest.file_stat(to).unwrap().size, 5);
    assert_eq!(guest.call("fd_renumber", args![to, to]), errno::SUCCESS);
    for bad in [from, 127, -1] {
        assert_eq!(guest.call("fd_renumber", args![to, bad]), errno::BADF);
        assert_eq!(guest.call("fd_renumber", args![bad, to]), errno::BADF);
    }
    assert_eq!(guest.open(ROOT, "to", READ), Ok(from));
}

#[test]
fn renumbering_again_and_again_leaks_nothing() {
    let (mut guest, _folder) = Guest::in_folder();
    let mut current = guest.open(ROOT, "file", CREATE).unwrap();
    for _ in 0..3000 {
        let next = guest.open(ROOT, "file", READ).unwrap();
        assert_eq!(guest.call("fd_renumber", args![current, next]), errno::SUCCESS);
        current = next;
    }
}

#[test]
fn a_folder_can_be_closed_and_replaced() {
    let (mut guest, _folder) = Guest::in_folder();
    let again = guest.open(ROOT, ".", DIRECTORY).unwrap();
    assert_eq!(guest.call("fd_renumber", args![again, ROOT]), errno::SUCCESS);
    assert!(guest.open(ROOT, "file", CREATE).is_ok());
    assert_eq!(guest.call("fd_prestat_get", args![ROOT, RESULT]), errno::BADF);
    assert_eq!(guest.close(ROOT), errno::SUCCESS);
    assert_eq!(guest.open(ROOT, "file", READ), Err(errno::BADF));
}

#[test]
fn the_attributes_tell_how_a_file_was_opened() {
    let (mut guest, _folder) = Guest::in_folder();
    let fd = guest.open(ROOT, "file", CREATE).unwrap();
    let both = rights::FD_READ | rights::FD_WRITE;
    for (how, expected) in [(READ, rights::FD_READ), (WRITE, rights::FD_WRITE), (READ_WRITE, both)]
    {
        let fd = guest.open(ROOT, "file", how).unwrap();
        let (kind, flags, granted, inheriting) = guest.fd_stat(fd).unwrap();
        assert_eq!((kind, flags, inheriting), (file_type::REGULAR_FILE, 0, 0));
        assert_eq!(granted & both, expected);
    }
    let append = crate::guest::Open { fdflags: fdflags::APPEND | fdflags::SYNC, ..WRITE };
    let appending = guest.open(ROOT, "file", append).unwrap();
    assert_eq!(i32::from(guest.fd_stat(appending).unwrap().1), fdflags::APPEND | fdflags::SYNC);

    let (kind, flags, granted, inheriting) = guest.fd_stat(ROOT).unwrap();
    assert_eq!((kind, flags), (file_type::DIRECTORY, 0));
    assert_eq!(granted & (rights::FD_SEEK | both), 0);
    assert_eq!(inheriting & both, both);
    assert_eq!(guest.close(fd), errno::SUCCESS);
}

#[test]
fn rights_given_up_are_gone() {
    let (mut guest, _folder) = Guest::in_folder();
    let fd = guest.open(ROOT, "file", CREATE).unwrap();
    let (_, _, granted, inheriting) = guest.fd_stat(fd).unwrap();
    let kept = granted & !(rights::FD_WRITE | rights::FD_SEEK);
    let set = |guest: &mut Guest, fd: i32, rights: i64, inheriting: i64| {
        guest.call("fd_fdstat_set_rights", args![fd, rights, inheriting])
    };
    assert_eq!(set(&mut guest, fd, kept, inheriting), errno::SUCCESS);
    assert_eq!(guest.fd_stat(fd).unwrap().2, kept);
    assert_eq!(guest.write(fd, b"x"), Err(errno::NOTCAPABLE));
    assert_eq!(guest.seek(fd, 1, 0), Err(errno::NOTCAPABLE));
    assert_eq!(guest.seek(fd, 0, 1), Ok(0), "telling is another right");
    assert_eq!(guest.read(fd, 1), Ok(vec![]));
    assert_eq!(set(&mut guest, fd, granted, inheriting), errno::NOTCAPABLE);
    assert_eq!(set(&mut guest, fd, -1, 0), errno::NOTCAPABLE);
    assert_eq!(set(&mut guest, fd, kept & !rights::FD_TELL, 0), errno::SUCCESS);
    assert_eq!(guest.call("fd_tell", args![fd, RESULT]), errno::NOTCAPABLE);
}

#[test]
fn what_a_directory_gave_up_is_missing_below_it() {
    let (mut guest, _folder) = Guest::in_folder();
    assert_eq!(guest.on_path("path_create_directory", ROOT, "sub"), errno::SUCCESS);
    guest.open(ROOT, "sub/file", CREATE).unwrap();
    let sub = guest.open(ROOT, "sub", DIRECTORY).unwrap();
    let (_, _, granted, inheriting) = guest.fd_stat(sub).unwrap();
    let errno = guest.call(
        "fd_fdstat_set_rights",
        args![sub, granted & !rights::PATH_FILESTAT_SET_SIZE, inheriting & !rights::FD_WRITE],
    );
    assert_eq!(errno, errno::SUCCESS);
    assert!(guest.open(sub, "file", READ).is_ok());
    assert_eq!(guest.open(sub, "file", WRITE), Err(errno::NOTCAPABLE));
    let truncate = crate::guest::Open { oflags: crate::abi::oflags::TRUNCATE, ..READ };
    assert_eq!(guest.open(sub, "file", truncate), Err(errno::NOTCAPABLE));
    let again = guest.open(sub, ".", DIRECTORY).unwrap();
    assert_eq!(guest.open(again, "file", WRITE), Err(errno::NOTCAPABLE));
}

#[test]
fn flags_can_be_set_as_far_as_the_host_can() {
    let (mut guest, _folder) = Guest::in_folder();
    let fd = guest.open(ROOT, "file", CREATE).unwrap();
    let set = |guest: &mut Guest, flags| guest.call("fd_fdstat_set_flags", args![fd, flags]);
    guest.write(fd, b"one ").unwrap();
    guest.seek(fd, 0, 0).unwrap();
    assert_eq!(set(&mut guest, fdflags::APPEND | fdflags::NONBLOCK), errno::SUCCESS);
    guest.write(fd, b"two").unwrap();
    assert_eq!(set(&mut guest, 0), errno::SUCCESS);
    guest.seek(fd, 0, 0).unwrap();
    guest.write(fd, b"ONE").unwrap();
    guest.seek(fd, 0, 0).unwrap();
    assert_eq!(guest.read(fd, 100).unwrap(), b"ONE two");
    assert_eq!(set(&mut guest, fdflags::SYNC), errno::NOTSUP);
    for unknown in [1 << 5, 1 << 16, -1] {
        assert_eq!(set(&mut guest, unknown), errno::INVAL);
    }
}

#[test]
fn folders_tell_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let builder = WasiCtx::builder()
        .preopen_path(folder.path(), "/first", Access::ReadWrite)
        .unwrap()
        .preopen_path(folder.path(), "second", Access::ReadOnly)
        .unwrap();
    let mut guest = Guest::new(builder);
    for (fd, name) in [(3, "/first"), (4, "second")] {
        assert_eq!(guest.call("fd_prestat_get", args![fd, RESULT]), errno::SUCCESS);
        assert_eq!(guest.u32(RESULT), 0);
        let length = guest.u32(RESULT + 4);
        assert_eq!(length as usize, name.len());
        let get = |guest: &mut Guest, length: u32| {
            guest.call("fd_prestat_dir_name", args![fd, BUFFER, length])
        };
        assert_eq!(get(&mut guest, length), errno::SUCCESS);
        assert_eq!(guest.get(BUFFER, length), name.as_bytes());
        assert_eq!(get(&mut guest, length + 1), errno::SUCCESS);
        assert_eq!(get(&mut guest, length - 1), errno::NAMETOOLONG);
    }
    assert_eq!(guest.call("fd_prestat_get", args![5, RESULT]), errno::BADF);
}

#[test]
fn what_is_no_socket_is_told_apart() {
    let (mut guest, _folder) = Guest::in_folder();
    for (fd, expected) in [(ROOT, errno::NOTSOCK), (99, errno::BADF)] {
        assert_eq!(guest.call("sock_accept", args![fd, 0, RESULT]), expected);
        assert_eq!(guest.call("sock_recv", args![fd, PATH, 0, 0, RESULT, RESULT]), expected);
        assert_eq!(guest.call("sock_send", args![fd, PATH, 0, 0, RESULT]), expected);
        assert_eq!(guest.call("sock_shutdown", args![fd, 1]), expected);
    }
}
