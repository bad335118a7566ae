//! `build`: from a project to artifacts and a plan for running them.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::{Artifact, ArtifactKind, RunPlan, Settings, WatchSpec};

open_enum! {
    /// What the compiler should optimise for.
    #[derive(Default)]
    pub enum OptimizationLevel {
        /// Quick builds that debug well.
        #[default]
        Debug = "debug",
        /// Fast programs.
        Release = "release",
        /// Small programs.
        Size = "size",
    }
}

open_enum! {
    /// What to build.
    #[derive(Default)]
    pub enum TargetFormat {
        /// A module that runs under WASI or in a bare engine.
        #[default]
        Wasm = "wasm",
        /// A folder of files for a browser.
        Webapp = "webapp",
    }
}

/// Parameters of `build` and of `clean`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct BuildParams {
    /// The project's folder. Absolute.
    pub project_path: PathBuf,
    /// Where artifacts go. Absolute; the plugin makes it when needed.
    pub output_dir: PathBuf,
    /// What to optimise for.
    #[serde(default)]
    pub optimization_level: OptimizationLevel,
    /// What to build.
    #[serde(default)]
    pub target_format: TargetFormat,
    /// Whether to keep debug information.
    #[serde(default)]
    pub debug: bool,
    /// One of the plugin's `custom_targets`. Absent: the plugin's choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Arguments for the compiler or build tool, as the user gave them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub custom_args: Vec<String>,
    /// Whether to build the project's tests: the run plans named [`RunPlan::TEST`], and those only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tests: bool,
    /// What changed since this process last built this project; files that are gone count.
    /// Absent: not known, so build everything. Absolute paths.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_paths: Option<Vec<PathBuf>>,
    /// What the user configured for this plugin. Absent: nothing.
    #[serde(default, skip_serializing_if = "Settings::is_empty")]
    pub settings: Settings,
}

impl BuildParams {
    /// A debug build of a plain module.
    pub fn new(project_path: impl Into<PathBuf>, output_dir: impl Into<PathBuf>) -> Self {
        Self {
            project_path: project_path.into(),
            output_dir: output_dir.into(),
            optimization_level: OptimizationLevel::default(),
            target_format: TargetFormat::default(),
            debug: false,
            target: None,
            custom_args: Vec::new(),
            tests: false,
            changed_paths: None,
            settings: Settings::new(),
        }
    }
}

setters! { BuildParams:
    /// Says what to optimise for.
    with_optimization_level(optimization_level: OptimizationLevel) = optimization_level;
    /// Says what to build.
    with_target_format(target_format: TargetFormat) = target_format;
    /// Says whether to keep debug information.
    with_debug(debug: bool) = debug;
    /// Names the target.
    with_target(target: impl Into<String>) = Some(target.into());
    /// Passes arguments to the compiler or build tool.
    with_custom_args(custom_args: impl IntoIterator<Item = impl Into<String>>) =
        custom_args.into_iter().map(Into::into).collect();
    /// Says whether the project's tests are wanted.
    with_tests(tests: bool) = tests;
    /// Says what changed since the last build by the same process.
    with_changed_paths(changed_paths: Vec<PathBuf>) = Some(changed_paths);
    /// Sets what the user configured for this plugin.
    with_settings(settings: Settings) = settings;
}

open_enum! {
    /// How a build ended.
    pub enum BuildStatus {
        /// The artifacts are there.
        Succeeded = "succeeded",
        /// The project is at fault, and the diagnostics say why.
        Failed = "failed",
    }
}

open_enum! {
    /// What wrote the JavaScript that goes with a module.
    pub enum Bindings {
        /// wasm-bindgen.
        WasmBindgen = "wasm_bindgen",
        /// Emscripten.
        Emscripten = "emscripten",
    }
}

/// Answer to `build`. A project that does not compile is an answer too, not an error: it still says
/// what to watch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct BuildResult {
    /// How it ended.
    pub status: BuildStatus,
    /// Whether nothing had to be done.
    #[serde(default)]
    pub fresh: bool,
    /// What was made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub artifacts: Vec<Artifact>,
    /// What wrote the JavaScript, if anything did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bindings: Option<Bindings>,
    /// Ways to run the result; the one named `default` is taken unless the user says otherwise. Several
    /// may be named `test`: all of them run, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub run: Vec<RunPlan>,
    /// What to watch. Absent: all of the project's files that look like the plugin's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watch: Option<WatchSpec>,
    /// What the build writes outside `output_dir`: globs relative to the project. Never watched,
    /// and removed by `clean`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outputs: Vec<String>,
}

impl BuildResult {
    /// A build that made these artifacts.
    pub fn succeeded(artifacts: Vec<Artifact>) -> Self {
        Self { artifacts, ..Self::new(BuildStatus::Succeeded) }
    }

    /// A build that failed through the project's fault.
    pub fn failed() -> Self {
        Self::new(BuildStatus::Failed)
    }

    fn new(status: BuildStatus) -> Self {
        Self {
            status,
            fresh: false,
            artifacts: Vec::new(),
            bindings: None,
            run: Vec::new(),
            watch: None,
            outputs: Vec::new(),
        }
    }

    /// Whether the artifacts are there.
    pub fn is_success(&self) -> bool {
        self.status == BuildStatus::Succeeded
    }

    /// The module to run.
    pub fn wasm_path(&self) -> Option<&Path> {
        self.primary(ArtifactKind::Wasm)
    }

    /// The JavaScript that loads the module.
    pub fn js_path(&self) -> Option<&Path> {
        self.primary(ArtifactKind::JsGlue)
    }

    /// Everything but the module to run and the JavaScript that loads it.
    pub fn additional_files(&self) -> impl Iterator<Item = &Artifact> {
        self.artifacts.iter().filter(|artifact| {
            let path = Some(artifact.path.as_path());
            path != self.wasm_path() && path != self.js_path()
        })
    }

    /// Whether wasm-bindgen wrote the JavaScript.
    pub fn is_wasm_bindgen(&self) -> bool {
        self.bindings == Some(Bindings::WasmBindgen)
    }

    fn primary(&self, kind: ArtifactKind) -> Option<&Path> {
        self.artifacts
            .iter()
            .find(|artifact| artifact.primary && artifact.kind == kind)
            .map(|artifact| artifact.path.as_path())
    }
}

setters! { BuildResult:
    /// Says whether nothing had to be done.
    with_fresh(fresh: bool) = fresh;
    /// Says what wrote the JavaScript.
    with_bindings(bindings: Bindings) = Some(bindings);
    /// Sets the ways to run the result.
    with_run(run: Vec<RunPlan>) = run;
    /// Says what to watch.
    with_watch(watch: WatchSpec) = Some(watch);
    /// Says what the build writes outside `output_dir`.
    with_outputs(outputs: impl IntoIterator<Item = impl Into<String>>) =
        outputs.into_iter().map(Into::into).collect();
}
