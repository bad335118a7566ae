//! Bringing a package of the Python Package Index, pinned and checked, through pip.

mod failure;
mod install;
mod interpreter;
mod package;
mod unpack;

pub use package::PythonPackage;
