//! Emscripten, used as a compiler for WASI.

use wasmrun_plugin_sdk::{Context, Result, ToolStatus};

use super::search::Finding;
use super::{Driver, Toolchain};
use crate::project::ToolchainChoice;

/// Looks for `emcc` on PATH.
pub(super) fn look(cx: &Context) -> Result<Finding> {
    let mut tool = cx.find_tool("emcc").require(">=3.1").look_up()?;
    let toolchain = match (tool.status, &tool.path, &tool.version) {
        (ToolStatus::Found, Some(path), Some(version)) => {
            let driver = |name: &str| {
                let file =
                    path.file_name().map(|file| file.to_string_lossy().replace("emcc", name));
                Driver::new(path.with_file_name(file.unwrap_or_default()), [] as [&str; 0])
            };
            Some(Toolchain {
                choice: ToolchainChoice::Emscripten,
                version: version.clone(),
                c: driver("emcc"),
                cxx: driver("em++"),
                archiver: driver("emar"),
                indexer: driver("emranlib"),
                link_arguments: ["-sSTANDALONE_WASM", "-sALLOW_MEMORY_GROWTH"]
                    .map(str::to_owned)
                    .to_vec(),
                cxx_arguments: Vec::new(),
                caches: Vec::new(),
            })
        }
        _ => None,
    };
    tool.required = false;
    Ok(Finding { tool, toolchain })
}
