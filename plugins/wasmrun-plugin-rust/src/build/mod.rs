//! Building: cargo makes modules, wasm-bindgen makes pages of them.

mod assets;
mod clean;
mod compile;
mod embedded;
mod index;
mod module;
mod options;
mod page;
mod progress;
mod style;
mod suite;
mod tag;
mod trunk;

pub(crate) use clean::clean;
pub(crate) use module::build;
