//! WASI as a guest sees it: every function, its results and its errors.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "wasi/abi.rs"]
mod abi;
#[path = "wasi/guest.rs"]
mod guest;
#[path = "wasi/prison.rs"]
mod prison;

#[path = "wasi/arguments.rs"]
mod arguments;
#[path = "wasi/clocks.rs"]
mod clocks;
#[path = "wasi/descriptors.rs"]
mod descriptors;
#[path = "wasi/determinism.rs"]
mod determinism;
#[path = "wasi/directories.rs"]
mod directories;
#[path = "wasi/escapes.rs"]
mod escapes;
#[path = "wasi/files.rs"]
mod files;
#[path = "wasi/in_memory.rs"]
mod in_memory;
#[path = "wasi/interruption.rs"]
mod interruption;
#[path = "wasi/known_escapes.rs"]
mod known_escapes;
#[path = "wasi/linking.rs"]
mod linking;
#[path = "wasi/paths.rs"]
mod paths;
#[path = "wasi/pointers.rs"]
mod pointers;
#[path = "wasi/polling.rs"]
mod polling;
#[path = "wasi/processes.rs"]
mod processes;
#[path = "wasi/quotas.rs"]
mod quotas;
#[path = "wasi/read_only.rs"]
mod read_only;
#[path = "wasi/sockets.rs"]
mod sockets;
#[path = "wasi/streams.rs"]
mod streams;
#[path = "wasi/unstable.rs"]
mod unstable;
#[cfg(target_os = "linux")]
#[path = "wasi/without_openat2.rs"]
mod without_openat2;
