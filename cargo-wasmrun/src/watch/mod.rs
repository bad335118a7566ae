//! Notices when the inputs of a build change.
//!
//! Events of the operating system are only hints here. What counts is the inventory: a hash of
//! every watched file. A change is reported when the inventory differs from what it was, so
//! reading a file, touching it or saving the same text again never starts a build, and a missed or
//! doubled event does no harm.

mod batch;
mod error;
mod filter;
mod inventory;
mod rules;
mod source;
mod spec;
mod watcher;

pub use error::Error;
pub use filter::Filter;
pub use spec::Spec;
pub use watcher::{Change, Method, Watcher};

#[cfg(test)]
mod tests;
