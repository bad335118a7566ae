//! The Rust plugin of cargo-wasmrun.
//!
//! It builds cargo's packages and workspaces with the cargo of this machine, and passes on what
//! rustc says; pages are made with wasm-bindgen.

mod build;
mod environment;
mod explanation;
mod plugin;
mod project;
mod templates;
mod toolchain;

#[cfg(test)]
mod tests;

fn main() {
    wasmrun_plugin_sdk::serve(plugin::RustPlugin::new(environment::Environment::read()))
}
