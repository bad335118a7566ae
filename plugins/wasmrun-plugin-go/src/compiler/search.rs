//! Finding a compiler.

use wasmrun_plugin_sdk::{Context, Error, ErrorKind, LogLevel, Result, Tool, ToolStatus};

use super::Compiler;
use crate::project::CompilerChoice;
use crate::setup::GO;

/// The first version of Go with a system `wasip1`.
const GO_REQUIREMENT: &str = ">=1.21";
/// The first with `//go:wasmexport`, and with tests for that system.
const TINYGO_REQUIREMENT: &str = ">=0.34";

/// The first compiler that will do.
///
/// # Errors
///
/// `toolchain_missing` with everything that was looked for.
pub(crate) fn find(cx: &Context, only: Option<CompilerChoice>) -> Result<Compiler> {
    let name = only.unwrap_or(CompilerChoice::Go).name();
    let mut error = Error::new(ErrorKind::ToolchainMissing, format!("`{name}` was not found"));
    for choice in choices(only) {
        let tool = look_up(cx, choice)?;
        if let (ToolStatus::Found, Some(program)) = (tool.status, &tool.path) {
            cx.log(LogLevel::Info, format!("Go compiler: `{}`", program.display()));
            return Ok(Compiler { choice, program: program.clone() });
        }
        if let Some(hint) = install(choice) {
            error = error.with_hint(hint);
        }
        error = error.with_tool(tool);
    }
    Err(error)
}

/// The first Go that will do: TinyGo has no `vet`, for one.
pub(crate) fn find_go(cx: &Context, only: Option<CompilerChoice>) -> Result<Compiler> {
    match only {
        Some(CompilerChoice::Go | CompilerChoice::SetUp) => find(cx, only),
        Some(CompilerChoice::TinyGo) | None => {
            find(cx, Some(CompilerChoice::Go)).or_else(|_| find(cx, Some(CompilerChoice::SetUp)))
        }
    }
}

/// A report on every compiler. One of them is enough.
pub(crate) fn survey(cx: &Context, only: Option<CompilerChoice>) -> Result<Vec<Tool>> {
    let mut tools = Vec::new();
    for choice in choices(only) {
        tools.push(look_up(cx, choice)?);
    }
    let any = tools.iter().any(|tool| tool.status == ToolStatus::Found);
    let required = |(index, tool): (usize, Tool)| {
        let is_required = tool.status == ToolStatus::Found || (index == 0 && !any);
        tool.with_required(is_required)
    };
    Ok(tools.into_iter().enumerate().map(required).collect())
}

fn choices(only: Option<CompilerChoice>) -> impl Iterator<Item = CompilerChoice> {
    CompilerChoice::ALL.into_iter().filter(move |choice| only.is_none_or(|only| only == *choice))
}

fn look_up(cx: &Context, choice: CompilerChoice) -> Result<Tool> {
    let (search, requirement) = match choice {
        CompilerChoice::Go => (cx.find_tool("go"), GO_REQUIREMENT),
        CompilerChoice::SetUp => (cx.find_tool(GO.program(cx)), GO_REQUIREMENT),
        CompilerChoice::TinyGo => (cx.find_tool("tinygo"), TINYGO_REQUIREMENT),
    };
    let mut tool = search.version_args(["version"]).require(requirement).look_up()?;
    choice.name().clone_into(&mut tool.name);
    Ok(match (tool.status, install(choice)) {
        (ToolStatus::Found, _) => tool,
        (_, Some(help)) => tool.with_help(help),
        (_, None) => GO.offer(cx, tool),
    })
}

/// What the user has to do for a compiler that `setup` does not bring.
fn install(choice: CompilerChoice) -> Option<&'static str> {
    match choice {
        CompilerChoice::Go => Some("install Go 1.21 or newer: https://go.dev/doc/install"),
        CompilerChoice::TinyGo => {
            Some("install TinyGo 0.34 or newer: https://tinygo.org/getting-started/install")
        }
        CompilerChoice::SetUp => None,
    }
}
