//! Waits until what is typed is meant for us: a program in the background that reads from its terminal is stopped.

use std::time::Duration;
use std::{io, thread};

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::process::getpgrp;
use rustix::termios::tcgetpgrp;

/// How long to rest while what is typed is for another: nobody tells when that ends.
const PAUSE: Duration = Duration::from_millis(200);

/// Blocks until there is something to read on standard input, or its end, and we may read it.
pub(super) fn wait_for_input() {
    let input = io::stdin();
    loop {
        let mut polled = [PollFd::new(&input, PollFlags::IN)];
        match poll(&mut polled, None) {
            Err(Errno::INTR | Errno::AGAIN) => {}
            // A terminal of another session, or none: nobody stops us.
            _ if tcgetpgrp(&input).is_ok_and(|group| group != getpgrp()) => thread::sleep(PAUSE),
            _ => return,
        }
    }
}
