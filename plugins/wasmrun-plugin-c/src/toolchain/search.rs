//! Which toolchain to take: the first that works, in an order that puts the user's own first.

use wasmrun_plugin_sdk::{Context, Error, ErrorKind, LogLevel, Result, Tool, ToolStatus};

use super::{Toolchain, clang, emscripten, wasi_sdk, zig};
use crate::environment::Environment;
use crate::project::ToolchainChoice;
use crate::setup::ZIG;

/// What became of the search for one toolchain.
pub(crate) struct Finding {
    /// For the report.
    pub(crate) tool: Tool,
    /// There if it works.
    pub(crate) toolchain: Option<Toolchain>,
}

impl Finding {
    pub(super) fn found(toolchain: Toolchain) -> Self {
        let tool = Tool::new(toolchain.choice.name(), ToolStatus::Found)
            .with_required(false)
            .with_version(&toolchain.version)
            .with_path(&toolchain.c.program);
        Self { tool, toolchain: Some(toolchain) }
    }

    pub(super) fn missing(choice: ToolchainChoice, help: &str) -> Self {
        let tool = Tool::new(choice.name(), ToolStatus::Missing);
        Self { tool: tool.with_required(false).with_help(help), toolchain: None }
    }

    pub(super) fn broken(choice: ToolchainChoice, help: String) -> Self {
        let tool = Tool::new(choice.name(), ToolStatus::Broken);
        Self { tool: tool.with_required(false).with_help(help), toolchain: None }
    }
}

fn look(cx: &Context, environment: &Environment, choice: ToolchainChoice) -> Result<Finding> {
    match choice {
        ToolchainChoice::WasiSdk => wasi_sdk::look(cx, environment.wasi_sdk.as_deref()),
        ToolchainChoice::Clang => clang::look(cx),
        ToolchainChoice::Zig => zig::look_on_path(cx),
        ToolchainChoice::SetUp => zig::look_in_data(cx),
        ToolchainChoice::PythonZig => zig::look_in_python(cx),
        ToolchainChoice::Emscripten => emscripten::look(cx),
    }
}

fn choices(only: Option<ToolchainChoice>) -> Vec<ToolchainChoice> {
    only.map_or_else(|| ToolchainChoice::ALL.to_vec(), |choice| vec![choice])
}

/// The toolchain to build with.
///
/// # Errors
///
/// `toolchain_missing`, with everything that was looked for.
pub(crate) fn find(
    cx: &Context,
    environment: &Environment,
    only: Option<ToolchainChoice>,
) -> Result<Toolchain> {
    let mut tools = Vec::new();
    for choice in choices(only) {
        let finding = look(cx, environment, choice)?;
        if let Some(toolchain) = finding.toolchain {
            cx.log(LogLevel::Info, format!("C toolchain: {}", toolchain.describe()));
            return Ok(toolchain);
        }
        tools.push(finding.tool);
    }
    tools.insert(0, needed(cx, None));
    let message = match only {
        None => "no C toolchain for WebAssembly was found".to_owned(),
        Some(choice) => format!("the C toolchain `{}` was not found", choice.name()),
    };
    let error = Error::new(ErrorKind::ToolchainMissing, message)
        .with_hint("or set `WASI_SDK_PATH` to a WASI SDK, or put `zig` on PATH");
    Err(tools.into_iter().fold(error, Error::with_tool))
}

/// A report on every toolchain, headed by whether any of them will do.
pub(crate) fn survey(
    cx: &Context,
    environment: &Environment,
    only: Option<ToolchainChoice>,
) -> Result<Vec<Tool>> {
    let mut tools = Vec::new();
    let mut taken = None;
    for choice in choices(only) {
        let finding = look(cx, environment, choice)?;
        taken = taken.or(finding.toolchain);
        tools.push(finding.tool);
    }
    tools.insert(0, needed(cx, taken.as_ref()));
    Ok(tools)
}

/// The entry that says whether a build can run, and with what.
fn needed(cx: &Context, taken: Option<&Toolchain>) -> Tool {
    let name = "C compiler for WASI";
    match taken {
        Some(toolchain) => Tool::new(name, ToolStatus::Found)
            .with_version(format!("{} {}", toolchain.choice.name(), toolchain.version))
            .with_path(&toolchain.c.program),
        None => ZIG.offer(cx, Tool::new(name, ToolStatus::Missing)),
    }
}
