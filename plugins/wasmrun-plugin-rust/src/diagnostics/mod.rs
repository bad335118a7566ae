//! What rustc and cargo say, as diagnostics.

mod cargo;
mod rustc;

pub(crate) use cargo::explain;
pub(crate) use rustc::translate;
