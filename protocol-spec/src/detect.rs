//! `detect`: is this folder a project of the plugin's language?

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{Settings, TargetFormat};

/// A request about one project: the parameters of `detect`, `validate` and `inputs`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ProjectParams {
    /// The project's folder. Absolute.
    pub project_path: PathBuf,
    /// What the user configured for this plugin. Absent: nothing.
    #[serde(default, skip_serializing_if = "Settings::is_empty")]
    pub settings: Settings,
}

impl ProjectParams {
    /// Parameters for this project.
    pub fn new(project_path: impl Into<PathBuf>) -> Self {
        Self { project_path: project_path.into(), settings: Settings::new() }
    }
}

setters! { ProjectParams:
    /// Sets what the user configured for this plugin.
    with_settings(settings: Settings) = settings;
}

/// Whether the plugin would build a project, and how sure it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DetectResult {
    /// Whether the plugin can build it.
    pub matches: bool,
    /// 0 to 100. Meaningless unless `matches`.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(range(max = 100)))]
    pub confidence: u8,
    /// What was found, for a person who asks why this plugin was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// One of the plugin's `supported_languages`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The file a person would open first. Absolute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_file: Option<PathBuf>,
    /// What a build makes of it unless the user says otherwise, or wants to run it in a terminal.
    /// Absent: a module.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_format: Option<TargetFormat>,
}

impl DetectResult {
    /// The project fits, with a confidence of 0 to 100.
    pub fn matching(confidence: u8) -> Self {
        Self { matches: true, confidence: confidence.min(100), ..Self::default() }
    }

    /// The project does not fit.
    pub fn no_match() -> Self {
        Self::default()
    }
}

setters! { DetectResult:
    /// Says what was found.
    with_reason(reason: impl Into<String>) = Some(reason.into());
    /// Names the language.
    with_language(language: impl Into<String>) = Some(language.into());
    /// Names the file a person would open first.
    with_entry_file(entry_file: impl Into<PathBuf>) = Some(entry_file.into());
    /// Says what a build makes of it unless the user says otherwise.
    with_target_format(target_format: TargetFormat) = Some(target_format);
}
