//! The WASI SDK that `WASI_SDK_PATH` names.

use std::path::Path;

use wasmrun_plugin_sdk::{Context, Result, Tool, ToolStatus};

use super::clang::{NO_EXCEPTIONS, STACK, ask_version};
use super::finding::Finding;
use super::probe::probe;
use super::{Driver, Toolchain};
use crate::project::ToolchainChoice;

/// Looks where the variable points to.
pub(super) fn look(cx: &Context, sdk: Option<&Path>) -> Result<Finding> {
    let Some(sdk) = sdk else {
        return Ok(Finding::missing(ToolchainChoice::WasiSdk, "WASI_SDK_PATH is not set"));
    };
    let program = sdk.join("bin").join(format!("clang{}", std::env::consts::EXE_SUFFIX));
    let Some(version) = ask_version(cx, &program)? else {
        let help =
            format!("WASI_SDK_PATH is `{}`, which has no bin/clang that works", sdk.display());
        return Ok(Finding::broken(ToolchainChoice::WasiSdk, help));
    };
    let toolchain = toolchain(sdk, version);
    Ok(match probe(cx, &toolchain)? {
        Ok(()) => Finding::found(toolchain),
        Err(reason) => Finding {
            tool: Tool::new(ToolchainChoice::WasiSdk.name(), ToolStatus::Broken)
                .with_required(false)
                .with_path(program)
                .with_help(format!("it cannot build a small program: {reason}")),
            toolchain: None,
        },
    })
}

/// The SDK's compilers know their target and library by themselves.
fn toolchain(sdk: &Path, version: String) -> Toolchain {
    let driver = |name: &str| {
        let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        Driver::new(sdk.join("bin").join(file), [] as [&str; 0])
    };
    Toolchain {
        choice: ToolchainChoice::WasiSdk,
        version,
        c: driver("clang"),
        cxx: driver("clang++"),
        archiver: driver("ar"),
        indexer: driver("ranlib"),
        link_arguments: STACK.map(str::to_owned).to_vec(),
        exceptions: vec![NO_EXCEPTIONS.to_owned()],
        caches: Vec::new(),
        folders: Vec::new(),
        header: None,
    }
}
