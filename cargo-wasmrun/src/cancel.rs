//! A request to stop, shared between the thread that makes it and those that obey it.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

type Waker = Box<dyn Fn() + Send>;

/// A flag that is raised once and never lowered; clones share it.
///
/// A thread that blocks on something else registers a waker with [`CancelToken::on_cancel`], so
/// that nobody has to poll.
#[derive(Clone, Default)]
pub struct CancelToken {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    cancelled: AtomicBool,
    next_id: AtomicU64,
    wakers: Mutex<Vec<(u64, Waker)>>,
}

impl CancelToken {
    /// A token that nobody has cancelled yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Raises the flag and wakes everyone who registered. Later calls do nothing.
    pub fn cancel(&self) {
        let wakers = self.shared.wakers.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.shared.cancelled.swap(true, Ordering::SeqCst) {
            for (_, wake) in wakers.iter() {
                wake();
            }
        }
    }

    /// Whether someone called [`CancelToken::cancel`].
    pub fn is_cancelled(&self) -> bool {
        self.shared.cancelled.load(Ordering::SeqCst)
    }

    /// Calls `wake` when the token is cancelled, at once if it already is, until the returned
    /// registration is dropped. `wake` must be quick and must not touch this token.
    #[must_use = "dropping the registration withdraws it"]
    pub fn on_cancel(&self, wake: impl Fn() + Send + 'static) -> Registration {
        let id = self.shared.next_id.fetch_add(1, Ordering::Relaxed);
        let mut wakers = self.shared.wakers.lock().unwrap_or_else(PoisonError::into_inner);
        if self.is_cancelled() {
            wake();
        }
        wakers.push((id, Box::new(wake)));
        Registration { shared: Arc::clone(&self.shared), id }
    }
}

impl fmt::Debug for CancelToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CancelToken").field("cancelled", &self.is_cancelled()).finish()
    }
}

/// Keeps a waker registered with a [`CancelToken`].
pub struct Registration {
    shared: Arc<Shared>,
    id: u64,
}

impl Drop for Registration {
    fn drop(&mut self) {
        let mut wakers = self.shared.wakers.lock().unwrap_or_else(PoisonError::into_inner);
        wakers.retain(|(id, _)| *id != self.id);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn wakes_once_and_only_while_registered() {
        let token = CancelToken::new();
        let (sender, receiver) = mpsc::channel();
        let withdrawn = sender.clone();
        drop(token.on_cancel(move || withdrawn.send("withdrawn").unwrap()));
        let _kept = token.on_cancel(move || sender.send("kept").unwrap());
        token.cancel();
        token.cancel();
        assert_eq!(receiver.try_iter().collect::<Vec<_>>(), ["kept"]);
        assert!(token.is_cancelled());
    }

    #[test]
    fn a_late_waker_is_called_at_once() {
        let token = CancelToken::new();
        token.cancel();
        let (sender, receiver) = mpsc::channel();
        let _registration = token.on_cancel(move || sender.send(()).unwrap());
        assert!(receiver.try_recv().is_ok());
    }
}
