//! The AssemblyScript plugin of cargo-wasmrun.
//!
//! It builds programs for WASI and modules for pages with the compiler of the project, or with one
//! that it brings.

mod build;
mod plugin;
mod project;
mod templates;
mod toolchain;

#[cfg(test)]
mod tests;

fn main() {
    wasmrun_plugin_sdk::serve(plugin::AssemblyScriptPlugin)
}
