//! The running servers of this user, known to every command.
//!
//! Each server has a file in the folder `servers` of our home, and beside it one that it holds locked
//! for as long as it lives. The system takes the lock back however the process ends, so that a file
//! without a locked one beside it is of a server that is gone, whoever has its process number by now.

mod entry;
mod error;
mod registry;
mod terminate;

pub use entry::Entry;
pub use error::Error;
pub use registry::{Registration, Registry, Running};
