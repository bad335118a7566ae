//! How much of what programs write may wait to be shown: one that writes faster waits as well.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// The most writes that wait.
const MOST_WAITING: usize = 256;

/// Counts what waits.
#[derive(Debug, Default)]
pub(super) struct Window {
    waiting: Mutex<usize>,
    is_freed: Condvar,
}

/// The place of something that waits, until it is dropped.
#[derive(Debug)]
pub(super) struct Place(Arc<Window>);

impl Window {
    /// Waits until there is a place, and takes it.
    pub(super) fn take(self: &Arc<Self>) -> Place {
        let is_full = |waiting: &mut usize| *waiting >= MOST_WAITING;
        let waiting = self.is_freed.wait_while(self.waiting(), is_full);
        *waiting.unwrap_or_else(PoisonError::into_inner) += 1;
        Place(self.clone())
    }

    fn waiting(&self) -> MutexGuard<'_, usize> {
        // It is a number at any time.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        *self.0.waiting() -= 1;
        self.0.is_freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    #[test]
    fn who_finds_no_place_waits_for_one() {
        let window = Arc::<Window>::default();
        let mut places: Vec<Place> = (0..MOST_WAITING).map(|_| window.take()).collect();
        let (sender, taken) = mpsc::channel();
        let waiting = window.clone();
        let waiter = thread::spawn(move || sender.send(waiting.take()));
        assert!(taken.try_recv().is_err());
        places.pop();
        drop(taken.recv().expect("a place"));
        waiter.join().unwrap().unwrap();
        drop(places);
        assert_eq!(*window.waiting(), 0);
    }
}
