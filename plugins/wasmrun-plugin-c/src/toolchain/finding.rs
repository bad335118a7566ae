//! What became of the search for one toolchain.

use wasmrun_plugin_sdk::{Tool, ToolStatus};

use super::Toolchain;
use crate::project::ToolchainChoice;

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
