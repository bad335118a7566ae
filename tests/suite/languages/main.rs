//! The languages, each with its plugin and its real compiler: examples, levels, rebuilds, diagnostics, templates.

mod assemblyscript;
mod conformance;
mod go;
mod language;
mod project;
mod python;
mod rust;
mod templates;
