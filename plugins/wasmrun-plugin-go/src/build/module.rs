//! The course of a build, from the parameters to the answer.

use std::path::Path;

use wasmrun_plugin_sdk::{
    Artifact, ArtifactKind, BuildParams, BuildResult, Context, Diagnostic, Error, Result, RunMode,
    RunPlan, Severity, outputs,
};

use super::compile::{Compiled, UNFINISHED, compile};
use super::options::Options;
use super::{page, suite};
use crate::compiler::{Compiler, System, find};
use crate::diagnostics;
use crate::project::{Program, Programs, is_page, sources, watch};

/// Builds the project as the parameters say.
pub(crate) fn build(cx: &Context, params: &BuildParams) -> Result<BuildResult> {
    let options = Options::new(params)?;
    let compiler = find(cx, options.settings.compiler)?;
    let root = &params.project_path;
    if params.tests {
        return Ok(suite::build(cx, &compiler, params, &options)?.with_watch(watch(root)));
    }
    let result = match Programs::find(cx, &compiler, options.system, root, &options.settings)? {
        Programs::Unreadable(output) => {
            for diagnostic in diagnostics::read("go", &output.stderr, root) {
                cx.diagnostic(diagnostic);
            }
            BuildResult::failed()
        }
        Programs::Found(programs) if programs.is_empty() => {
            cx.diagnostic(no_program());
            BuildResult::failed()
        }
        Programs::Found(programs)
            if options.system == System::Wasi && is_page(&sources(&programs[0].folder)?)? =>
        {
            return Err(Error::for_browser(root));
        }
        Programs::Found(programs) => {
            let names = programs.iter().map(|program| format!("{}.wasm", program.name));
            outputs::remember(&params.output_dir, names.chain([UNFINISHED.to_owned()]))?;
            match options.system {
                System::Wasi => modules(cx, &compiler, params, &programs, &options)?,
                System::Page => page::build(cx, &compiler, params, &programs[0], &options)?,
            }
        }
    };
    Ok(result.with_watch(watch(root)))
}

/// Builds every program; the first is the one that runs.
fn modules(
    cx: &Context,
    compiler: &Compiler,
    params: &BuildParams,
    programs: &[Program],
    options: &Options,
) -> Result<BuildResult> {
    let (mut artifacts, mut plans) = (Vec::new(), Vec::new());
    let (mut is_fresh, mut failed) = (true, false);
    for program in programs {
        let place = module_path(&params.output_dir, program);
        match compile(cx, compiler, &params.project_path, program, options, &place)? {
            Compiled::Failed => failed = true,
            compiled => is_fresh &= compiled == Compiled::Fresh,
        }
        let plan = RunPlan::new(RunMode::Wasi, &place).with_args([program.name.clone()]);
        if artifacts.is_empty() {
            artifacts.push(Artifact::primary(ArtifactKind::Wasm, &place));
            plans.push(plan);
        } else {
            artifacts.push(Artifact::new(ArtifactKind::Wasm, &place));
            plans.push(plan.with_name(&program.name));
        }
    }
    if failed {
        return Ok(BuildResult::failed());
    }
    Ok(BuildResult::succeeded(artifacts).with_run(plans).with_fresh(is_fresh))
}

pub(super) fn module_path(output_dir: &Path, program: &Program) -> std::path::PathBuf {
    output_dir.join(format!("{}.wasm", program.name))
}

fn no_program() -> Diagnostic {
    Diagnostic::new(Severity::Error, "the project has no package `main`")
        .with_hints(["write `package main` and `func main()` into a source"])
}
