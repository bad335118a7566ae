//! Runs that are all alike.

use std::time::{Duration, Instant};

use wasmrun_runtime::wasi::{Access, WasiCtx};

use crate::{
    abi::errno,
    guest::{BUFFER, Guest, MEMORY_BYTES, PATH, RESULT, ROOT, args},
};

const REALTIME: i32 = 0;
const MONOTONIC: i32 = 1;

fn guest(seed: u64) -> Guest {
    Guest::new(WasiCtx::builder().deterministic(seed))
}

fn time(guest: &mut Guest, clock: i32) -> u64 {
    assert_eq!(guest.call("clock_time_get", args![clock, 0_i64, RESULT]), errno::SUCCESS);
    guest.u64(RESULT)
}

fn random(guest: &mut Guest, length: u32) -> Vec<u8> {
    assert_eq!(guest.call("random_get", args![BUFFER, length]), errno::SUCCESS);
    guest.get(BUFFER, length)
}

#[test]
fn a_seed_decides_all_random_bytes() {
    let (mut first, mut second, mut other) = (guest(7), guest(7), guest(8));
    for length in [1, 8, 100, 4096] {
        let bytes = random(&mut first, length);
        assert_eq!(bytes, random(&mut second, length));
        if length > 8 {
            assert_ne!(bytes, random(&mut other, length));
        }
    }
    assert_eq!(first.call("random_get", args![MEMORY_BYTES - 3, 4]), errno::FAULT);
}

#[test]
fn time_starts_anew_and_goes_on_by_looking_at_it() {
    let (mut first, mut second) = (guest(1), guest(2));
    let mut last = 0;
    for clock in [REALTIME, MONOTONIC, 2, 3, REALTIME] {
        assert_eq!(time(&mut first, clock), time(&mut second, clock));
    }
    for _ in 0..100 {
        let now = time(&mut first, MONOTONIC);
        assert!(now > last);
        last = now;
    }
    let year_2000 = 946_684_800_000_000_000;
    assert!((year_2000..year_2000 + 1_000_000_000).contains(&time(&mut first, REALTIME)));
    assert_eq!(first.call("clock_res_get", args![REALTIME, RESULT]), errno::SUCCESS);
    assert_eq!(first.u64(RESULT), 1000);
}

/// A subscription to a clock, from now on or to a moment.
fn sleep(guest: &mut Guest, clock: u32, time: u64, absolute: bool) -> u64 {
    let mut subscription = [0; 48];
    subscription[16..20].copy_from_slice(&clock.to_le_bytes());
    subscription[24..32].copy_from_slice(&time.to_le_bytes());
    subscription[40] = u8::from(absolute);
    guest.put(PATH, &subscription);
    assert_eq!(guest.call("poll_oneoff", args![PATH, BUFFER, 1, RESULT]), errno::SUCCESS);
    u64::from(guest.u32(RESULT))
}

#[test]
fn sleeping_takes_virtual_time_only() {
    let mut guest = guest(1);
    let hour = 3_600_000_000_000;
    let begin = Instant::now();
    let before = time(&mut guest, MONOTONIC);
    assert_eq!(sleep(&mut guest, 1, 100 * hour, false), 1);
    let after = time(&mut guest, MONOTONIC);
    assert!(after - before >= 100 * hour && after - before < 101 * hour);
    assert_eq!(sleep(&mut guest, 1, 200 * hour, true), 1);
    assert!(time(&mut guest, MONOTONIC) >= 200 * hour);
    assert_eq!(sleep(&mut guest, 0, u64::MAX, true), 1, "the end of time");
    assert!(begin.elapsed() < Duration::from_hours(1));
}

#[test]
fn entries_are_listed_in_order_of_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..50).map(|number| format!("{}", number * 7919 % 1009)).collect();
    for name in &names {
        std::fs::File::create(folder.path().join(name)).unwrap();
    }
    let builder = WasiCtx::builder().deterministic(0);
    let builder = builder.preopen_path(folder.path(), "/", Access::ReadOnly).unwrap();
    let mut guest = Guest::new(builder);
    assert_eq!(guest.call("fd_readdir", args![ROOT, BUFFER, 8192, 0_i64, RESULT]), errno::SUCCESS);
    let bytes = guest.get(BUFFER, guest.u32(RESULT));
    let mut rest = &bytes[..];
    let mut listed = Vec::new();
    while let [header @ .., _] = rest
        && header.len() >= 24
    {
        let length = u32::from_le_bytes(rest[16..20].try_into().unwrap()) as usize;
        listed.push(String::from_utf8(rest[24..24 + length].to_vec()).unwrap());
        rest = &rest[24 + length..];
    }
    let mut sorted = names;
    sorted.sort();
    assert_eq!(listed[2..], sorted);
}
