//! The compilers: Go, and TinyGo where it is installed.

mod command;
mod search;

pub(crate) use command::{Compiler, System, tinygo_target};
pub(crate) use search::{find, find_go, survey};
