//! `compile`: build only, and say what was made.

mod command;
mod web;

pub use command::run;
