//! What can go wrong with plugins, and what the user can do about it.

mod hints;
mod kind;

pub use kind::Error;
