//! The SDK, tested through its public interface, in process.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic, also in what tests share")]

mod cancel;
mod compilers;
mod diagnostics;
mod download;
mod errors;
mod next_version;
mod plugin;
mod requests;
mod tools;
