//! Finding a compiler.

use wasmrun_plugin_sdk::{Context, Error, ErrorKind, LogLevel, Result, Tool, ToolStatus};

use super::Compiler;
use crate::project::CompilerChoice;

/// The first version with a system `wasip1`.
const GO: &str = ">=1.21";
const TINYGO: &str = ">=0.31";

/// The first compiler that will do.
///
/// # Errors
///
/// `toolchain_missing` with everything that was looked for.
pub(crate) fn find(cx: &Context, only: Option<CompilerChoice>) -> Result<Compiler> {
    let mut error = match only {
        None => Error::new(ErrorKind::ToolchainMissing, "`go` was not found"),
        Some(choice) => {
            let message = format!("`{}` was not found", choice.name());
            Error::new(ErrorKind::ToolchainMissing, message)
        }
    };
    for choice in choices(only) {
        let tool = look_up(cx, choice)?;
        if let (ToolStatus::Found, Some(program)) = (tool.status, &tool.path) {
            cx.log(LogLevel::Info, format!("Go compiler: `{}`", program.display()));
            return Ok(Compiler { choice, program: program.clone() });
        }
        error = error.with_hint(install(choice)).with_tool(tool);
    }
    Err(error)
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
    let requirement = match choice {
        CompilerChoice::Go => GO,
        CompilerChoice::TinyGo => TINYGO,
    };
    let tool = cx.find_tool(choice.name()).version_args(["version"]).require(requirement);
    let tool = tool.look_up()?;
    Ok(if tool.status == ToolStatus::Found { tool } else { tool.with_help(install(choice)) })
}

fn install(choice: CompilerChoice) -> &'static str {
    match choice {
        CompilerChoice::Go => "install Go 1.21 or newer: https://go.dev/doc/install",
        CompilerChoice::TinyGo => {
            "install TinyGo 0.31 or newer: https://tinygo.org/getting-started/install"
        }
    }
}
