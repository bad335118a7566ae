//! How a guest ends.

use wasmrun_runtime::wasi::{Exit, WasiCtx};

use crate::{
    abi::errno,
    guest::{Guest, args},
};

#[test]
fn the_exit_status_comes_out_as_it_was_given() {
    for status in [0_u32, 1, 42, 255, 256, u32::MAX] {
        let mut guest = Guest::new(WasiCtx::builder());
        let error = guest.try_call("proc_exit", args![status]).unwrap_err();
        assert_eq!(error.downcast_ref(), Some(&Exit(status)));
        assert!(error.trap().is_none());
    }
}

#[test]
fn a_signal_does_what_it_does_by_default() {
    let mut guest = Guest::new(WasiCtx::builder());
    for ignored in [0, 16, 17, 22, 27] {
        assert_eq!(guest.call("proc_raise", args![ignored]), errno::SUCCESS);
    }
    for stopping in 18..=21 {
        assert_eq!(guest.call("proc_raise", args![stopping]), errno::NOTSUP);
    }
    for unknown in [31, 255, -1] {
        assert_eq!(guest.call("proc_raise", args![unknown]), errno::INVAL);
    }
    for deadly in [6_u32, 9, 15] {
        let error = guest.try_call("proc_raise", args![deadly]).unwrap_err();
        assert_eq!(error.downcast_ref(), Some(&Exit(128 + deadly)));
    }
}

#[test]
fn yielding_returns() {
    let mut guest = Guest::new(WasiCtx::builder());
    assert_eq!(guest.call("sched_yield", args![]), errno::SUCCESS);
}
