//! A terminal for a program that wants one.

use std::fs::File;
use std::os::fd::OwnedFd;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// A new pseudo-terminal: our end, which is its keyboard and its screen, and the end for a program.
///
/// # Panics
///
/// If the system gives none.
pub fn pseudo_terminal() -> (File, OwnedFd) {
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
    let ours = openpt(flags).expect("a pseudo-terminal");
    grantpt(&ours).and_then(|()| unlockpt(&ours)).expect("its other end");
    let name = ptsname(&ours, Vec::new()).expect("its name").into_string().expect("UTF-8");
    let theirs = fs_err::OpenOptions::new().read(true).write(true).open(name).expect("a terminal");
    (File::from(ours), theirs.into_parts().0.into())
}
