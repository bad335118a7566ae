//! The course of a build, from the parameters to the answer.

use std::path::Path;

use wasmrun_plugin_sdk::diagnostics::{AscParser, Parser as _};
use wasmrun_plugin_sdk::{
    Artifact, ArtifactKind, BuildParams, BuildResult, Context, Diagnostic, Result, RunMode,
    RunPlan, Severity, outputs,
};

use super::options::Options;
use super::record::{self, Record, forget};
use super::{page, suite};
use crate::project::{Configuration, watch};
use crate::toolchain::{Toolchain, find};

/// Builds the project as the parameters say.
pub(crate) fn build(cx: &Context, params: &BuildParams) -> Result<BuildResult> {
    let (root, output) = (&params.project_path, &params.output_dir);
    let toolchain = find(cx, root)?;
    if params.tests {
        return Ok(suite::build(cx, &toolchain, params)?.with_watch(watch(root)));
    }
    if let Some(fault) = Configuration::fault(root) {
        cx.diagnostic(fault);
        return Ok(BuildResult::failed().with_watch(watch(root)));
    }
    let options = Options::new(params, &toolchain)?;
    outputs::remember(output, made(&options.name))?;
    let module = output.join(format!("{}.wasm", options.name));
    let record = Record::take(root, &toolchain, &options.arguments)?;
    let is_fresh = module.is_file() && record.is_in(output);
    if !is_fresh {
        forget(output)?;
        if !compile(cx, &toolchain, root, &options)? {
            return Ok(BuildResult::failed().with_watch(watch(root)));
        }
        record.write(output)?;
    }
    let mut artifacts = artifacts(output, &options.name);
    let plan = if options.is_page {
        page::write(root, output, &options.name, &mut artifacts)?;
        RunPlan::new(RunMode::Browser, output.join("index.html"))
    } else {
        RunPlan::new(RunMode::Wasi, &module).with_args([options.name])
    };
    Ok(BuildResult::succeeded(artifacts)
        .with_run(vec![plan])
        .with_fresh(is_fresh)
        .with_watch(watch(root)))
}

/// What a build may write into the folder of outputs.
fn made(name: &str) -> Vec<String> {
    let of_module = ["wasm", "wasm.map", "wat", "js", "d.ts"];
    let of_module = of_module.iter().map(|extension| format!("{name}.{extension}"));
    of_module.chain([record::FILE, "index.html"].map(str::to_owned)).collect()
}

/// Compiles; says whether that succeeded, and tells the host why not.
pub(super) fn compile(
    cx: &Context,
    toolchain: &Toolchain,
    root: &Path,
    options: &Options,
) -> Result<bool> {
    cx.progress(format!("compiling {}", options.name));
    let output =
        // Without this flag the compiler starts itself anew with it, as a process of its own.
        cx.tool(&toolchain.node)
            .arg("--enable-source-maps")
            .arg(&toolchain.compiler)
            .args(&options.arguments)
            .run_in(root)?;
    let diagnostics = AscParser::new(root).all(&output.stderr);
    let explained = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    for diagnostic in diagnostics {
        cx.diagnostic(diagnostic);
    }
    if !output.success() && !explained {
        let message = "the AssemblyScript compiler failed";
        cx.diagnostic(Diagnostic::new(Severity::Error, message).with_rendered(&output.stderr));
    }
    Ok(output.success())
}

/// What the compiler may have written.
fn artifacts(output: &Path, name: &str) -> Vec<Artifact> {
    let kinds = [
        (ArtifactKind::Wasm, "wasm"),
        (ArtifactKind::JsGlue, "js"),
        (ArtifactKind::TypeDefinitions, "d.ts"),
        (ArtifactKind::SourceMap, "wasm.map"),
    ];
    let files = kinds.map(|(kind, extension)| (kind, format!("{name}.{extension}")));
    let made = files.into_iter().filter(|(_, file)| output.join(file).is_file());
    made.map(|(kind, file)| Artifact::primary(kind, output.join(&file)).with_url_path(file))
        .collect()
}
