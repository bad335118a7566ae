//! A whole build: picks the way, and describes what came of it.

use std::ffi::OsString;
use std::path::Path;

use wasmrun_plugin_sdk::{
    Artifact, ArtifactKind, BuildParams, BuildResult, Context, Result, RunMode, RunPlan,
};

use super::suite::Suite;
use super::writable::require_writable;
use super::{Options, cmake, make, sources};
use crate::project::{Flags, Layout, Project, ProjectSettings, project_name, watch};
use crate::toolchain::Toolchain;

/// Folder in the output folder for objects and what is remembered of them.
pub(super) const OBJECTS: &str = "objects";
/// Folder in the output folder where make works.
pub(super) const MAKE: &str = "make";

/// What became of a build.
pub(super) enum Outcome {
    Failed,
    Built { fresh: bool },
}

/// The module's name: that of the project's folder.
pub(super) fn module_name(root: &Path) -> OsString {
    let mut name = project_name(root).to_owned();
    name.push(".wasm");
    name
}

/// Builds a project.
pub(crate) fn build(
    cx: &Context,
    toolchain: &Toolchain,
    project: &Project,
    settings: &ProjectSettings,
    options: Options,
    params: &BuildParams,
) -> Result<BuildResult> {
    let caches = toolchain.caches.iter().map(|(_, folder)| folder);
    for folder in caches.chain([&params.output_dir]) {
        require_writable(folder)?;
    }
    if params.tests {
        let flags = Flags::read(&project.root, &params.custom_args)?;
        let suite = Suite { toolchain, project, options, flags: &flags, params };
        let watch = watch(project, Some(&params.output_dir));
        return Ok(suite.build(cx)?.with_watch(watch));
    }
    let module = params.output_dir.join(module_name(&project.root));
    let outcome = match &project.layout {
        Layout::Sources(sources) => {
            let flags = Flags::read(&project.root, &params.custom_args)?;
            sources::build(cx, toolchain, project, sources, options, &flags, &module)?
        }
        Layout::CMake => {
            let run = cmake::Run { toolchain, project, settings, options, params };
            run.build(cx, &module)?
        }
        Layout::Makefile(makefile) => {
            let run = make::Run { toolchain, project, makefile, settings, options, params };
            run.build(cx, &module)?
        }
    };
    Ok(describe(&outcome, &module).with_watch(watch(project, Some(&params.output_dir))))
}

fn describe(outcome: &Outcome, module: &Path) -> BuildResult {
    match outcome {
        Outcome::Failed => BuildResult::failed(),
        Outcome::Built { fresh } => {
            BuildResult::succeeded(vec![Artifact::primary(ArtifactKind::Wasm, module)])
                .with_fresh(*fresh)
                .with_run(vec![RunPlan::new(RunMode::Wasi, module)])
        }
    }
}
