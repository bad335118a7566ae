//! The project's tests: each `*.test.ts` is a program, which fails by ending with a status other than 0.

use std::path::Path;

use wasmrun_plugin_sdk::{
    Artifact, ArtifactKind, BuildParams, BuildResult, Context, Preopen, Result, suite,
};

use super::module::compile;
use super::options::Options;
use super::record::{Record, forget};
use crate::project::inputs;
use crate::toolchain::Toolchain;

/// How the name of a source with tests ends.
const ENDING: &str = ".test.ts";

/// Compiles every source with tests.
pub(super) fn build(
    cx: &Context,
    toolchain: &Toolchain,
    params: &BuildParams,
) -> Result<BuildResult> {
    let root = &params.project_path;
    let folder = suite::folder(params)?;
    let (mut artifacts, mut plans) = (Vec::new(), Vec::new());
    let (mut is_fresh, mut failed) = (true, false);
    for entry in entries(root)? {
        let name = entry.trim_end_matches(ENDING).replace('/', "-");
        // A folder of its own, for the record of what it was made of.
        let mut of_test = params.clone();
        of_test.output_dir = folder.join(&name);
        let options = Options::of_test(&of_test, toolchain, &entry, &name)?;
        let module = of_test.output_dir.join(format!("{name}.wasm"));
        let record = Record::take(root, toolchain, &options.arguments)?;
        if !(module.is_file() && record.is_in(&of_test.output_dir)) {
            is_fresh = false;
            fs_err::create_dir_all(&of_test.output_dir)?;
            forget(&of_test.output_dir)?;
            if !compile(cx, toolchain, root, &options)? {
                failed = true;
                continue;
            }
            record.write(&of_test.output_dir)?;
        }
        artifacts.push(Artifact::new(ArtifactKind::Wasm, &module));
        plans.push(suite::plan(params, module, &entry, vec![Preopen::new(root, ".")])?);
    }
    if failed {
        return Ok(BuildResult::failed());
    }
    Ok(BuildResult::succeeded(artifacts).with_run(plans).with_fresh(is_fresh))
}

/// The sources with tests, relative to the project, with slashes.
fn entries(root: &Path) -> Result<Vec<String>> {
    let relative = |path: &Path| {
        let parts = path.strip_prefix(root).ok()?.iter();
        Some(parts.map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"))
    };
    let all = inputs(root)?;
    let names = all.iter().filter_map(|path| relative(path));
    Ok(names.filter(|name| name.ends_with(ENDING)).collect())
}
