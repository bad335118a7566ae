//! Stops a guest whose time is over.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use wasmrun_runtime::InterruptHandle;

/// A guest's time, which runs until this is dropped.
#[derive(Debug)]
pub(super) struct Deadline {
    /// Hangs up when the guest has ended.
    _running: Sender<()>,
}

impl Deadline {
    /// Lets the guest that `guest` stops run for `time` from now.
    pub(super) fn after(time: Duration, guest: InterruptHandle) -> Self {
        let (running, ended) = channel();
        thread::spawn(move || wait(&ended, time, &guest));
        Self { _running: running }
    }
}

fn wait(ended: &Receiver<()>, time: Duration, guest: &InterruptHandle) {
    if ended.recv_timeout(time) == Err(RecvTimeoutError::Timeout) {
        guest.interrupt();
    }
}
