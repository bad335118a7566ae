//! `go vet`: faults that compile.

use wasmrun_plugin_sdk::{Context, ProjectParams, Result, Severity, ValidateResult};

use crate::compiler::{System, find};
use crate::diagnostics;
use crate::project::{CompilerChoice, ProjectSettings};

/// Tells what `go vet` says of the project.
pub(crate) fn validate(cx: &Context, params: &ProjectParams) -> Result<ValidateResult> {
    let settings = ProjectSettings::read(&params.settings)?;
    // TinyGo has none of its own.
    let compiler = find(cx, Some(CompilerChoice::Go))?;
    let root = &params.project_path;
    let output = compiler
        .command(cx, System::Wasi)
        .arg("vet")
        .arg(settings.package.as_deref().unwrap_or("./..."))
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
