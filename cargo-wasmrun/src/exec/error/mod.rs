//! What can go wrong when a program is run, and what the user can do about it.

mod hints;
mod kind;

pub(super) use hints::folder_of;
pub(crate) use hints::no_module_hint;
pub use kind::Error;
pub(crate) use kind::subject;
