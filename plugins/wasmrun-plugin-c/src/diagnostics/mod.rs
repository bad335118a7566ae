//! From what compilers and linkers print to structured diagnostics.

mod clang;
mod header;
mod hints;
mod linker;
mod source_lines;

pub(crate) use clang::{Places, parse};
pub(crate) use linker::locate;
