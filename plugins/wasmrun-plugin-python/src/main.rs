//! The Python plugin of cargo-wasmrun.
//!
//! It runs projects unchanged on CPython for WASI, which it brings, with the project's folder and its
//! packages in the guest's view.

mod build;
mod environment;
mod interpreter;
mod pack;
mod plugin;
mod project;
mod templates;

#[cfg(test)]
mod tests;

fn main() {
    wasmrun_plugin_sdk::serve(plugin::PythonPlugin::new(environment::Environment::read()))
}
