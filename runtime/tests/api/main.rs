//! The crate as its embedders see it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod budget;
mod host_functions;
mod linking;
mod modules;
mod references;
mod threads;
mod traps;
mod vectors;
mod world;
