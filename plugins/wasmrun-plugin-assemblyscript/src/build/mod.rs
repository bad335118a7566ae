//! Building: programs for WASI, and modules with bindings for pages.

mod module;
mod names;
mod options;
mod page;
mod record;
mod suite;

pub(crate) use module::build;
