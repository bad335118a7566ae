//! The version of our API, and the paths that are ours.

/// The version of the messages and of the paths below `/__wasmrun/`.
pub(super) const VERSION: u32 = 1;

/// What every path of ours begins with, on both origins, but the page itself.
pub(super) const OWN: &str = "/__wasmrun/";

/// What the paths of the API begin with.
pub(super) const PREFIX: &str = "/__wasmrun/v1";

/// The path of a program's module.
pub(super) fn program_url(id: &str) -> String {
    format!("{PREFIX}/programs/{id}.wasm")
}
