//! What `check` tells, and `setup` brings.

use std::path::Path;

use wasmrun_plugin_sdk::{Context, Result, Tool, ToolStatus};

use super::find::{self, Package};
use super::pinned;

/// A report on everything that a build needs.
pub(crate) fn survey(cx: &Context, root: Option<&Path>) -> Result<Vec<Tool>> {
    let node = cx.find_tool("node").require(find::NODE).look_up()?;
    let node = match node.status {
        ToolStatus::Found => node,
        _ => node.with_help("install Node.js: https://nodejs.org"),
    };
    let compiler = describe(cx, "asc", find::compiler(cx, root))?;
    let shim = describe(cx, "wasi-shim", find::shim(cx, root))?;
    Ok(vec![node, compiler, shim])
}

/// Brings the compiler and the library for WASI.
pub(crate) fn setup(cx: &Context) -> Result<()> {
    pinned::PACKAGES.install(cx, &pinned::folder(cx))
}

fn describe(cx: &Context, name: &str, package: Option<Package>) -> Result<Tool> {
    let Some(package) = package else {
        return pinned::PACKAGES.offer(cx, Tool::new(name, ToolStatus::Missing));
    };
    let tool = Tool::new(name, ToolStatus::Found).with_path(package.folder);
    Ok(match package.version {
        Some(version) => tool.with_version(version),
        None => tool,
    })
}
