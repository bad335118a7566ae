//! The small optional methods: `validate`, `clean`, `create`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::Settings;

/// Answer to `validate`, whose findings travel as `diagnostic` notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ValidateResult {
    /// Whether the project is sound.
    pub valid: bool,
}

impl ValidateResult {
    /// An answer to `validate`.
    pub fn new(valid: bool) -> Self {
        Self { valid }
    }
}

/// Answer to `clean`, which removes what a build with the same parameters made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CleanResult {}

impl CleanResult {
    /// An answer to `clean`.
    pub fn new() -> Self {
        Self::default()
    }
}

/// Parameters of `create`, which writes a new project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CreateParams {
    /// The project's folder. Absolute. It is an error if it holds anything.
    pub directory: PathBuf,
    /// The project's name.
    pub name: String,
    /// One of the plugin's templates. Absent: the simplest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// What the user configured for this plugin. Absent: nothing.
    #[serde(default, skip_serializing_if = "Settings::is_empty")]
    pub settings: Settings,
}

impl CreateParams {
    /// A project of this name from the simplest template.
    pub fn new(directory: impl Into<PathBuf>, name: impl Into<String>) -> Self {
        Self {
            directory: directory.into(),
            name: name.into(),
            template: None,
            settings: Settings::new(),
        }
    }
}

setters! { CreateParams:
    /// Names the template.
    with_template(template: impl Into<String>) = Some(template.into());
    /// Sets what the user configured for this plugin.
    with_settings(settings: Settings) = settings;
}

/// Answer to `create`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CreateResult {
    /// The files written. Absolute paths.
    pub files: Vec<PathBuf>,
}

impl CreateResult {
    /// An answer to `create`.
    pub fn new(files: Vec<PathBuf>) -> Self {
        Self { files }
    }
}
