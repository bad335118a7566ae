//! From what compilers and linkers print to structured diagnostics.

mod clang;
pub(crate) mod cmake;
mod hints;
mod linker;

pub(crate) use clang::{Places, parse};
pub(crate) use linker::{locate, name_main};
