//! Asking another process to end: what differs between systems.

use std::io;

/// Asks the process `pid` to end, as Ctrl-C does, if `is_alive` says that the number is still its
/// own.
#[cfg(target_os = "linux")]
pub(super) fn terminate(pid: u32, is_alive: impl FnOnce() -> bool) -> io::Result<()> {
    use rustix::process::{PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

    let Some(process) = process(pid) else { return Ok(()) };
    // From here on the number means this very process, whatever becomes of it.
    let process = match pidfd_open(process, PidfdFlags::empty()) {
        Err(rustix::io::Errno::SRCH) => return Ok(()),
        process => process?,
    };
    if !is_alive() {
        return Ok(());
    }
    match pidfd_send_signal(&process, Signal::TERM) {
        Err(rustix::io::Errno::SRCH) => Ok(()),
        sent => Ok(sent?),
    }
}

/// Asks the process `pid` to end, as Ctrl-C does, if `is_alive` says that the number is still its
/// own.
#[cfg(all(unix, not(target_os = "linux")))]
pub(super) fn terminate(pid: u32, is_alive: impl FnOnce() -> bool) -> io::Result<()> {
    use rustix::process::{Signal, kill_process};

    let process = process(pid).filter(|_| is_alive());
    match process.map(|process| kill_process(process, Signal::TERM)) {
        None | Some(Err(rustix::io::Errno::SRCH)) => Ok(()),
        Some(sent) => Ok(sent?),
    }
}

/// Ends the process `pid`, which cannot be asked here, with those it started, if `is_alive` says
/// that the number is still its own.
#[cfg(not(unix))]
#[expect(clippy::disallowed_methods, reason = "a system's own tool is no plugin")]
pub(super) fn terminate(pid: u32, is_alive: impl FnOnce() -> bool) -> io::Result<()> {
    if !is_alive() {
        return Ok(());
    }
    let mut taskkill = std::process::Command::new("taskkill");
    let ended = taskkill.args(["/F", "/T", "/PID", &pid.to_string()]).output()?;
    if ended.status.success() {
        return Ok(());
    }
    Err(io::Error::other(String::from_utf8_lossy(&ended.stderr).trim().to_owned()))
}

#[cfg(unix)]
fn process(pid: u32) -> Option<rustix::process::Pid> {
    rustix::process::Pid::from_raw(pid.cast_signed())
}
