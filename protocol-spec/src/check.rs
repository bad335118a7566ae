//! `check`: are the tools there that a build needs?

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::Settings;

/// Parameters of `check`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CheckParams {
    /// The project whose build is asked about. Absolute. Absent: any project of the language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_path: Option<PathBuf>,
    /// What the user configured for this plugin. Absent: nothing.
    #[serde(default, skip_serializing_if = "Settings::is_empty")]
    pub settings: Settings,
}

impl CheckParams {
    /// Asks about any project of the language.
    pub fn new() -> Self {
        Self::default()
    }
}

setters! { CheckParams:
    /// Asks about one project.
    with_project_path(project_path: impl Into<PathBuf>) = Some(project_path.into());
    /// Sets what the user configured for this plugin.
    with_settings(settings: Settings) = settings;
}

/// Answer to `check` and to `setup`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CheckResult {
    /// Whether a build can run.
    pub ok: bool,
    /// Every tool looked for, also those found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<Tool>,
}

impl CheckResult {
    /// A result that is `ok` if every required tool was found.
    pub fn new(tools: Vec<Tool>) -> Self {
        let ok = tools.iter().all(|tool| !tool.required || tool.status == ToolStatus::Found);
        Self { ok, tools }
    }
}

open_enum! {
    /// What became of the search for a tool.
    pub enum ToolStatus {
        /// Found, and fit for use.
        Found = "found",
        /// Not found.
        Missing = "missing",
        /// Found, but too old (or otherwise outside `requirement`).
        Outdated = "outdated",
        /// Found, but it does not work.
        Broken = "broken",
    }
}

/// A tool that a build needs or would like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Tool {
    /// For example `clang` or `target wasm32-wasip1`.
    pub name: String,
    /// Whether a build fails without it.
    #[serde(default)]
    pub required: bool,
    /// What became of the search.
    pub status: ToolStatus,
    /// The version found, as the tool writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The versions that would do, for example `>=1.78`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requirement: Option<String>,
    /// Where it was found. Absolute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<PathBuf>,
    /// What to do about it, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// A command that installs it: program and arguments. The host runs it only after a yes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub install: Vec<String>,
    /// Whether the plugin's `setup` brings it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub setup: bool,
}

impl Tool {
    /// A required tool in this state.
    pub fn new(name: impl Into<String>, status: ToolStatus) -> Self {
        Self {
            name: name.into(),
            required: true,
            status,
            version: None,
            requirement: None,
            path: None,
            help: None,
            install: Vec::new(),
            setup: false,
        }
    }
}

setters! { Tool:
    /// Says whether a build fails without it.
    with_required(required: bool) = required;
    /// Sets the version found.
    with_version(version: impl Into<String>) = Some(version.into());
    /// Sets the versions that would do.
    with_requirement(requirement: impl Into<String>) = Some(requirement.into());
    /// Says where it was found.
    with_path(path: impl Into<PathBuf>) = Some(path.into());
    /// Says what to do about it.
    with_help(help: impl Into<String>) = Some(help.into());
    /// Sets a command that installs it.
    with_install(install: impl IntoIterator<Item = impl Into<String>>) =
        install.into_iter().map(Into::into).collect();
    /// Says whether the plugin's `setup` brings it.
    with_setup(setup: bool) = setup;
}
