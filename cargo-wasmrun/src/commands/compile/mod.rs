//! `compile`: build only, and say what was made.

mod command;
mod folder;
mod web;

pub use command::run;
