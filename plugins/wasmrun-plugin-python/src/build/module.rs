//! The course of a build, from the parameters to the answer.

use std::path::Path;

use wasmrun_plugin_sdk::{
    Artifact, ArtifactKind, BuildParams, BuildResult, Context, Error, ErrorKind, OptimizationLevel,
    Result, RunMode, RunPlan, TargetFormat, outputs,
};

use super::plan::{Guest, SMALLEST, level, plan, test_plan};
use super::record::Record;
use super::{TARGETS, guest, packages, syntax};
use crate::environment::Environment;
use crate::interpreter;
use crate::pack::{self, Packing};
use crate::project::{Entry, find_entry, watch};

/// What a build writes into the folder of outputs.
const OUTPUTS: [&str; 5] =
    ["checked.json", "guest", "packages", "test-packages", "requirements.txt"];

/// Prepares the project as the parameters say.
pub(crate) fn build(
    cx: &Context,
    environment: &Environment,
    params: &BuildParams,
) -> Result<BuildResult> {
    check_options(params)?;
    let (root, output) = (&params.project_path, &params.output_dir);
    let entry = if params.tests { None } else { Some(find_entry(root, &params.settings)?) };
    let packages = packages::Wanted::read(root, params.tests)?;
    let interpreter = interpreter::find(cx)?;
    outputs::remember(output, OUTPUTS)?;
    let own = guest::write(output)?;
    let mut record = Record::read(output);
    let Some(packages) = packages.bring(cx, output)? else {
        return Ok(BuildResult::failed().with_watch(watch(root)));
    };
    let checked =
        syntax::check(cx, environment.host.as_deref(), &interpreter, root, &own, &mut record)?;
    record.write(output)?;
    if !checked.is_sound {
        return Ok(BuildResult::failed().with_watch(watch(root)));
    }
    let is_fresh = checked.is_fresh && packages.is_fresh;
    let guest = Guest { root, own: &own, packages: packages.folder.as_deref() };
    let module = Artifact::primary(ArtifactKind::Wasm, &interpreter);
    let level = level(params.optimization_level);
    let plan = match &entry {
        Some(entry) if level.is_some() => {
            // What is to be small holds the sources only.
            let compiler = environment.host.as_deref();
            let compiler = compiler.filter(|_| level != Some(SMALLEST));
            return packed(cx, params, &interpreter, &guest, entry, compiler, is_fresh);
        }
        Some(entry) => Some(plan(&interpreter, &guest, entry)?),
        None => test_plan(&interpreter, &guest, params)?,
    };
    Ok(BuildResult::succeeded(vec![module])
        .with_run(plan.into_iter().collect())
        .with_fresh(is_fresh)
        .with_watch(watch(root)))
}

/// One module with everything in it.
fn packed(
    cx: &Context,
    params: &BuildParams,
    interpreter: &Path,
    guest: &Guest<'_>,
    entry: &Entry,
    compiler: Option<&Path>,
    is_fresh: bool,
) -> Result<BuildResult> {
    let (root, output_dir) = (&params.project_path, &params.output_dir);
    let name = outputs::name_for(root);
    let file = format!("{name}.wasm");
    outputs::remember(output_dir, pack::OUTPUTS.into_iter().chain([file.as_str()]))?;
    let level = level(params.optimization_level);
    let packages = guest.packages;
    let packing = Packing { interpreter, root, packages, entry, level, compiler, output_dir };
    let target = output_dir.join(&file);
    let was_there = pack::pack(cx, &packing, &target)?;
    let plan = RunPlan::new(RunMode::Wasi, &target).with_args([name]);
    Ok(BuildResult::succeeded(vec![Artifact::primary(ArtifactKind::Wasm, &target)])
        .with_run(vec![plan])
        .with_fresh(is_fresh && was_there)
        .with_watch(watch(root)))
}

fn check_options(params: &BuildParams) -> Result<()> {
    let unsupported = |message, hint: &str| {
        Err(Error::new(ErrorKind::UnsupportedOption, message).with_hint(hint))
    };
    if let Some(target) = params.target.as_deref().filter(|target| !TARGETS.contains(target)) {
        let message = format!("Python does not run on the target `{target}`");
        return unsupported(message, "choose `--target wasm32-wasip1`");
    }
    if params.target_format != TargetFormat::Wasm {
        let message = format!("Python cannot be built as `{}`", params.target_format);
        return unsupported(message, "build a module with `--format wasm`");
    }
    if params.optimization_level == OptimizationLevel::Unknown {
        let message = "this optimization level is not known".to_owned();
        return unsupported(message, "choose one with `--optimization release`");
    }
    if let Some(argument) = params.custom_args.first() {
        let message = format!("there is no compiler that could take `{argument}`");
        return unsupported(message, "leave out what stands behind `--`");
    }
    Ok(())
}
