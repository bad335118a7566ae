//! Finding the cargo that can build for a target.

use std::path::{Path, PathBuf};

use wasmrun_plugin_sdk::{Context, Error, ErrorKind, LogLevel, Result, Tool, ToolStatus};

use super::{Cargo, Target};

/// The first cargo on PATH that has the standard library for a target: a system may have its own
/// Rust beside the one that rustup manages.
///
/// # Errors
///
/// `toolchain_missing` with the command that brings what is missing.
pub(crate) fn find_cargo(
    cx: &Context,
    root: &Path,
    target: Target,
    toolchain: Option<&str>,
) -> Result<Cargo> {
    let all = on_path(toolchain);
    for cargo in &all {
        if cargo.has_library(cx, root, target)? {
            let program = cargo.program().display();
            cx.log(LogLevel::Info, format!("Rust for {}: `{program}`", target.name()));
            return Ok(cargo.clone());
        }
    }
    let (tool, message) = if all.is_empty() {
        (missing_cargo(), "`cargo` was not found".to_owned())
    } else {
        let message = format!("Rust has no standard library for {}", target.name());
        (missing_library(cx, target, toolchain)?, message)
    };
    let hint = if tool.install.is_empty() {
        tool.help.clone().unwrap_or_default()
    } else {
        format!("run `{}`", tool.install.join(" "))
    };
    Err(Error::new(ErrorKind::ToolchainMissing, message).with_hint(hint).with_tool(tool))
}

/// A cargo that can read manifests, whatever it builds for.
///
/// # Errors
///
/// `toolchain_missing` if there is none.
pub(crate) fn any_cargo(toolchain: Option<&str>) -> Result<Cargo> {
    on_path(toolchain).into_iter().next().ok_or_else(|| {
        Error::new(ErrorKind::ToolchainMissing, "`cargo` was not found").with_tool(missing_cargo())
    })
}

/// What `check` says of a machine without Rust.
pub(super) fn missing_cargo() -> Tool {
    Tool::new("cargo", ToolStatus::Missing)
        .with_help("install Rust through rustup: https://rustup.rs")
}

/// What `check` says of a target without its standard library, which rustup brings.
pub(super) fn missing_library(
    cx: &Context,
    target: Target,
    toolchain: Option<&str>,
) -> Result<Tool> {
    let tool = Tool::new(library_name(target), ToolStatus::Missing);
    if cx.find_tool("rustup").look_up()?.path.is_none() {
        let help = "this Rust does not come from rustup: ask its packager for the target, or \
                    install rustup: https://rustup.rs";
        return Ok(tool.with_help(help));
    }
    let add = ["rustup", "target", "add", target.name()].map(str::to_owned);
    let toolchain = toolchain.map(|toolchain| format!("--toolchain={toolchain}"));
    Ok(tool.with_install(add.into_iter().chain(toolchain)))
}

/// What to call the standard library for a target.
pub(super) fn library_name(target: Target) -> String {
    format!("standard library for {}", target.name())
}

fn on_path(toolchain: Option<&str>) -> Vec<Cargo> {
    let mut programs: Vec<PathBuf> = Vec::new();
    for program in which::which_all("cargo").into_iter().flatten() {
        if program.is_absolute() && !programs.contains(&program) {
            programs.push(program);
        }
    }
    programs.into_iter().filter_map(|program| Cargo::at(program, toolchain)).collect()
}
