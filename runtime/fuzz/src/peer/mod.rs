//! Other engines, which ours is compared with.

mod wasmi;
#[cfg(feature = "wasmtime")]
mod wasmtime;

pub use self::wasmi::Wasmi;
#[cfg(feature = "wasmtime")]
pub use self::wasmtime::Wasmtime;
