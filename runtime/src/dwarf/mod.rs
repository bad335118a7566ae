//! Debugging information that compilers leave in modules.

mod bounds;
mod source_map;

pub use source_map::{CodeLine, SourceLocation, SourceMap};
