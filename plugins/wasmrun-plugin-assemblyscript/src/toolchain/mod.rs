//! The compiler, and the library that gives programs WASI.

mod find;
mod pinned;
mod relative;
mod survey;

pub(crate) use find::{Toolchain, find};
pub(crate) use relative::relative;
pub(crate) use survey::{setup, survey};
