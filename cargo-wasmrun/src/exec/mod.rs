//! Runs a program in the terminal, through the interpreter.

mod arguments;
mod deadline;
mod error;
mod hashing;
mod known_modules;
mod load;
mod program;
mod run;
mod validate;

pub use arguments::Mismatch;
pub use error::Error;
pub use load::{load, read, read_whole};
pub use program::{Grant, Program};
pub use run::{missing_imports, run};
pub use validate::{Binary, Recording};
