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

    /// How many functions wait for the one that begins. It counts from now on.
    pub(crate) fn begin(&mut self, call: CallFrames) -> usize {
        let depth = self.depth(call);
        self.frames.push(call.callee);
        depth
    }

    /// How many functions wait for the one that is called: its caller, and those that wait for that
    /// one. All others have ended since, however they did.
    pub(crate) fn depth(&mut self, call: CallFrames) -> usize {
        let has_ended = |frame: &mut usize| *frame > call.caller || *frame >= call.callee;
        while self.frames.pop_if(has_ended).is_some() {}
        self.frames.len()
    }
}

/// The addresses of two frames.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CallFrames {
    /// The frame of the function that is called.
    pub(crate) callee: usize,
    /// The frame of the function that called it; the same if the host did.
    pub(crate) caller: usize,
}

impl CallFrames {
    /// The frames of a call whose arguments lie where `callee` begins.
    ///
    /// # Safety
    /// The return record must have been written `header` slots behind.
    pub(crate) unsafe fn of(callee: *const u64, header: u32) -> Self {
        // SAFETY: guaranteed by the caller; the record's second slot is the caller's frame.
        let caller = unsafe { *callee.add(header as usize + 1) };
        Self { callee: callee.addr(), caller: caller as usize }
    }
}

impl fmt::Debug for Tracer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tracer").finish_non_exhaustive()
    }
}
