//! Waiting for clocks and descriptors.

use wasmrun_runtime::wasi::{Input, Output, OutputBuffer, WasiCtx, WasiCtxBuilder};

use crate::{
    abi::errno,
    guest::{BUFFER, CREATE, Guest, RESULT, ROOT, args},
};

const SUBSCRIPTIONS: u32 = 0x4_0000;
const MILLISECOND: u64 = 1_000_000;

enum Wait {
    Clock { clock: u32, nanoseconds: u64, absolute: bool },
    Read(i32),
    Write(i32),
    Nonsense,
}

#[derive(Debug, PartialEq, Eq)]
struct Event {
    user_data: u64,
    errno: u16,
    kind: u8,
    available: u64,
}

/// Waits; the user data of each subscription is its index.
fn poll(guest: &mut Guest, waits: &[Wait]) -> Vec<Event> {
    for (index, wait) in waits.iter().enumerate() {
        let mut bytes = [0_u8; 48];
        bytes[0..8].copy_from_slice(&(index as u64).to_le_bytes());
        match wait {
            Wait::Clock { clock, nanoseconds, absolute } => {
                bytes[16..20].copy_from_slice(&clock.to_le_bytes());
                bytes[24..32].copy_from_slice(&nanoseconds.to_le_bytes());
                bytes[40] = u8::from(*absolute);
            }
            Wait::Read(fd) => {
                bytes[8] = 1;
                bytes[16..20].copy_from_slice(&fd.to_le_bytes());
            }
            Wait::Write(fd) => {
                bytes[8] = 2;
                bytes[16..20].copy_from_slice(&fd.to_le_bytes());
            }
            Wait::Nonsense => bytes[8] = 9,
        }
        guest.put(SUBSCRIPTIONS + 48 * index as u32, &bytes);
    }
    let arguments = args![SUBSCRIPTIONS, BUFFER, waits.len() as u32, RESULT];
    assert_eq!(guest.call("poll_oneoff", arguments), errno::SUCCESS);
    (0..guest.u32(RESULT))
        .map(|index| {
            let at = BUFFER + 32 * index;
            let bytes = guest.get(at, 32);
            Event {
                user_data: guest.u64(at),
                errno: u16::from_le_bytes([bytes[8], bytes[9]]),
                kind: bytes[10],
                available: guest.u64(at + 16),
            }
        })
        .collect()
}

fn event(user_data: u64, errno: i32, kind: u8, available: u64) -> Event {
    Event { user_data, errno: errno as u16, kind, available }
}

fn now(guest: &mut Guest, clock: i32) -> u64 {
    assert_eq!(guest.call("clock_time_get", args![clock, 0_i64, RESULT]), errno::SUCCESS);
    guest.u64(RESULT)
}

fn streams() -> WasiCtxBuilder {
    WasiCtx::builder().stdin(Input::bytes("x")).stdout(Output::writer(OutputBuffer::with_limit(10)))
}

#[test]
fn a_clock_is_waited_for_as_long_as_asked() {
    let mut guest = Guest::new(WasiCtx::builder());
    for clock in [0, 1] {
        let before = now(&mut guest, 1);
        let nanoseconds = 5 * MILLISECOND;
        let waits = [
            Wait::Clock { clock, nanoseconds, absolute: false },
            Wait::Clock { clock, nanoseconds: u64::MAX, absolute: false },
        ];
        assert_eq!(poll(&mut guest, &waits), [event(0, 0, 0, 0)]);
        assert!(now(&mut guest, 1) - before >= nanoseconds);
    }
}

#[test]
fn a_moment_is_waited_for_until_it_comes() {
    let mut guest = Guest::new(WasiCtx::builder());
    for clock in [0, 1] {
        let deadline = now(&mut guest, clock) + 5 * MILLISECOND;
        let wait = [Wait::Clock { clock: clock as u32, nanoseconds: deadline, absolute: true }];
        assert_eq!(poll(&mut guest, &wait), [event(0, 0, 0, 0)]);
        assert!(now(&mut guest, clock) >= deadline);
        let past = [Wait::Clock { clock: clock as u32, nanoseconds: 1, absolute: true }];
        assert_eq!(poll(&mut guest, &past).len(), 1);
    }
}

#[test]
fn files_and_streams_in_memory_are_always_ready() {
    let folder = tempfile::tempdir().unwrap();
    let access = wasmrun_runtime::wasi::Access::ReadWrite;
    let mut guest = Guest::new(streams().preopen_path(folder.path(), "/", access).unwrap());
    let fd = guest.open(ROOT, "file", CREATE).unwrap();
    guest.write(fd, b"0123456789").unwrap();
    guest.seek(fd, 4, 0).unwrap();
    let waits = [
        Wait::Read(fd),
        Wait::Clock { clock: 1, nanoseconds: u64::MAX, absolute: false },
        Wait::Write(fd),
        Wait::Read(0),
        Wait::Write(1),
    ];
    let expected = [event(0, 0, 1, 6), event(2, 0, 2, 0), event(3, 0, 1, 0), event(4, 0, 2, 0)];
    assert_eq!(poll(&mut guest, &waits), expected);
}

#[test]
fn what_cannot_be_waited_for_is_an_event_with_an_error() {
    let mut guest = Guest::new(streams());
    let waits = [
        Wait::Read(99),
        Wait::Write(0),
        Wait::Read(1),
        Wait::Nonsense,
        Wait::Clock { clock: 77, nanoseconds: 1, absolute: false },
        Wait::Clock { clock: 2, nanoseconds: 1, absolute: false },
        Wait::Clock { clock: 1, nanoseconds: u64::MAX, absolute: false },
    ];
    let expected = [
        event(0, errno::BADF, 1, 0),
        event(1, errno::BADF, 2, 0),
        event(2, errno::BADF, 1, 0),
        event(3, errno::INVAL, 0, 0),
        event(4, errno::INVAL, 0, 0),
        event(5, errno::NOTSUP, 0, 0),
    ];
    assert_eq!(poll(&mut guest, &waits), expected);
}

#[test]
fn nothing_to_wait_for_is_refused() {
    let mut guest = Guest::new(WasiCtx::builder());
    let nothing = args![SUBSCRIPTIONS, BUFFER, 0, RESULT];
    assert_eq!(guest.call("poll_oneoff", nothing), errno::INVAL);
    for (subscriptions, events, happened) in
        [(-1, 0, 256), (0, -1, 256), (0, 0, -1), (i32::MIN, 0, 256)]
    {
        let arguments = args![subscriptions, events, 1, happened];
        assert_eq!(guest.call("poll_oneoff", arguments), errno::FAULT);
    }
}
