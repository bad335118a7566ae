//! The version before preview 1: what differs.

use wasmrun_runtime::wasi::{Access, WasiCtx};

use crate::{
    abi::errno,
    guest::{BUFFER, CREATE, Guest, PATH, RESULT, ROOT, args},
};

fn guest() -> (Guest, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let builder = WasiCtx::builder().preopen_path(folder.path(), "/", Access::ReadWrite).unwrap();
    (Guest::importing("wasi_unstable", builder), folder)
}

#[test]
fn seeking_counts_its_origins_otherwise() {
    let (mut guest, _folder) = guest();
    let fd = guest.open(ROOT, "file", CREATE).unwrap();
    guest.write(fd, b"0123456789").unwrap();
    assert_eq!(guest.seek(fd, -4, 0), Ok(6), "from here");
    assert_eq!(guest.seek(fd, -1, 1), Ok(9), "from the end");
    assert_eq!(guest.seek(fd, 2, 2), Ok(2), "from the start");
    assert_eq!(guest.seek(fd, 0, 3), Err(errno::INVAL));
}

#[test]
fn attributes_have_a_smaller_number_of_links() {
    let (mut guest, _folder) = guest();
    let fd = guest.open(ROOT, "file", CREATE).unwrap();
    guest.write(fd, b"0123456789").unwrap();
    let (at, length) = guest.path(PATH, "file");
    assert_eq!(guest.call("fd_filestat_get", args![fd, RESULT]), errno::SUCCESS);
    let by_descriptor = guest.get(RESULT, 56);
    assert_eq!(guest.u32(RESULT + 20), 1);
    assert_eq!(guest.u64(RESULT + 24), 10);
    assert_eq!(guest.get(RESULT + 56, 8), [0; 8], "and is shorter");
    let by_path = args![ROOT, 0, at, length, RESULT];
    assert_eq!(guest.call("path_filestat_get", by_path), errno::SUCCESS);
    assert_eq!(guest.get(RESULT, 56), by_descriptor);
}

#[test]
fn subscriptions_of_clocks_have_an_identifier() {
    let (mut guest, _folder) = guest();
    let mut subscription = [0_u8; 56];
    subscription[0] = 7;
    subscription[16..24].fill(0xff);
    subscription[24] = 1;
    subscription[32..40].copy_from_slice(&1_000_000_u64.to_le_bytes());
    guest.put(PATH, &subscription);
    assert_eq!(guest.call("poll_oneoff", args![PATH, BUFFER, 1, RESULT]), errno::SUCCESS);
    assert_eq!((guest.u32(RESULT), guest.u64(BUFFER), guest.u64(BUFFER + 8)), (1, 7, 0));
}
