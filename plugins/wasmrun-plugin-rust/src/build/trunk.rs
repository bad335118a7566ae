//! A page built by Trunk, where the project is made for it and it is there.

use std::iter;
use std::path::{Path, PathBuf};

use fs_err as fs;
use wasmrun_plugin_sdk::{
    Artifact, ArtifactKind, Bindings, BuildParams, BuildResult, Context, Diagnostic, Result,
    RunMode, RunPlan, Severity, ToolStatus, outputs,
};

use super::options::Options;
use crate::environment::Environment;
use crate::project::is_for_trunk;
use crate::toolchain::{Cargo, find_bindgen, needed_bindgen};

/// The first version with all the flags that are used here.
const REQUIREMENT: &str = ">=0.17";
/// Where Trunk writes, in the folder of outputs.
const FOLDER: &str = "site";

/// Trunk, if the project's page is marked for it.
pub(super) fn find(cx: &Context, root: &Path) -> Result<Option<PathBuf>> {
    let page = fs::read_to_string(root.join("index.html")).unwrap_or_default();
    if !is_for_trunk(&page) {
        return Ok(None);
    }
    let tool = cx.find_tool("trunk").require(REQUIREMENT).look_up()?;
    Ok(tool.path.filter(|_| tool.status == ToolStatus::Found))
}

/// Has Trunk build the page of a project that compiles.
pub(super) fn build(
    cx: &Context,
    trunk: &Path,
    cargo: &Cargo,
    environment: &Environment,
    params: &BuildParams,
    options: &Options,
) -> Result<BuildResult> {
    let site = params.output_dir.join(FOLDER);
    outputs::remember(&params.output_dir, [FOLDER])?;
    let version = needed_bindgen(&params.project_path);
    let bindgen = match &version {
        Some(version) => find_bindgen(cx, version)?,
        None => None,
    };
    // Trunk takes cargo and wasm-bindgen from PATH, and would download the latter otherwise.
    let tools = bindgen.as_ref().map(|bindgen| bindgen.program.as_path());
    let path = environment.path_with(tools.into_iter().chain([cargo.program()]));
    cx.progress("building the page with Trunk");
    let output = cargo
        .with_environment(cx.tool(trunk))
        .args(["build", "--dist"])
        .arg(&site)
        .args(options.for_trunk())
        .env("PATH", path)
        .env("NO_COLOR", "true")
        .run_in(&params.project_path)?;
    if !output.success() {
        // It may be wasm-bindgen that it could not download.
        let hint = version.filter(|_| bindgen.is_none());
        let hint = hint.map(|version| {
            format!("install it with `cargo install wasm-bindgen-cli --version {version}`")
        });
        // It logs to its standard output; the tools that it calls write to the other.
        let said = format!("{}{}", output.stdout, output.stderr);
        cx.diagnostic(explain(&said).with_hints(hint));
        return Ok(BuildResult::failed());
    }
    let mut artifacts = Vec::new();
    collect(&site, "", &mut artifacts)?;
    let plan = RunPlan::new(RunMode::Browser, site.join("index.html"));
    Ok(BuildResult::succeeded(artifacts).with_bindings(Bindings::WasmBindgen).with_run(vec![plan]))
}

/// What is said of a failure: in the words of the tool that failed, else in Trunk's, which names the step
/// first, and then, line by line, its causes.
fn explain(said: &str) -> Diagnostic {
    let of_tool = |line: &str| {
        line.strip_prefix("error: ").or(line.strip_prefix("Error: ")).map(str::to_owned)
    };
    // The first error may say no more than that there is one.
    let step = said.lines().filter_map(|line| line.split_once(" ERROR ")).next_back();
    let step = step.map_or("Trunk failed", |(_, step)| step.trim());
    let message = said.lines().filter_map(of_tool).next_back();
    // A cause says what failed, and the next one why.
    let told = || iter::once(step).chain(said.lines().filter_map(cause)).collect::<Vec<_>>();
    let message = message.unwrap_or_else(|| told().join(": "));
    Diagnostic::new(Severity::Error, message).with_source("trunk").with_rendered(said)
}

/// The cause in a line such as `2026-01-01T00:00:00Z  INFO   2: no such file`.
fn cause(line: &str) -> Option<&str> {
    let (_, numbered) = line.split_once(" INFO ")?;
    let (number, cause) = numbered.trim_start().split_once(": ")?;
    number.parse::<u32>().ok().map(|_| cause.trim())
}

/// Every file of the site.
fn collect(site: &Path, folder: &str, artifacts: &mut Vec<Artifact>) -> Result<()> {
    for entry in fs::read_dir(site.join(folder))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let url = if folder.is_empty() { name.into_owned() } else { format!("{folder}/{name}") };
        if path.is_dir() {
            collect(site, &url, artifacts)?;
            continue;
        }
        let is_primary = folder.is_empty();
        let kind = match path.extension().and_then(|extension| extension.to_str()) {
            Some("wasm") => ArtifactKind::Wasm,
            Some("js") => ArtifactKind::JsGlue,
            Some("html") => ArtifactKind::Html,
            Some("css") => ArtifactKind::Css,
            _ => ArtifactKind::Asset,
        };
        let artifact =
            if is_primary { Artifact::primary(kind, path) } else { Artifact::new(kind, path) };
        artifacts.push(artifact.with_url_path(url));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_with_its_causes() {
        let said = "2026-01-01T00:00:00Z  INFO starting build\n\
                    2026-01-01T00:00:01Z ERROR ❌ error\n\
                    2026-01-01T00:00:01Z ERROR error from build pipeline\n\
                    2026-01-01T00:00:01Z  INFO   1: running wasm-bindgen\n\
                    2026-01-01T00:00:01Z  INFO   2: failed downloading: no network\n";
        let expected =
            "error from build pipeline: running wasm-bindgen: failed downloading: no network";
        assert_eq!(explain(said).message, expected);
        let said = format!("{said}Error: expected \";\".\n   ╷\n");
        assert_eq!(explain(&said).message, "expected \";\".");
        assert_eq!(explain("").message, "Trunk failed");
    }
}
