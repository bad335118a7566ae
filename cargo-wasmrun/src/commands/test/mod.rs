//! `test`: build a project's tests and run them in the interpreter, once or again and again.

mod command;
mod suite;
mod transcript;
mod verdict;
mod watching;

pub use command::run;
