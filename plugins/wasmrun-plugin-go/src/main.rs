//! The Go plugin of cargo-wasmrun.
//!
//! It builds modules for WASI and pages with the Go toolchain of this machine or the one that it brings, or with TinyGo.

mod build;
mod compiler;
mod diagnostics;
mod plugin;
mod project;
mod setup;
mod templates;

#[cfg(test)]
mod tests;

fn main() {
    wasmrun_plugin_sdk::serve(plugin::GoPlugin)
}
