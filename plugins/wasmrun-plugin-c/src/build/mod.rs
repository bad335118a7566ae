//! Builds: from a project to a module.

mod cmake;
mod compile;
mod dependencies;
mod emulator;
mod jobs;
mod library;
mod link;
mod make;
mod mirror;
mod module;
mod options;
mod output;
mod page;
mod program;
mod record;
mod report;
mod sources;
mod stamp;
mod suite;
mod wrapper;
mod writable;

pub(crate) use module::is_module;
pub(crate) use options::{Options, Product, TARGETS};
pub(crate) use output::build;
