//! Handlers that end the process on a signal, without a thread that listens for it.

#![cfg_attr(
    unix,
    expect(unsafe_code, reason = "signal handlers are installed through the C library")
)]

/// Ends the process on the signals that mean a Ctrl-C or a request to terminate; false if it cannot
/// be done here.
#[cfg(unix)]
pub(super) fn install() -> bool {
    let handler: extern "C" fn(libc::c_int) = end;
    [libc::SIGINT, libc::SIGTERM, libc::SIGHUP].into_iter().all(|signal| {
        // SAFETY: all zeros is an action without flags and with an empty mask; the handler only
        // makes a system call, which is allowed at any moment.
        unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = handler as libc::sighandler_t;
            libc::sigaction(signal, &raw const action, std::ptr::null_mut()) == 0
        }
    })
}

#[cfg(unix)]
extern "C" fn end(_signal: libc::c_int) {
    // SAFETY: the call is allowed in a signal handler, and runs nothing of ours.
    unsafe { libc::_exit(crate::exit::Exit::INTERRUPTED.status().into()) }
}

#[cfg(not(unix))]
pub(super) fn install() -> bool {
    false
}
