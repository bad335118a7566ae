//! Requests that are not answered yet, and how to cancel them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use wasmrun_protocol::RequestId;

use crate::sync::lock;

/// Says whether a request was cancelled. Clones stand for the same request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cancellation(Arc<AtomicBool>);

impl Cancellation {
    pub(crate) fn cancel(&self) {
        self.0.store(true, Ordering::Release);
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// The requests that are not answered yet.
#[derive(Default)]
pub(crate) struct InFlight(Mutex<HashMap<RequestId, Cancellation>>);

impl InFlight {
    /// Takes up a request; `None` if one with the same identifier is not answered yet.
    pub(crate) fn begin(&self, id: RequestId) -> Option<Cancellation> {
        let mut requests = lock(&self.0);
        if requests.contains_key(&id) {
            return None;
        }
        Some(requests.entry(id).or_default().clone())
    }

    /// Forgets a request that is about to be answered.
    pub(crate) fn end(&self, id: RequestId) {
        lock(&self.0).remove(&id);
    }

    /// Cancels one request, if it is there.
    pub(crate) fn cancel(&self, id: RequestId) {
        if let Some(cancellation) = lock(&self.0).get(&id) {
            cancellation.cancel();
        }
    }

    /// Cancels whatever is there.
    pub(crate) fn cancel_all(&self) {
        lock(&self.0).values().for_each(Cancellation::cancel);
    }
}
