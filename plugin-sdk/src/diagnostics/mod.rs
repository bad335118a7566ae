//! From what tools print to [`Diagnostic`](crate::Diagnostic)s.

mod header;
mod line;
mod sources;

pub use line::LineParser;
pub use sources::ColumnUnit;
