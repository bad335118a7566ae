//! The limit of the value stack, which another thread may lower to interrupt execution.

#[cfg(unix)]
use std::{io, os::fd::BorrowedFd};
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use super::alarm::Alarm;

/// The address that no frame may reach beyond.
///
/// Every function compares with it when it is entered. So a request to stop takes nothing but a
/// limit below all frames; branches that look for one find it in the same word. The word guards no
/// other data, hence the relaxed order.
#[derive(Debug)]
pub(crate) struct StackLimit {
    current: AtomicUsize,
    end: usize,
    /// For those who wait outside of code.
    alarm: Alarm,
}

impl StackLimit {
    /// Below all frames.
    const INTERRUPTED: usize = 0;

    /// The limit of a stack that ends at this address.
    pub(super) fn new(end: usize) -> Self {
        Self { current: AtomicUsize::new(end), end, alarm: Alarm::default() }
    }

    /// The limit as it is now.
    #[inline]
    pub(crate) fn get(&self) -> usize {
        self.current.load(Ordering::Relaxed)
    }

    /// Whether whatever runs is to stop.
    #[inline]
    pub(crate) fn is_interrupted(&self) -> bool {
        self.get() == Self::INTERRUPTED
    }

    /// Asks whatever runs, or what runs next, to stop.
    pub(crate) fn interrupt(&self) {
        self.alarm.set(true, || self.current.store(Self::INTERRUPTED, Ordering::Relaxed));
    }

    /// Takes a request back, or notes that it has been met.
    pub(crate) fn restore(&self) {
        self.alarm.set(false, || self.current.store(self.end, Ordering::Relaxed));
    }

    /// Waits for a request to stop, or for so long; tells whether there is one.
    pub(crate) fn wait(&self, timeout: Duration) -> bool {
        self.alarm.wait(timeout)
    }

    /// A descriptor that can be read from exactly as long as there is a request to stop.
    #[cfg(unix)]
    pub(crate) fn descriptor(&self) -> io::Result<BorrowedFd<'_>> {
        self.alarm.descriptor()
    }
}
