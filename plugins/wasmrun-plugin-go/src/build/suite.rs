//! The project's tests: a program for each package that has some, as `go test` makes them.

use std::path::Path;

use wasmrun_plugin_sdk::{
    Artifact, ArtifactKind, BuildParams, BuildResult, Context, Preopen, Result, RunPlan, suite,
};

use super::compile::{Compiled, compile_tests};
use super::options::Options;
use crate::compiler::Compiler;
use crate::diagnostics;
use crate::project::{Program, Programs};

/// Where the guest sees the project.
const ROOT: &str = "/src";

/// Builds the tests of every package.
pub(super) fn build(
    cx: &Context,
    compiler: &Compiler,
    params: &BuildParams,
    options: &Options,
) -> Result<BuildResult> {
    let root = &params.project_path;
    let found = Programs::find_tested(cx, compiler, options.system, root, &options.settings)?;
    let packages = match found {
        Programs::Found(packages) => packages,
        Programs::Unreadable(output) => {
            for diagnostic in diagnostics::read("go", &output.stderr, root) {
                cx.diagnostic(diagnostic);
            }
            return Ok(BuildResult::failed());
        }
    };
    let folder = suite::folder(params)?;
    let (mut artifacts, mut plans) = (Vec::new(), Vec::new());
    let (mut is_fresh, mut failed) = (true, false);
    for package in &packages {
        let name = path_in(root, &package.folder).unwrap_or_else(|| package.name.clone());
        let place = folder.join(format!("{}.wasm", name.replace('/', "-")));
        match compile_tests(cx, compiler, root, package, options, &place)? {
            Compiled::Failed => failed = true,
            compiled => is_fresh &= compiled == Compiled::Fresh,
        }
        artifacts.push(Artifact::new(ArtifactKind::Wasm, &place));
        plans.push(plan(params, package, &place, &name)?);
    }
    if failed {
        return Ok(BuildResult::failed());
    }
    Ok(BuildResult::succeeded(artifacts).with_run(plans).with_fresh(is_fresh))
}

/// Go takes its current folder from the environment: a test's is its package's.
fn plan(params: &BuildParams, package: &Program, place: &Path, name: &str) -> Result<RunPlan> {
    let root = &params.project_path;
    let current = match path_in(root, &package.folder) {
        Some(path) => format!("{ROOT}/{path}"),
        None => ROOT.to_owned(),
    };
    let mut plan = suite::plan(params, place, name, vec![Preopen::new(root, ROOT)])?;
    plan.env.insert("PWD".to_owned(), current);
    Ok(plan)
}

/// The path of a folder in the project, with slashes; `None` for the project's own.
fn path_in(root: &Path, folder: &Path) -> Option<String> {
    let path = folder.strip_prefix(root).ok()?;
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    (!parts.is_empty()).then(|| parts.join("/"))
}
