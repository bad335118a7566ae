//! `test`: build a project's tests and run them in the interpreter, once or again and again.

mod command;
mod suite;
mod watching;

pub use command::run;
