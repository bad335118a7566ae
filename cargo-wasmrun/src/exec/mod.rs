//! Runs a program in the terminal, through the interpreter.

mod arguments;
mod error;
mod load;
mod program;
mod run;

pub use arguments::Mismatch;
pub use error::Error;
pub use load::{load, read, to_binary};
pub use program::{Grant, Program};
pub use run::{missing_imports, run};
