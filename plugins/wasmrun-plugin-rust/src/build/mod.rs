//! Building: cargo makes modules, wasm-bindgen makes pages of them.

mod clean;
mod compile;
mod module;
mod options;
mod page;
mod suite;

pub(crate) use clean::clean;
pub(crate) use module::build;
