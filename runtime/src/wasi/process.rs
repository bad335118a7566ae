//! The end of the guest, and yielding.

use super::errno::Errno;
use crate::Error;

/// The guest ended itself with `proc_exit`, or with a signal.
///
/// It comes out of the call into the guest as an error:
///
/// ```
/// use wasmrun_runtime::{Error, wasi::Exit};
///
/// # fn run() -> Result<(), Error> { Err(Error::host(Exit(3))) }
/// let status = match run() {
///     Ok(()) => 0,
///     Err(error) => match error.downcast_ref::<Exit>() {
///         Some(Exit(status)) => *status,
///         None => panic!("{error}"),
///     },
/// };
/// assert_eq!(status, 3);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the program ended with exit status {0}")]
pub struct Exit(
    /// The exit status, as the guest gave it; 128 + the signal's number after a signal.
    pub u32,
);

/// Signal numbers of WASI, as far as they are told apart here.
mod signal {
    pub(super) const NONE: u32 = 0;
    pub(super) const CHILD: u32 = 16;
    pub(super) const CONTINUE: u32 = 17;
    pub(super) const STOP: u32 = 18;
    pub(super) const TERMINAL_OUTPUT: u32 = 21;
    pub(super) const URGENT: u32 = 22;
    pub(super) const WINDOW_CHANGE: u32 = 27;
    pub(super) const LAST: u32 = 30;
}

pub(super) fn proc_exit(status: u32) -> Error {
    Error::host(Exit(status))
}

/// Does what the signal does by default: nothing, or the end of the guest. There is nobody to
/// continue a stopped guest.
pub(super) fn proc_raise(signal: u32) -> Result<Result<(), Errno>, Error> {
    match signal {
        signal::NONE
        | signal::CHILD
        | signal::CONTINUE
        | signal::URGENT
        | signal::WINDOW_CHANGE => Ok(Ok(())),
        signal::STOP..=signal::TERMINAL_OUTPUT => Ok(Err(Errno::Notsup)),
        1..=signal::LAST => Err(Error::host(Exit(128 + signal))),
        _ => Ok(Err(Errno::Inval)),
    }
}

pub(super) fn sched_yield() {
    std::thread::yield_now();
}
