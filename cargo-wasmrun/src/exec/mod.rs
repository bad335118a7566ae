//! Runs a program in the terminal, through the interpreter.

mod arguments;
mod backtrace;
mod context;
mod core_dump;
mod cut_short;
mod deadline;
mod debug_file;
mod error;
mod excerpt;
mod hashing;
mod invoke;
mod known_modules;
mod limits;
mod linking;
mod load;
mod missing;
mod observers;
mod profiler;
mod program;
mod run;
mod streams;
mod validate;

pub use arguments::Mismatch;
pub use debug_file::DebugFile;
pub use error::Error;
pub(crate) use error::{no_module_hint, subject};
pub use linking::missing_imports;
pub use load::{load, read, read_whole};
pub use missing::hints as import_hints;
pub use observers::{Observation, TraceSink};
pub use program::{Grant, OutputSink, Preload, Program, Stream, Streams, System};
pub use run::{Ended, run};
pub use validate::{Binary, Recording};
