//! How a build ended.

use std::path::{Path, PathBuf};
use std::time::Duration;

use wasmrun_protocol::{Artifact, ArtifactKind, Diagnostic, RunPlan, WatchSpec};

/// How a build ended. That a project does not compile is an outcome, not an error.
#[derive(Clone, Debug)]
pub enum BuildOutcome {
    /// The artifacts are there.
    Succeeded(Box<Build>),
    /// The project is at fault.
    Failed(FailedBuild),
    /// It was cancelled; the plugin no longer touches any file.
    Cancelled,
}

/// What a build made. Every path in it exists, is absolute, and lies in an allowed folder.
#[derive(Clone, Debug)]
pub struct Build {
    /// The files.
    pub artifacts: Vec<Artifact>,
    /// How to run them, if the plugin says so.
    pub plan: Option<RunPlan>,
    /// How to run the project's tests, one after the other, if they were asked for.
    pub tests: Vec<RunPlan>,
    /// What to watch, if the plugin says so.
    pub watch: Option<WatchSpec>,
    /// What else the build writes: globs relative to the project, never to be watched.
    pub outputs: Vec<String>,
    /// Where artifacts go.
    pub output_dir: PathBuf,
    /// What the compiler says about a project that compiles: warnings.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether nothing had to be done.
    pub fresh: bool,
    /// How long it took.
    pub duration: Duration,
}

impl Build {
    /// The module to run.
    pub fn wasm(&self) -> Option<&Path> {
        self.artifacts
            .iter()
            .find(|artifact| artifact.primary && artifact.kind == ArtifactKind::Wasm)
            .map(|artifact| artifact.path.as_path())
    }
}

/// Why a project did not compile.
#[derive(Clone, Debug)]
pub struct FailedBuild {
    /// What the compiler says, structured.
    pub diagnostics: Vec<Diagnostic>,
    /// What the tools wrote, word for word.
    pub output_text: String,
    /// What to watch, if the plugin says so.
    pub watch: Option<WatchSpec>,
    /// What else the build writes: globs relative to the project, never to be watched.
    pub outputs: Vec<String>,
    /// Where artifacts go.
    pub output_dir: PathBuf,
    /// How long it took.
    pub duration: Duration,
}
