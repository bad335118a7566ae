//! Clocks.

use std::time::SystemTime;

use wasmrun_runtime::wasi::WasiCtx;

use crate::{
    abi::errno,
    guest::{Guest, RESULT, args},
};

const REALTIME: i32 = 0;
const MONOTONIC: i32 = 1;

fn now(guest: &mut Guest, clock: i32) -> u64 {
    assert_eq!(guest.call("clock_time_get", args![clock, 0_i64, RESULT]), errno::SUCCESS);
    guest.u64(RESULT)
}

#[test]
fn the_wall_clock_is_the_hosts() {
    let nanoseconds = || {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        u64::try_from(since.as_nanos()).unwrap()
    };
    let mut guest = Guest::new(WasiCtx::builder());
    let before = nanoseconds();
    let time = now(&mut guest, REALTIME);
    assert!((before..=nanoseconds()).contains(&time));
}

#[test]
fn the_monotonic_clock_starts_above_zero_and_never_goes_back() {
    let mut guest = Guest::new(WasiCtx::builder());
    let mut last = 0;
    for _ in 0..100 {
        let time = now(&mut guest, MONOTONIC);
        assert!(time >= last && time > 0);
        last = time;
    }
}

#[cfg(unix)]
#[test]
fn the_clocks_of_process_and_thread_run_while_they_work() {
    let mut guest = Guest::new(WasiCtx::builder());
    for clock in [2, 3] {
        let before = now(&mut guest, clock);
        while now(&mut guest, clock) == before {}
    }
}

#[test]
fn every_clock_has_a_resolution() {
    let mut guest = Guest::new(WasiCtx::builder());
    for clock in [REALTIME, MONOTONIC] {
        assert_eq!(guest.call("clock_res_get", args![clock, RESULT]), errno::SUCCESS);
        assert!((1..=20_000_000).contains(&guest.u64(RESULT)));
    }
}

#[test]
fn there_are_no_other_clocks() {
    let mut guest = Guest::new(WasiCtx::builder());
    for clock in [4, -1] {
        assert_eq!(guest.call("clock_time_get", args![clock, 0_i64, RESULT]), errno::INVAL);
        assert_eq!(guest.call("clock_res_get", args![clock, RESULT]), errno::INVAL);
    }
}
