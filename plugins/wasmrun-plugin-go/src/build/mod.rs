//! Building: programs and reactors for WASI, and pages.

mod clean;
mod compile;
mod module;
mod options;
mod page;
mod reactor;
mod validate;

pub(crate) use clean::clean;
pub(crate) use module::build;
pub(crate) use options::TARGETS;
pub(crate) use validate::validate;
