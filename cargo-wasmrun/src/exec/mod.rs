//! Runs a program in the terminal, through the interpreter.

mod arguments;
mod backtrace;
mod deadline;
mod debug_file;
mod error;
mod excerpt;
mod hashing;
mod known_modules;
mod load;
mod program;
mod run;
mod validate;

pub use arguments::Mismatch;
pub use debug_file::DebugFile;
pub use error::Error;
pub use load::{load, read, read_whole};
pub use program::{Grant, Program};
pub use run::{missing_imports, run};
pub use validate::{Binary, Recording};
