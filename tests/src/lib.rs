//! What the test binaries of this package share: where things are, how a command ended, and how a missing prerequisite is reported.

mod dependencies;
mod ended;
mod executables;
mod places;
mod prerequisites;
#[cfg(target_os = "linux")]
mod terminal;

pub use dependencies::share_dependencies;
pub use ended::Ended;
pub use executables::{cargo_wasmrun, plugin};
pub use places::{copy_folder, home, programs, workspace};
pub use prerequisites::{Missing, require, take_if_there};
#[cfg(target_os = "linux")]
pub use terminal::pseudo_terminal;

/// The guide's programs compile.
#[cfg(doctest)]
#[doc = include_str!("../../docs/guide/embedding.md")]
mod embedding {}
