//! Who is shown, from time to time, what a guest is doing.

use std::fmt;

use crate::trap::Frame;

type Observe = Box<dyn FnMut(&[Frame]) + Send>;

/// The embedder's closure for samples.
pub(crate) struct Sampler(Observe);

impl Sampler {
    /// A sampler that hands the running functions, innermost first, to `observe`.
    pub(crate) fn new(observe: impl FnMut(&[Frame]) + Send + 'static) -> Self {
        Self(Box::new(observe))
    }

    /// Hands over a sample.
    pub(crate) fn observe(&mut self, frames: &[Frame]) {
        (self.0)(frames);
    }
}

impl fmt::Debug for Sampler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sampler").finish_non_exhaustive()
    }
}
