//! The C and C++ plugin of cargo-wasmrun.
//!
//! It finds a compiler that has a library for WASI, or brings one, and builds folders of sources and
//! Makefile projects with it.

mod build;
mod diagnostics;
mod environment;
mod plugin;
mod project;
mod setup;
mod templates;
mod toolchain;

// The compiler of most of these tests is a shell script.
#[cfg(unix)]
#[cfg(test)]
mod tests;

fn main() {
    wasmrun_plugin_sdk::serve(plugin::CPlugin::new(environment::Environment::read()))
}
