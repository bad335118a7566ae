//! Hostile pointers and counts: an error, never a panic, and no effect.

use wasmrun_runtime::wasi::{Input, Output, OutputBuffer, WasiCtx};

use crate::{
    abi::{FUNCTIONS, errno},
    guest::{BUFFER, CREATE, Guest, MEMORY_BYTES, READ, RESULT, ROOT, VECTOR, args, value},
};

const OUTSIDE: [u32; 6] =
    [MEMORY_BYTES, MEMORY_BYTES - 1, MEMORY_BYTES - 3, u32::MAX, u32::MAX - 3, 1 << 31];

#[test]
fn results_that_cannot_be_stored_are_a_fault_before_anything_happens() {
    let (mut guest, folder) = Guest::in_folder();
    let fd = guest.open(ROOT, "file", CREATE).unwrap();
    guest.write(fd, b"contents").unwrap();
    guest.seek(fd, 2, 0).unwrap();
    for outside in OUTSIDE {
        let (vector, count) = guest.vector(&[(BUFFER, 4)]);
        let (path, length) = guest.path(crate::guest::PATH, "new");
        let calls = [
            guest.call("fd_read", args![fd, vector, count, outside]),
            guest.call("fd_write", args![fd, vector, count, outside]),
            guest.call("fd_pread", args![fd, vector, count, 0_i64, outside]),
            guest.call("fd_pwrite", args![fd, vector, count, 0_i64, outside]),
            guest.call("fd_seek", args![fd, 5_i64, 0, outside]),
            guest.call("fd_tell", args![fd, outside]),
            guest.call("fd_fdstat_get", args![fd, outside]),
            guest.call("fd_filestat_get", args![fd, outside]),
            guest.call("fd_prestat_get", args![ROOT, outside]),
            guest.call("fd_readdir", args![ROOT, BUFFER, 100, 0_i64, outside]),
            guest.call("path_filestat_get", args![ROOT, 0, path, length, outside]),
            guest.call("path_open", args![ROOT, 0, path, length, 1, 64_i64, 0_i64, 0, outside]),
            guest.call("clock_time_get", args![0, 0_i64, outside]),
            guest.call("clock_res_get", args![0, outside]),
            guest.call("args_sizes_get", args![outside, RESULT]),
            guest.call("args_sizes_get", args![RESULT, outside]),
        ];
        // What does not exist is found out first where the record comes last.
        for errno in calls {
            assert!([errno::FAULT, errno::NOENT].contains(&errno), "{outside:#x}: {errno}");
        }
    }
    assert_eq!(guest.seek(fd, 0, 1), Ok(2), "nothing was read, written or sought");
    assert_eq!(guest.file_stat(fd).unwrap().size, 8);
    assert!(!folder.path().join("new").exists());
    assert_eq!(guest.open(ROOT, "file", READ), Ok(fd + 1), "no descriptor was used up");
}

#[test]
fn buffers_outside_are_a_fault() {
    let output = OutputBuffer::with_limit(1000);
    let builder =
        WasiCtx::builder().stdin(Input::bytes("input")).stdout(Output::writer(output.clone()));
    let mut guest = Guest::new(builder);
    for outside in OUTSIDE {
        for (name, fd) in [("fd_read", 0), ("fd_write", 1)] {
            // The vector itself, its first buffer, its last buffer.
            assert_eq!(guest.call(name, args![fd, outside, 1, RESULT]), errno::FAULT);
            guest.vector(&[(outside, 8)]);
            assert_eq!(guest.call(name, args![fd, VECTOR, 1, RESULT]), errno::FAULT);
            guest.vector(&[(BUFFER, 4), (BUFFER, outside)]);
            assert_eq!(guest.call(name, args![fd, VECTOR, 2, RESULT]), errno::FAULT);
        }
        assert_eq!(guest.call("random_get", args![outside, 8]), errno::FAULT);
        assert_eq!(guest.call("random_get", args![BUFFER, outside]), errno::FAULT);
    }
    assert_eq!(output.take(), b"", "nothing of a bad vector is written");
    assert_eq!(guest.read(0, 100).unwrap(), b"input", "nor read");
}

#[test]
fn counts_are_limited() {
    let mut guest = Guest::new(WasiCtx::builder().stdin(Input::bytes("x")));
    for count in [1025, 1 << 20, -1] {
        assert_eq!(guest.call("fd_read", args![0, VECTOR, count, RESULT]), errno::INVAL);
    }
    for count in [4097, -1] {
        assert_eq!(guest.call("poll_oneoff", args![VECTOR, BUFFER, count, RESULT]), errno::INVAL);
    }
    assert_eq!(guest.call("fd_read", args![0, VECTOR, 1024, RESULT]), errno::SUCCESS);
}

#[test]
fn paths_outside_are_a_fault() {
    let (mut guest, _folder) = Guest::in_folder();
    let wrapping = u32::MAX - 1;
    for (at, length) in [(MEMORY_BYTES, 1), (MEMORY_BYTES - 1, 2), (wrapping, 4), (8, u32::MAX)] {
        for name in ["path_create_directory", "path_unlink_file", "path_remove_directory"] {
            assert_eq!(guest.call(name, args![ROOT, at, length]), errno::FAULT);
        }
        let open = args![ROOT, 0, at, length, 1, 64_i64, 0_i64, 0, RESULT];
        assert_eq!(guest.call("path_open", open), errno::FAULT);
        let link = args![ROOT, 0, at, length, ROOT, at, length];
        assert_eq!(guest.call("path_link", link), errno::FAULT);
        let rename = args![ROOT, at, length, ROOT, at, length];
        assert_eq!(guest.call("path_rename", rename), errno::FAULT);
        assert_eq!(guest.call("path_symlink", args![at, length, ROOT, at, length]), errno::FAULT);
        let read_link = args![ROOT, at, length, BUFFER, 10, RESULT];
        assert_eq!(guest.call("path_readlink", read_link), errno::FAULT);
        let times = args![ROOT, 0, at, length, 0_i64, 0_i64, 0];
        assert_eq!(guest.call("path_filestat_set_times", times), errno::FAULT);
    }
}

/// Every function with arguments of every kind: there is nothing to expect of the results but
/// that they are numbers of errors, or the guest's orderly end.
#[test]
fn no_argument_makes_the_host_panic() {
    let values: [u64; 9] = [
        0,
        1,
        3,
        4,
        u64::from(RESULT),
        u64::from(MEMORY_BYTES) - 2,
        1 << 31,
        u64::from(u32::MAX),
        u64::MAX,
    ];
    let (mut guest, _folder) = Guest::in_folder();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for (name, parameters) in FUNCTIONS {
        for _ in 0..300 {
            let arguments: Vec<_> = parameters
                .chars()
                .map(|kind| {
                    state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
                    let number = values[(state >> 33) as usize % values.len()];
                    if kind == 'i' { value(number as u32) } else { value(number) }
                })
                .collect();
            // A zeroed subscription is one that happens at once: nothing here may wait.
            guest.put(0, &[0; 1024]);
            match guest.try_call(name, &arguments) {
                Ok(errno) => assert!((0..=76).contains(&errno), "{name} {arguments:?}: {errno}"),
                Err(error) => {
                    let exit = error.downcast_ref::<wasmrun_runtime::wasi::Exit>();
                    assert!(exit.is_some(), "{name} {arguments:?}: {error}");
                }
            }
        }
    }
}
