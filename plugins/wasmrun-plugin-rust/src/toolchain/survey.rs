//! What `check` tells, and `setup` brings.

use std::path::Path;

use wasmrun_plugin_sdk::{Context, Result, Tool, ToolStatus};

use super::bindgen;
use super::search::{self, any_cargo, find_cargo};
use super::{Cargo, Target};
use crate::project::ProjectSettings;

/// A report on everything that builds need; what only pages need is not required.
pub(crate) fn survey(
    cx: &Context,
    root: Option<&Path>,
    settings: &ProjectSettings,
) -> Result<Vec<Tool>> {
    let toolchain = settings.toolchain.as_deref();
    let anywhere = std::env::temp_dir();
    let place = root.unwrap_or(&anywhere);
    let Ok(first) = any_cargo(toolchain) else { return Ok(vec![search::missing_cargo()]) };
    let mut tools = Vec::new();
    let mut taken = None;
    for target in Target::ALL {
        let tool = match find_cargo(cx, place, target, toolchain) {
            Ok(cargo) => {
                taken = taken.or(Some(cargo));
                Tool::new(search::library_name(target), ToolStatus::Found)
            }
            Err(error) if error.is_cancelled() => return Err(error),
            Err(_) => search::missing_library(cx, target, toolchain)?,
        };
        tools.push(tool.with_required(target == Target::Wasip1));
    }
    tools.insert(0, describe(cx, &taken.unwrap_or(first), place)?);
    if let Some(version) = root.and_then(bindgen::needed_bindgen) {
        tools.push(bindgen::look_up(cx, &version)?.with_required(false));
    }
    Ok(tools)
}

/// Brings wasm-bindgen at the version that the project's lock file holds; the rest is rustup's.
pub(crate) fn setup(
    cx: &Context,
    root: Option<&Path>,
    settings: &ProjectSettings,
    tools: &[String],
) -> Result<()> {
    let wanted = tools.is_empty() || tools.iter().any(|tool| tool == bindgen::NAME);
    let Some(version) = root.and_then(bindgen::needed_bindgen) else { return Ok(()) };
    if wanted && bindgen::find_bindgen(cx, &version)?.is_none() {
        let cargo = any_cargo(settings.toolchain.as_deref())?;
        bindgen::install(cx, &cargo, &version)?;
    }
    Ok(())
}

fn describe(cx: &Context, cargo: &Cargo, root: &Path) -> Result<Tool> {
    Ok(match cargo.version(cx, root)? {
        Some(version) => Tool::new("cargo", ToolStatus::Found).with_version(version),
        None => Tool::new("cargo", ToolStatus::Broken),
    }
    .with_path(cargo.program()))
}
