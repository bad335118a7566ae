//! What a guest spent its time on: samples of its functions, and files that other programs show.

mod firefox;
mod flame_graph;
mod folded;
mod format;
mod samples;
mod speedscope;

pub use format::Format;
pub use samples::{Samples, Stack};
