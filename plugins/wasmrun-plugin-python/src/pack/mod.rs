//! One module with the interpreter and the project in it: the interpreter's own file system in memory
//! takes the project in, and its memory becomes the data of a new module, which needs nothing beside it.

mod arguments;
mod boot;
mod bytecode;
mod module;
mod packing;
mod snapshot;
mod staging;

pub(crate) use packing::{OUTPUTS, Packing, pack};
