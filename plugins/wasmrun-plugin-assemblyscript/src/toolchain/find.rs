//! Finding the compiler: the project's own, or the one that `setup` brought.

use std::path::{Path, PathBuf};

use wasmrun_plugin_sdk::{Context, Error, ErrorKind, LogLevel, Result, Tool, ToolStatus};

use super::pinned;

const COMPILER: &str = "assemblyscript";
const SHIM: &str = "@assemblyscript/wasi-shim";
/// What the compiler asks of node.
pub(super) const NODE: &str = ">=18";

/// A compiler that runs.
#[derive(Clone, Debug)]
pub(crate) struct Toolchain {
    pub(crate) node: PathBuf,
    /// The compiler's script.
    pub(crate) compiler: PathBuf,
    /// The sources of the library for WASI.
    pub(crate) shim: Option<PathBuf>,
}

/// A package of npm in one of these folders of packages.
#[derive(Clone, Debug)]
pub(super) struct Package {
    pub(super) folder: PathBuf,
    pub(super) version: Option<String>,
}

/// The tools for this project.
///
/// # Errors
///
/// `toolchain_missing` with what is missing.
pub(crate) fn find(cx: &Context, root: &Path) -> Result<Toolchain> {
    let node = cx.find_tool("node").require(NODE).look_up()?;
    let Some(program) = node.path.clone().filter(|_| node.status == ToolStatus::Found) else {
        let error = Error::new(ErrorKind::ToolchainMissing, "`node` 18 or newer was not found");
        return Err(error.with_hint("install Node.js: https://nodejs.org").with_tool(node));
    };
    let Some(compiler) = compiler(cx, Some(root)) else {
        let tool = Tool::new("asc", ToolStatus::Missing);
        return Err(Error::new(
            ErrorKind::ToolchainMissing,
            "the AssemblyScript compiler was not found",
        )
        .with_hint("add it with `npm install --save-dev assemblyscript`")
        .with_tool(pinned::PACKAGES.offer(cx, tool)?));
    };
    cx.log(LogLevel::Info, format!("AssemblyScript compiler: `{}`", compiler.folder.display()));
    Ok(Toolchain {
        node: program,
        compiler: compiler.folder.join("bin/asc.js"),
        shim: shim(cx, Some(root)).map(|package| package.folder.join("assembly")),
    })
}

/// The compiler's package.
pub(super) fn compiler(cx: &Context, root: Option<&Path>) -> Option<Package> {
    package(cx, root, COMPILER, "bin/asc.js")
}

/// The package of the library for WASI.
pub(super) fn shim(cx: &Context, root: Option<&Path>) -> Option<Package> {
    package(cx, root, SHIM, "assembly")
}

/// The package that the project sees, as node looks for packages, or the one that was brought.
fn package(cx: &Context, root: Option<&Path>, name: &str, marker: &str) -> Option<Package> {
    let projects = root.into_iter().flat_map(Path::ancestors).map(Path::to_path_buf);
    let folders = projects.chain(pinned::brought(cx));
    let folder = folders
        .map(|folder| folder.join("node_modules").join(name))
        .find(|package| package.join(marker).exists())?;
    let manifest = fs_err::read_to_string(folder.join("package.json")).unwrap_or_default();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap_or_default();
    let version = manifest["version"].as_str().map(str::to_owned);
    Some(Package { folder, version })
}
