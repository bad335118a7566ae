//! `plugin`: find, test, install and remove plugins.

mod command;
mod health;
mod info;
mod install;
mod list;
mod named;
mod search;
mod switch;
mod test;
mod update;

pub use command::run;
pub use health::examine_all;
