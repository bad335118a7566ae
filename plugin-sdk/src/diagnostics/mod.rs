//! From what tools print to [`Diagnostic`](crate::Diagnostic)s.
//!
//! | parser | reads |
//! |---|---|
//! | [`LineParser`] | gcc, clang, their linkers, Go: `file:line:column: error: message` |
//! | [`RustcParser`] | rustc's JSON, by itself or in cargo's |
//! | [`AscParser`] | the AssemblyScript compiler |
//! | [`TscParser`] | the TypeScript compiler |

mod asc;
mod header;
mod line;
mod parser;
mod rustc;
mod sources;
mod tsc;

pub use asc::AscParser;
pub use line::LineParser;
pub use parser::Parser;
pub use rustc::RustcParser;
pub use sources::ColumnUnit;
pub use tsc::TscParser;
