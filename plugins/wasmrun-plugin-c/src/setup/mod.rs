//! Brings a toolchain: the Python package `ziglang`, pinned and checked, through pip.

mod failure;
mod install;
mod package;
mod python;
mod unpack;

pub(crate) use install::install;

use std::path::PathBuf;

use wasmrun_plugin_sdk::{Context, Tool};

/// Says of a tool that is missing how `setup` would bring it, or what `setup` lacks.
pub(crate) fn offer(cx: &Context, tool: Tool) -> Tool {
    let zig = package::PINNED;
    match python::find(cx) {
        Ok(_) => tool.with_setup(true).with_help(format!(
            "setup brings the compiler Zig ({} {}) from the Python Package Index: \
             a download of {} MB, about {} MB on disk",
            zig.name, zig.version, zig.megabytes, zig.megabytes_on_disk
        )),
        Err(error) => {
            let hint = error.hints().first().map(|hint| format!(": {hint}")).unwrap_or_default();
            tool.with_help(format!("setup could bring one, but {error}{hint}"))
        }
    }
}

/// Where the toolchain is, once it was brought.
pub(crate) fn folder(cx: &Context) -> PathBuf {
    cx.dirs().data.join(format!("{}-{}", package::PINNED.name, package::PINNED.version))
}
