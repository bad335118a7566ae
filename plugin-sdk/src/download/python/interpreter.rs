//! The Python whose pip fetches packages.

use std::path::PathBuf;

use wasmrun_protocol::{ErrorKind, Tool, ToolStatus};

use crate::{Context, Error, Result};

const NAMES: [&str; 3] = ["python3", "python", "py"];

/// The first Python on PATH that has pip.
///
/// # Errors
///
/// `toolchain_missing` if there is none.
pub(super) fn find(cx: &Context) -> Result<PathBuf> {
    let mut without_pip = None;
    for name in NAMES {
        let tool = cx.find_tool(name).version_args(["-m", "pip", "--version"]).look_up()?;
        match (tool.status, tool.path) {
            (ToolStatus::Found, Some(path)) => return Ok(path),
            (_, Some(path)) => without_pip = without_pip.or(Some(path)),
            (_, None) => {}
        }
    }
    Err(match without_pip {
        Some(path) => {
            Error::new(ErrorKind::ToolchainMissing, format!("`{}` has no pip", path.display()))
                .with_hint(format!("bring it with `{} -m ensurepip --user`", path.display()))
                .with_tool(Tool::new("pip", ToolStatus::Missing))
        }
        None => Error::new(ErrorKind::ToolchainMissing, "there is no Python on PATH")
            .with_hint("install Python 3 with pip: https://www.python.org/downloads/")
            .with_tool(Tool::new("python3", ToolStatus::Missing)),
    })
}
