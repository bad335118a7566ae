//! Standard input and output, taken away from everything but the protocol.

#[cfg(not(unix))]
mod portable;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub(crate) use portable::take;
#[cfg(unix)]
pub(crate) use unix::take;
