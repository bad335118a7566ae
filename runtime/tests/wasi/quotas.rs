//! Limits on what a guest writes.

use wasmrun_runtime::wasi::{
    Access, Output, OutputBuffer, OutputExceeded, WasiCtx, WasiCtxBuilder,
};

use crate::{
    abi::{errno, fdflags},
    guest::{BUFFER, CREATE, Guest, Open, RESULT, ROOT, VECTOR, args},
};

fn in_folder(limit: impl FnOnce(WasiCtxBuilder) -> WasiCtxBuilder) -> (Guest, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let builder = WasiCtx::builder().preopen_path(folder.path(), "/", Access::ReadWrite).unwrap();
    (Guest::new(limit(builder)), folder)
}

#[test]
fn a_file_gets_as_long_as_it_may_and_no_longer() {
    let (mut guest, folder) = in_folder(|builder| builder.max_file_bytes(10));
    let fd = guest.open(ROOT, "file", CREATE).unwrap();
    assert_eq!(guest.write(fd, b"123456"), Ok(6));
    assert_eq!(guest.write(fd, b"789012"), Ok(4), "a short write up to the limit");
    assert_eq!(guest.write(fd, b"x"), Err(errno::FBIG));
    assert_eq!(guest.write(fd, b""), Ok(0));
    guest.seek(fd, 3, 0).unwrap();
    assert_eq!(guest.write(fd, b"abc"), Ok(3), "what is there can be written over");

    let mut write_at = |offset: i64| {
        guest.vector(&[(BUFFER, 4)]);
        let errno = guest.call("fd_pwrite", args![fd, VECTOR, 1, offset, RESULT]);
        if errno == errno::SUCCESS { Ok(guest.u32(RESULT)) } else { Err(errno) }
    };
    assert_eq!(write_at(8), Ok(2));
    assert_eq!(write_at(10), Err(errno::FBIG));
    assert_eq!(write_at(1 << 40), Err(errno::FBIG));

    assert_eq!(guest.call("fd_filestat_set_size", args![fd, 11_i64]), errno::FBIG);
    assert_eq!(guest.call("fd_filestat_set_size", args![fd, 10_i64]), errno::SUCCESS);
    assert_eq!(guest.call("fd_allocate", args![fd, 5_i64, 6_i64]), errno::FBIG);
    assert_eq!(guest.call("fd_allocate", args![fd, 5_i64, 5_i64]), errno::SUCCESS);

    let append = Open { fdflags: fdflags::APPEND, ..CREATE };
    let appending = guest.open(ROOT, "file", append).unwrap();
    assert_eq!(guest.write(appending, b"x"), Err(errno::FBIG));
    assert_eq!(std::fs::metadata(folder.path().join("file")).unwrap().len(), 10);
}

#[test]
fn all_files_together_are_limited() {
    let (mut guest, folder) = in_folder(|builder| builder.max_written_bytes(10));
    let (one, two) =
        (guest.open(ROOT, "one", CREATE).unwrap(), guest.open(ROOT, "two", CREATE).unwrap());
    assert_eq!(guest.write(one, b"123456"), Ok(6));
    assert_eq!(guest.call("fd_allocate", args![two, 0_i64, 5_i64]), errno::DQUOT);
    assert_eq!(guest.call("fd_allocate", args![two, 0_i64, 2_i64]), errno::SUCCESS);
    assert_eq!(guest.write(two, b"123456"), Ok(2));
    assert_eq!(guest.write(two, b"1"), Err(errno::DQUOT));
    guest.seek(one, 0, 0).unwrap();
    assert_eq!(guest.write(one, b"1"), Err(errno::DQUOT), "writing over counts as well");
    guest.vector(&[(BUFFER, 1)]);
    let at_offset = guest.call("fd_pwrite", args![one, VECTOR, 1, 0_i64, RESULT]);
    assert_eq!(at_offset, errno::DQUOT);
    assert_eq!(std::fs::metadata(folder.path().join("two")).unwrap().len(), 2);
}

#[test]
fn a_guest_that_says_too_much_is_stopped() {
    let output = OutputBuffer::with_limit(1 << 20);
    let mut guest = Guest::new(
        WasiCtx::builder()
            .stdout(Output::writer(output.clone()))
            .stderr(Output::writer(output.clone()))
            .max_output_bytes(10),
    );
    assert_eq!(guest.write(1, b"12345"), Ok(5));
    assert_eq!(guest.write(2, b"6789012"), Ok(5), "both streams count, up to the limit");
    assert_eq!(guest.write(1, b""), Ok(0));
    guest.vector(&[(BUFFER, 1)]);
    for fd in [1, 2] {
        let stopped = guest.try_call("fd_write", args![fd, VECTOR, 1, RESULT]).unwrap_err();
        let exceeded = stopped.downcast_ref::<OutputExceeded>().unwrap();
        assert_eq!(exceeded.limit, 10);
    }
    assert_eq!(output.take(), b"1234567890");
}
