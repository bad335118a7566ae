//! Runs a program in the terminal, through the interpreter.

mod error;

pub use error::Error;
