//! The standard streams: in memory, and those of this process.

use wasmrun_runtime::wasi::{Input, Output, OutputBuffer, WasiCtx};

use crate::{
    abi::{errno, fdflags, file_type, rights},
    guest::{BUFFER, Guest, RESULT, VECTOR, args},
};

#[test]
fn input_in_memory_ends_after_its_bytes() {
    let mut guest = Guest::new(WasiCtx::builder().stdin(Input::bytes(b"a\0\xff".to_vec())));
    assert_eq!(guest.read(0, 2).unwrap(), b"a\0");
    assert_eq!(guest.read(0, 100).unwrap(), b"\xff");
    assert_eq!(guest.read(0, 100).unwrap(), b"");
    assert_eq!(guest.write(0, b"x"), Err(errno::BADF));
}

#[test]
fn output_goes_where_it_was_connected_to() {
    let (out, err) = (OutputBuffer::with_limit(100), OutputBuffer::with_limit(4));
    let builder =
        WasiCtx::builder().stdout(Output::writer(out.clone())).stderr(Output::writer(err.clone()));
    let mut guest = Guest::new(builder);
    assert_eq!(guest.write(1, b"one\0\xff"), Ok(5));
    assert_eq!(guest.write(2, b"three"), Ok(4), "as much as there is room for");
    assert_eq!(guest.write(2, b"x"), Err(errno::NOSPC));
    assert_eq!(guest.read(1, 1), Err(errno::BADF));
    assert_eq!((out.take(), err.take()), (b"one\0\xff".to_vec(), b"thre".to_vec()));
    assert_eq!(guest.write(2, b"x"), Ok(1), "taking makes room");
}

#[test]
fn all_of_a_vector_is_written() {
    let out = OutputBuffer::with_limit(100);
    let mut guest = Guest::new(WasiCtx::builder().stdout(Output::writer(out.clone())));
    guest.put(BUFFER, b"onetwo");
    guest.vector(&[(BUFFER, 3), (BUFFER + 3, 3)]);
    assert_eq!(guest.call("fd_write", args![1, VECTOR, 2, RESULT]), errno::SUCCESS);
    assert_eq!(guest.u32(RESULT), 6);
    assert_eq!(out.take(), b"onetwo");
}

#[test]
fn streams_in_memory_are_no_terminals_and_cannot_seek() {
    let builder =
        WasiCtx::builder().stdin(Input::bytes("")).stdout(Output::writer(std::io::sink()));
    let mut guest = Guest::new(builder);
    for (fd, access) in [(0, rights::FD_READ), (1, rights::FD_WRITE)] {
        let (kind, flags, granted, _) = guest.fd_stat(fd).unwrap();
        assert_eq!((kind, flags), (file_type::UNKNOWN, 0));
        assert_eq!(granted & (rights::FD_READ | rights::FD_WRITE), access);
        assert_eq!(granted & (rights::FD_SEEK | rights::FD_TELL), 0);
        assert_eq!(guest.file_stat(fd).unwrap().file_type, file_type::UNKNOWN);
        assert_eq!(guest.seek(fd, 0, 0), Err(errno::SPIPE));
        assert_eq!(guest.call("fd_tell", args![fd, RESULT]), errno::SPIPE);
        assert_eq!(guest.call("fd_advise", args![fd, 0_i64, 0_i64, 0]), errno::SPIPE);
        assert_eq!(guest.call("fd_sync", args![fd]), errno::INVAL);
        assert_eq!(guest.call("fd_filestat_set_size", args![fd, 0_i64]), errno::INVAL);
        let times = args![fd, 0_i64, 0_i64, 0];
        assert_eq!(guest.call("fd_filestat_set_times", times), errno::INVAL);
        let set = |guest: &mut Guest, flags| guest.call("fd_fdstat_set_flags", args![fd, flags]);
        assert_eq!(set(&mut guest, fdflags::NONBLOCK), errno::SUCCESS);
        assert_eq!(i32::from(guest.fd_stat(fd).unwrap().1), fdflags::NONBLOCK);
        assert_eq!(set(&mut guest, fdflags::SYNC), errno::NOTSUP);
    }
    assert_eq!(guest.fd_stat(2), Err(errno::BADF), "not connected, so not open");
}

/// Guests that have the streams of a process: of another one, so that they can be pipes.
#[cfg(unix)]
mod inherited {
    use std::{
        io::{Read, Seek, SeekFrom, Write},
        process::{Child, Command, Stdio},
    };

    use super::*;

    /// Set in the process that runs a guest.
    const CHILD: &str = "WASMRUN_WASI_TEST_CHILD";

    fn guest() -> Guest {
        Guest::new(
            WasiCtx::builder()
                .stdin(Input::inherit())
                .stdout(Output::inherit())
                .stderr(Output::inherit()),
        )
    }

    /// Runs the same test in a process of its own. There, answers `None`.
    #[expect(clippy::disallowed_methods, reason = "the test starts itself, and reads its streams")]
    fn start(test: &str, stdin: Stdio, stdout: Stdio) -> Option<Child> {
        if std::env::var_os(CHILD).is_some() {
            return None;
        }
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", &format!("streams::inherited::{test}"), "--nocapture"])
            .env(CHILD, "1")
            .stdin(stdin)
            .stdout(stdout)
            .stderr(Stdio::piped())
            .spawn();
        Some(child.unwrap())
    }

    /// The test harness writes to the same stream before and after.
    fn read_until(output: &mut impl Read, what: &[u8]) {
        let (mut seen, mut byte) = (Vec::new(), [0]);
        while !seen.ends_with(what) {
            output.read_exact(&mut byte).unwrap();
            seen.push(byte[0]);
        }
    }

    fn succeeds(child: Child) -> Vec<u8> {
        let output = child.wait_with_output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        output.stdout
    }

    #[test]
    fn pipes_are_read_and_written_as_the_bytes_come() {
        let parent =
            start("pipes_are_read_and_written_as_the_bytes_come", Stdio::piped(), Stdio::piped());
        let Some(mut child) = parent else {
            let mut guest = guest();
            guest.write(1, b"<ready>").unwrap();
            // One byte is there and the pipe stays open: the read must not wait for more.
            let first = guest.read(0, 100).unwrap();
            guest.write(1, &first).unwrap();
            let second = guest.read(0, 100).unwrap();
            guest.write(1, &second).unwrap();
            assert_eq!(guest.read(0, 100).unwrap(), b"");
            return;
        };
        let (mut input, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        read_until(&mut output, b"<ready>");
        input.write_all(b"\xfe").unwrap();
        read_until(&mut output, b"\xfe");
        input.write_all(b"\0\xfd\n\r").unwrap();
        read_until(&mut output, b"\0\xfd\n\r");
        drop(input);
        succeeds(child);
    }

    #[test]
    fn a_closed_pipe_is_an_error_to_the_guest_and_no_signal() {
        let test = "a_closed_pipe_is_an_error_to_the_guest_and_no_signal";
        let Some(mut child) = start(test, Stdio::piped(), Stdio::piped()) else {
            let mut guest = guest();
            guest.write(1, b"<ready>").unwrap();
            // The end of the input says that nobody reads the output any more.
            assert_eq!(guest.read(0, 1).unwrap(), b"");
            assert_eq!(guest.write(1, b"x"), Err(errno::PIPE));
            // The test harness must not trip over its own report.
            let null = std::fs::OpenOptions::new().write(true).open("/dev/null").unwrap();
            rustix::stdio::dup2_stdout(null).unwrap();
            return;
        };
        read_until(child.stdout.as_mut().unwrap(), b"<ready>");
        drop(child.stdout.take());
        drop(child.stdin.take());
        succeeds(child);
    }

    #[test]
    fn pipes_and_null_devices_are_no_terminals() {
        let test = "pipes_and_null_devices_are_no_terminals";
        let Some(child) = start(test, Stdio::null(), Stdio::piped()) else {
            let mut guest = guest();
            // A guest's C library believes in a terminal if this is 0.
            let (kind, _, granted, _) = guest.fd_stat(0).unwrap();
            assert_eq!(kind, file_type::CHARACTER_DEVICE);
            assert_ne!(granted & (rights::FD_SEEK | rights::FD_TELL), 0);
            assert_eq!(guest.fd_stat(1).unwrap().0, file_type::UNKNOWN);
            return;
        };
        succeeds(child);
    }

    #[test]
    fn a_file_as_input_is_a_file_to_the_guest() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"contents").unwrap();
        file.seek(SeekFrom::Start(0)).unwrap();
        let test = "a_file_as_input_is_a_file_to_the_guest";
        let Some(child) = start(test, file.into(), Stdio::piped()) else {
            let mut guest = guest();
            let stat = guest.file_stat(0).unwrap();
            assert_eq!((stat.file_type, stat.size), (file_type::REGULAR_FILE, 8));
            assert_eq!(guest.fd_stat(0).unwrap().0, file_type::REGULAR_FILE);
            assert_eq!(guest.read(0, 100).unwrap(), b"contents");
            return;
        };
        succeeds(child);
    }

    #[test]
    fn a_guest_that_will_not_wait_is_told_to_come_again() {
        let test = "a_guest_that_will_not_wait_is_told_to_come_again";
        let Some(mut child) = start(test, Stdio::piped(), Stdio::piped()) else {
            let mut guest = guest();
            let set = args![0, fdflags::NONBLOCK];
            assert_eq!(guest.call("fd_fdstat_set_flags", set), errno::SUCCESS);
            assert_eq!(guest.read(0, 1), Err(errno::AGAIN));
            guest.write(1, b"<empty>").unwrap();
            // Waits for the input, which comes only after that.
            let mut subscription = [0_u8; 48];
            subscription[8] = 1;
            guest.put(VECTOR, &subscription);
            let poll = args![VECTOR, BUFFER, 1, RESULT];
            assert_eq!(guest.call("poll_oneoff", poll), errno::SUCCESS);
            assert_eq!((guest.u32(RESULT), guest.u64(BUFFER + 16)), (1, 5));
            assert_eq!(guest.read(0, 100).unwrap(), b"input");
            return;
        };
        let mut output = child.stdout.take().unwrap();
        read_until(&mut output, b"<empty>");
        child.stdin.as_mut().unwrap().write_all(b"input").unwrap();
        std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        succeeds(child);
    }

    #[test]
    fn large_writes_arrive_whole() {
        let Some(child) = start("large_writes_arrive_whole", Stdio::null(), Stdio::piped()) else {
            let mut guest = guest();
            let bytes = vec![b'#'; 500_000];
            let mut written = 0;
            while written < bytes.len() {
                written += guest.write(1, &bytes[written..]).unwrap() as usize;
            }
            return;
        };
        let output = succeeds(child);
        assert_eq!(output.split(|byte| *byte == b'#').count(), 500_001);
    }
}
