//! Building: programs and reactors for WASI, and pages.

mod compile;
mod module;
mod options;
mod page;
mod reactor;
mod suite;
mod validate;

pub(crate) use module::build;
pub(crate) use options::TARGETS;
pub(crate) use validate::validate;
