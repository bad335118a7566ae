//! `initialize`: who the two sides are, what they can do, which version they use.

use std::path::PathBuf;

use semver::Version;
use serde::{Deserialize, Serialize};

use crate::limits;

/// The part of [`InitializeParams`] that no major version may change. A plugin reads it before the
/// rest, so that it can refuse a host whose other fields it does not understand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct InitializeOffer {
    /// One version per major that the host speaks, highest first.
    pub protocol_versions: Vec<Version>,
}

/// The host introduces itself. Sent once, before any other request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct InitializeParams {
    /// One version per major that the host speaks, highest first.
    pub protocol_versions: Vec<Version>,
    /// The program that speaks.
    pub host: HostInfo,
    /// What the host accepts.
    #[serde(default)]
    pub limits: Limits,
    /// Folders that belong to this plugin.
    pub dirs: Dirs,
}

impl InitializeParams {
    /// Offers the version of this crate.
    pub fn new(host: HostInfo, dirs: Dirs) -> Self {
        let protocol_versions = vec![crate::protocol_version()];
        Self { protocol_versions, host, limits: Limits::default(), dirs }
    }
}

/// Name and version of the host, for messages only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct HostInfo {
    /// For example `cargo-wasmrun`.
    pub name: String,
    /// The version of the program, not of the protocol.
    pub version: String,
}

impl HostInfo {
    /// A host of this name and version.
    pub fn new(name: impl Into<String>, version: impl Into<String>) -> Self {
        Self { name: name.into(), version: version.into() }
    }
}

/// What the host accepts from a plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Limits {
    /// Longest line in bytes, without its line end.
    #[serde(default = "default_max_message_bytes")]
    pub max_message_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_message_bytes: limits::MAX_MESSAGE_BYTES }
    }
}

const fn default_max_message_bytes() -> usize {
    limits::MAX_MESSAGE_BYTES
}

/// Folders that belong to one plugin. They may not exist yet: the plugin makes them when needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Dirs {
    /// Things worth keeping, such as toolchains. Absolute.
    pub data: PathBuf,
    /// Things whose loss costs only time. Absolute.
    pub cache: PathBuf,
}

impl Dirs {
    /// The folders of one plugin.
    pub fn new(data: impl Into<PathBuf>, cache: impl Into<PathBuf>) -> Self {
        Self { data: data.into(), cache: cache.into() }
    }
}

/// The plugin introduces itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct InitializeResult {
    /// The version that both sides use from here on: see [`negotiate`](crate::negotiate).
    pub protocol_version: Version,
    /// The plugin itself.
    pub info: PluginInfo,
    /// What it can do.
    #[serde(default)]
    pub capabilities: Capabilities,
}

impl InitializeResult {
    /// An answer to `initialize`.
    pub fn new(protocol_version: Version, info: PluginInfo, capabilities: Capabilities) -> Self {
        Self { protocol_version, info, capabilities }
    }
}

/// What a plugin says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PluginInfo {
    /// The name of the executable without `wasmrun-plugin-`.
    pub name: String,
    /// The version of the plugin.
    pub version: Version,
    /// One line for lists.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Extensions of source files, without the dot. The host asks a plugin about a folder only if
    /// one of these or one of `entry_files` occurs in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<String>,
    /// Names of files that mark a project.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entry_files: Vec<String>,
    /// Names of the templates that `create` knows, the simplest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub templates: Vec<String>,
}

impl PluginInfo {
    /// A plugin of this name and version.
    pub fn new(name: impl Into<String>, version: Version) -> Self {
        Self {
            name: name.into(),
            version,
            description: String::new(),
            author: None,
            extensions: Vec::new(),
            entry_files: Vec::new(),
            templates: Vec::new(),
        }
    }
}

setters! { PluginInfo:
    /// Describes the plugin in one line.
    with_description(description: impl Into<String>) = description.into();
    /// Names its author.
    with_author(author: impl Into<String>) = Some(author.into());
    /// Sets the extensions of its source files, without the dot.
    with_extensions(extensions: impl IntoIterator<Item = impl Into<String>>) =
        extensions.into_iter().map(Into::into).collect();
    /// Sets the names of files that mark a project.
    with_entry_files(entry_files: impl IntoIterator<Item = impl Into<String>>) =
        entry_files.into_iter().map(Into::into).collect();
    /// Sets the names of its templates, the simplest first.
    with_templates(templates: impl IntoIterator<Item = impl Into<String>>) =
        templates.into_iter().map(Into::into).collect();
}

/// What a plugin can do. An absent field means no.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct Capabilities {
    /// Builds plain modules (`target_format: wasm`).
    pub compile_wasm: bool,
    /// Builds web applications (`target_format: webapp`).
    pub compile_webapp: bool,
    /// Its output may be replaced in a running page.
    pub live_reload: bool,
    /// Honours `optimization_level`.
    pub optimization: bool,
    /// Values of `target` that it accepts, the default first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub custom_targets: Vec<String>,
    /// Languages it builds, in lower case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub supported_languages: Vec<String>,
    /// Has the method `validate`.
    pub validate: bool,
    /// Has the method `inputs`.
    pub inputs: bool,
    /// Has the method `clean`.
    pub clean: bool,
    /// Has the method `setup`.
    pub setup: bool,
    /// Has the method `create`.
    pub create: bool,
    /// Obeys `cancel`. Without it the host ends the process instead.
    pub cancel: bool,
    /// One process may serve many requests. Without it each request gets a fresh process.
    pub persistent: bool,
}

setters! { Capabilities:
    /// Says whether it builds plain modules.
    with_compile_wasm(compile_wasm: bool) = compile_wasm;
    /// Says whether it builds web applications.
    with_compile_webapp(compile_webapp: bool) = compile_webapp;
    /// Says whether its output may be replaced in a running page.
    with_live_reload(live_reload: bool) = live_reload;
    /// Says whether it honours `optimization_level`.
    with_optimization(optimization: bool) = optimization;
    /// Sets the targets it accepts, the default first.
    with_custom_targets(custom_targets: impl IntoIterator<Item = impl Into<String>>) =
        custom_targets.into_iter().map(Into::into).collect();
    /// Sets the languages it builds, in lower case.
    with_supported_languages(supported_languages: impl IntoIterator<Item = impl Into<String>>) =
        supported_languages.into_iter().map(Into::into).collect();
    /// Says whether it has the method `validate`.
    with_validate(validate: bool) = validate;
    /// Says whether it has the method `inputs`.
    with_inputs(inputs: bool) = inputs;
    /// Says whether it has the method `clean`.
    with_clean(clean: bool) = clean;
    /// Says whether it has the method `setup`.
    with_setup(setup: bool) = setup;
    /// Says whether it has the method `create`.
    with_create(create: bool) = create;
    /// Says whether it obeys `cancel`.
    with_cancel(cancel: bool) = cancel;
    /// Says whether one process may serve many requests.
    with_persistent(persistent: bool) = persistent;
}
