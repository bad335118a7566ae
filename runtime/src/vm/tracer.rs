//! Who is told of every call.

use std::fmt;

use crate::store::CallEvent;

/// The embedder's closure for calls, and how deep they are.
pub(crate) struct Tracer {
    observe: Box<dyn FnMut(&CallEvent<'_>) + Send>,
    /// The frames of the functions that were begun and may still run, outermost first.
    frames: Vec<usize>,
}

impl Tracer {
    /// A tracer that tells `observe` of every call.
    pub(crate) fn new(observe: impl FnMut(&CallEvent<'_>) + Send + 'static) -> Self {
        Self { observe: Box::new(observe), frames: Vec::new() }
    }

    /// Tells of a call.
    pub(crate) fn observe(&mut self, event: &CallEvent<'_>) {
        (self.observe)(event);
    }

    /// How many functions wait for the one whose frame this is. It counts from now on.
    pub(crate) fn begin(&mut self, frame: usize) -> usize {
        let depth = self.depth(frame);
        self.frames.push(frame);
        depth
    }

    /// How many functions wait for the one whose frame this is: those with frames below. All others
    /// have ended since, however they did.
    pub(crate) fn depth(&mut self, frame: usize) -> usize {
        while self.frames.pop_if(|last| *last >= frame).is_some() {}
        self.frames.len()
    }
}

impl fmt::Debug for Tracer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tracer").finish_non_exhaustive()
    }
}
