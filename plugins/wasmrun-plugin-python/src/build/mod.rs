//! Building: nothing is compiled, but sources are checked, packages brought, and a run plan made.

mod guest;
mod module;
mod packages;
mod plan;
mod record;
mod syntax;

pub(crate) use module::build;

/// Targets that `--target` takes.
pub(crate) const TARGETS: [&str; 1] = ["wasm32-wasip1"];
