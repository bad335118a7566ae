//! `init`: a new project from a plugin's template.

mod command;
mod name;

pub use command::run;
