//! `setup`: the plugin brings the toolchain it needs into its own folder.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::Settings;

/// Parameters of `setup`, which a plugin has if its capability `setup` is true. It is answered
/// with a [`CheckResult`](crate::CheckResult): what is there afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SetupParams {
    /// The project to be built. Absolute. Absent: any project of the language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_path: Option<PathBuf>,
    /// Names of the tools to bring, as `check` gave them. Empty: whatever is missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<String>,
    /// What the user configured for this plugin. Absent: nothing.
    #[serde(default, skip_serializing_if = "Settings::is_empty")]
    pub settings: Settings,
}

impl SetupParams {
    /// Brings whatever is missing for any project of the language.
    pub fn new() -> Self {
        Self::default()
    }
}

setters! { SetupParams:
    /// Brings what this project needs.
    with_project_path(project_path: impl Into<PathBuf>) = Some(project_path.into());
    /// Brings these tools only.
    with_tools(tools: impl IntoIterator<Item = impl Into<String>>) =
        tools.into_iter().map(Into::into).collect();
    /// Sets what the user configured for this plugin.
    with_settings(settings: Settings) = settings;
}
