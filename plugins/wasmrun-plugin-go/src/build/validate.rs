//! `go vet`: faults that compile.

use wasmrun_plugin_sdk::{Context, ProjectParams, Result, Severity, ValidateResult};

use crate::compiler::{System, find_go};
use crate::diagnostics;
use crate::project::{ProjectSettings, is_page, sources};

/// Tells what `go vet` says of the project.
pub(crate) fn validate(cx: &Context, params: &ProjectParams) -> Result<ValidateResult> {
    let settings = ProjectSettings::read(&params.settings)?;
    let compiler = find_go(cx, settings.compiler)?;
    let root = &params.project_path;
    let system = if is_page(&sources(root)?)? { System::Page } else { System::Wasi };
    let output = compiler
        .command(cx, system)
        .arg("vet")
        .arg(settings.tags_flag(compiler.choice))
        .args(settings.packages(root))
        .quiet()
        .run_in(root)?;
    if output.success() {
        return Ok(ValidateResult::new(true));
    }
    let compiles = !output.stderr.lines().any(|line| line.starts_with("vet: "));
    for mut diagnostic in diagnostics::read("go vet", &output.stderr, root) {
        if compiles && diagnostic.span.is_some() {
            diagnostic.severity = Severity::Warning;
        }
        cx.diagnostic(diagnostic);
    }
    Ok(ValidateResult::new(false))
}
