//! The host's side of the plugin protocol.

mod error;
mod process;

pub use error::Error;
pub use process::kill_all;
