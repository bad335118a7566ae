//! Notices that whoever read our messages went away, although nothing is written just then.

use std::os::fd::AsFd;
use std::{io, thread};

use rustix::event::{PollFd, PollFlags, poll};

use crate::output::Shell;

/// Calls `gone` once the pipe or socket that messages go to has nobody at its other end. A
/// terminal's end is told by a signal, and a file has no end.
///
/// The thread that waits for it ends with the program: nothing else ends the wait.
pub(super) fn on_gone(shell: &Shell, gone: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let is_json = shell.is_json();
    thread::Builder::new().name("reader".to_owned()).spawn(move || {
        let hung_up =
            if is_json { wait_for_hang_up(io::stdout()) } else { wait_for_hang_up(io::stderr()) };
        if hung_up {
            gone();
        }
    })?;
    Ok(())
}

/// Blocks until the other end of `stream` is closed; false if that can never be told.
fn wait_for_hang_up(stream: impl AsFd) -> bool {
    loop {
        // No events are asked for: hang-ups and errors are told in any case.
        let mut polled = [PollFd::new(&stream, PollFlags::empty())];
        match poll(&mut polled, None) {
            Ok(_) => return polled[0].revents().intersects(PollFlags::HUP | PollFlags::ERR),
            Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => {}
            Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn a_pipe_hangs_up_when_its_reader_ends_and_not_before() {
        let (reader, writer) = io::pipe().unwrap();
        let (sender, ended) = mpsc::channel();
        let waiting = thread::spawn(move || {
            let hung_up = wait_for_hang_up(writer);
            sender.send(()).unwrap();
            hung_up
        });
        assert!(ended.try_recv().is_err());
        drop(reader);
        assert!(waiting.join().unwrap());
    }
}
