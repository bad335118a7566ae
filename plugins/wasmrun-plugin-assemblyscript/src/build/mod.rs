//! Building: programs for WASI, and modules with bindings for pages.

mod clean;
mod module;
mod options;
mod page;
mod record;

pub(crate) use clean::clean;
pub(crate) use module::build;
