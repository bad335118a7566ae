//! Zig, which is a C and C++ compiler as well and brings the sources of a WASI library: the user's
//! own, the one of the Python package `ziglang`, and the one that `setup` brought.

use std::path::Path;

use wasmrun_plugin_sdk::{Context, Result, Tool, ToolStatus};

use super::clang::NO_EXCEPTIONS;
use super::finding::Finding;
use super::{Driver, Toolchain};
use crate::project::ToolchainChoice;
use crate::setup::ZIG;

/// The C++ library of older ones does not compile for WASI.
const REQUIREMENT: &str = ">=0.14";
const VERSION_COMMAND: &str = "version";
/// What every call is told.
const ALWAYS: [&str; 4] = [
    "-target",
    "wasm32-wasi",
    // Zig turns these two on by itself; a C compiler does not.
    "-fno-sanitize=undefined",
    "-UNDEBUG",
];

/// Zig builds its C library anew for each level of optimisation and each kind of debug information:
/// one for all saves half a minute. Debug information that is not wanted is taken out afterwards.
const LINK: [&str; 2] = ["-O2", "-g"];

/// Looks for `zig` on PATH.
pub(super) fn look_on_path(cx: &Context) -> Result<Finding> {
    let tool =
        cx.find_tool("zig").version_args([VERSION_COMMAND]).require(REQUIREMENT).look_up()?;
    Ok(found(cx, ToolchainChoice::Zig, tool, &[]))
}

/// Looks for the module `ziglang` of the Python on PATH.
pub(super) fn look_in_python(cx: &Context) -> Result<Finding> {
    let mut last = Finding::missing(ToolchainChoice::PythonZig, "there is no Python on PATH");
    for python in ["python3", "python"] {
        let search = cx.find_tool(python).version_args(["-m", "ziglang", VERSION_COMMAND]);
        let mut tool = search.require(REQUIREMENT).look_up()?;
        if tool.status == ToolStatus::Broken {
            // Python is there, the module is not.
            tool.status = ToolStatus::Missing;
            tool.path = None;
        }
        last = found(cx, ToolchainChoice::PythonZig, tool, &["-m", "ziglang"]);
        if last.toolchain.is_some() {
            break;
        }
    }
    Ok(last)
}

/// Looks for the one that `setup` brought.
pub(super) fn look_in_data(cx: &Context) -> Result<Finding> {
    let program = ZIG.program(cx);
    let search = cx.find_tool(&program).version_args([VERSION_COMMAND]);
    let tool = search.require(REQUIREMENT).look_up()?;
    Ok(found(cx, ToolchainChoice::SetUp, tool, &[]))
}

fn found(cx: &Context, choice: ToolchainChoice, mut tool: Tool, prefix: &[&str]) -> Finding {
    let toolchain = match (tool.status, &tool.path, &tool.version) {
        (ToolStatus::Found, Some(path), Some(version)) => {
            Some(toolchain(cx, choice, path, prefix, version))
        }
        _ => None,
    };
    choice.name().clone_into(&mut tool.name);
    tool.required = false;
    Finding { tool, toolchain }
}

/// The toolchain that a `zig` is, called as `program prefix… cc`.
fn toolchain(
    cx: &Context,
    choice: ToolchainChoice,
    program: &Path,
    prefix: &[&str],
    version: &str,
) -> Toolchain {
    let driver = |command: &str, arguments: &[&str]| {
        Driver::new(program, prefix.iter().chain(&[command]).chain(arguments))
    };
    let cache = cx.dirs().cache.join("zig");
    Toolchain {
        choice,
        version: version.to_owned(),
        c: driver("cc", &ALWAYS),
        cxx: driver("c++", &ALWAYS),
        archiver: driver("ar", &[]),
        indexer: driver("ranlib", &[]),
        link_arguments: LINK.map(str::to_owned).to_vec(),
        exceptions: vec![NO_EXCEPTIONS.to_owned()],
        caches: ["ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR"]
            .map(|name| (name, cache.clone()))
            .to_vec(),
        folders: Vec::new(),
        header: None,
    }
}
