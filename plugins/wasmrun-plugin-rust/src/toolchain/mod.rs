//! The tools: cargo with a standard library for the target, and wasm-bindgen for pages.

mod bindgen;
mod cargo;
mod search;
mod survey;
mod target;

pub(crate) use bindgen::{Bindgen, find_bindgen, needed_bindgen};
pub(crate) use cargo::Cargo;
pub(crate) use search::{any_cargo, find_cargo};
pub(crate) use survey::{setup, survey};
pub(crate) use target::Target;
