//! Toolchains: compilers for C and C++ that come with a WASI library, and how to find one.

mod clang;
mod driver;
mod emscripten;
mod finding;
mod probe;
mod search;
mod wasi_sdk;
mod zig;

pub(crate) use driver::{Driver, Toolchain};
pub(crate) use search::{Wanted, find, survey};
