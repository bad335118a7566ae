//! What the test binaries of this package share: where things are, and how a missing prerequisite is reported.

mod executables;
mod places;
mod prerequisites;

pub use executables::{cargo_wasmrun, plugin};
pub use places::{copy_folder, home, programs, workspace};
pub use prerequisites::{Missing, require, take_if_there};
