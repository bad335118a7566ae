//! The limit of the value stack, which another thread may lower to interrupt execution.

use std::sync::atomic::{AtomicUsize, Ordering};

/// The address that no frame may reach beyond.
///
/// Every function compares with it when it is entered. So a request to stop takes nothing but a
/// limit below all frames; branches that look for one find it in the same word. The word guards no
/// other data, hence the relaxed order.
#[derive(Debug)]
pub(crate) struct StackLimit {
    current: AtomicUsize,
    end: usize,
}

impl StackLimit {
    /// Below all frames.
    const INTERRUPTED: usize = 0;

    /// The limit of a stack that ends at this address.
    pub(super) fn new(end: usize) -> Self {
        Self { current: AtomicUsize::new(end), end }
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
        self.current.store(Self::INTERRUPTED, Ordering::Relaxed);
    }

    /// Takes a request back, or notes that it has been met.
    pub(crate) fn restore(&self) {
        self.current.store(self.end, Ordering::Relaxed);
    }
}
