//! The limit of the value stack, which another thread may lower to interrupt execution or to have a look at it.

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

    /// Below all frames too: whatever runs is to be looked at, and goes on.
    const SAMPLE: usize = 1;

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

    /// Whether a frame may not reach to this address. A request for a sample is no reason.
    pub(crate) fn is_below(&self, address: usize) -> bool {
        match self.get() {
            Self::SAMPLE => address > self.end,
            limit => address > limit,
        }
    }

    /// Whether there is a request of any kind.
    #[inline]
    pub(crate) fn is_lowered(&self) -> bool {
        self.get() <= Self::SAMPLE
    }

    /// Asks for a look at whatever runs, unless that is to stop.
    pub(crate) fn request_sample(&self) {
        self.exchange(self.end, Self::SAMPLE);
    }

    /// Notes that a request for a look is met; tells whether there was one.
    pub(crate) fn take_request_for_sample(&self) -> bool {
        self.exchange(Self::SAMPLE, self.end)
    }

    fn exchange(&self, from: usize, to: usize) -> bool {
        self.current.compare_exchange(from, to, Ordering::Relaxed, Ordering::Relaxed).is_ok()
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
