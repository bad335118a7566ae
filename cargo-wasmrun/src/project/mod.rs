//! From a path to what it is: a module, or a folder with sources.

mod error;
mod resolve;

pub use error::Error;
pub use resolve::{Project, ProjectKind};
