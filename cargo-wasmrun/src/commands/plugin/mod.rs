//! `plugin`: find, test, install and remove plugins.

mod command;
mod test;

pub use command::run;
