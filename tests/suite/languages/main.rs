//! The languages, each with its plugin and its real compiler: examples, levels, rebuilds, diagnostics, templates.

mod assemblyscript;
mod c;
mod c_tests;
mod c_toolchains;
mod cargo_test;
mod cmake;
mod conformance;
mod debugging;
mod emscripten;
mod examples;
mod frameworks;
mod go;
mod language;
mod packed;
mod pages;
mod project;
mod python;
mod rust;
mod served;
mod served_apps;
mod source_map;
#[cfg(unix)]
mod stand_in;
mod static_host;
mod templates;
mod test_command;
#[cfg(unix)]
mod tinygo;
mod toolchain;
#[cfg(unix)]
mod trunk;
mod webapp;
mod worker;
