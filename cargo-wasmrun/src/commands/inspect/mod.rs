//! `inspect`: show what is in a module, or how two modules differ.

mod changes;
mod command;
mod contents;
mod table;

pub use command::run;
