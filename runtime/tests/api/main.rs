//! The crate as its embedders see it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod atomics;
mod attacks;
mod budget;
mod data_segments;
#[cfg(feature = "dwarf")]
mod dwarf;
mod endless;
mod examples;
mod exceptions;
mod fuel;
mod gc;
mod handles;
mod host_functions;
mod hostile;
mod interrupt;
mod linking;
mod loops;
mod memories;
mod modules;
mod native_stack;
mod numeric;
mod references;
mod sampling;
mod tail_calls;
mod threads;
mod tracing;
mod traps;
mod typed_references;
mod vectors;
mod world;
