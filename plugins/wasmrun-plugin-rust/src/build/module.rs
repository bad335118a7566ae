//! The course of a build, from the parameters to the answer.

use std::io;
use std::path::Path;

use fs_err as fs;
use wasmrun_plugin_sdk::{
    Artifact, ArtifactKind, BuildParams, BuildResult, Context, Diagnostic, Error, Result, RunMode,
    RunPlan, Severity, TargetFormat, outputs,
};

use super::compile::{Module, Outcome, compile};
use super::options::Options;
use super::{page, suite, trunk};
use crate::environment::Environment;
use crate::explanation::explain;
use crate::project::{Metadata, is_webapp, watch_folder};
use crate::toolchain::find_cargo;

/// Builds the project as the parameters say.
pub(crate) fn build(
    cx: &Context,
    environment: &Environment,
    params: &BuildParams,
) -> Result<BuildResult> {
    let mut options = Options::new(params)?;
    let root = &params.project_path;
    let is_module = params.target_format == TargetFormat::Wasm && !params.tests;
    if is_module && params.target.is_none() && is_webapp(root) {
        let error = Error::for_browser(root);
        return Err(error.with_hint("or name a target with `--target wasm32-wasip1`"));
    }
    let is_page = params.target_format == TargetFormat::Webapp && !params.tests;
    let trunk = if is_page { trunk::find(cx, root)? } else { None };
    if trunk.is_some() {
        options.leave_to_trunk();
    }
    let cargo = find_cargo(cx, root, options.target, options.settings.toolchain.as_deref())?;
    let metadata = match Metadata::read(cx, &cargo, root)? {
        Ok(metadata) => metadata,
        Err(output) => {
            cx.diagnostic(explain(&output.stderr, root));
            return Ok(BuildResult::failed().with_watch(watch_folder(root)));
        }
    };
    let outcome = compile(cx, &cargo, root, &metadata, &options)?;
    let result = if !outcome.succeeded {
        BuildResult::failed()
    } else if params.tests {
        suite::collect(params, &outcome)?
    } else if let Some(trunk) = trunk {
        trunk::build(cx, &trunk, &cargo, environment, params, &options)?
    } else if is_page {
        page::assemble(cx, params, &outcome, metadata.default_run(root))?
    } else {
        collect(cx, &params.output_dir, &outcome, metadata.default_run(root))?
    };
    Ok(result.with_watch(metadata.watch(root)).with_outputs(metadata.outputs(root)))
}

/// Copies the modules from cargo's folder, which may be anywhere, to the one of this build.
fn collect(
    cx: &Context,
    output_dir: &Path,
    outcome: &Outcome,
    default: Option<&str>,
) -> Result<BuildResult> {
    let Some(primary) = primary(&outcome.modules, default) else {
        cx.diagnostic(nothing_to_run());
        return Ok(BuildResult::failed());
    };
    let (mut artifacts, mut plans) = (Vec::new(), Vec::new());
    let mut copied = false;
    for (index, module) in outcome.modules.iter().enumerate() {
        let name = name(module);
        let place = output_dir.join(&name);
        outputs::remember(output_dir, [name])?;
        copied |= copy_changed(&module.path, &place)?;
        let artifact = if index == primary { Artifact::primary } else { Artifact::new };
        artifacts.push(artifact(ArtifactKind::Wasm, &place));
        let plan = RunPlan::new(RunMode::Wasi, &place).with_args([module.name.clone()]);
        if index == primary {
            plans.insert(0, plan);
        } else if module.is_program {
            plans.push(plan.with_name(&module.name));
        }
    }
    let fresh = outcome.fresh && !copied;
    Ok(BuildResult::succeeded(artifacts).with_run(plans).with_fresh(fresh))
}

/// The module that a run takes: the program that cargo would take, else the first program, else the
/// first library.
pub(super) fn primary(modules: &[Module], default: Option<&str>) -> Option<usize> {
    let position = |wanted: &dyn Fn(&Module) -> bool| modules.iter().position(wanted);
    position(&|module| module.is_program && Some(module.name.as_str()) == default)
        .or_else(|| position(&|module| module.is_program))
        .or(if modules.is_empty() { None } else { Some(0) })
}

/// The name among the outputs: an example may be called as a program is.
fn name(module: &Module) -> String {
    let prefix = if module.is_example { "example-" } else { "" };
    format!("{prefix}{}.wasm", module.name)
}

pub(super) fn nothing_to_run() -> Diagnostic {
    Diagnostic::new(Severity::Error, "the project has neither a program nor a `cdylib`").with_hints(
        ["add a `src/main.rs`, or `crate-type = [\"cdylib\"]` under `[lib]` in `Cargo.toml`"],
    )
}

/// Copies a file unless its copy is as new and as long; says whether it did.
pub(super) fn copy_changed(from: &Path, to: &Path) -> io::Result<bool> {
    let source = fs::metadata(from)?;
    let same = fs::metadata(to).is_ok_and(|copy| {
        copy.len() == source.len() && copy.modified().ok() == source.modified().ok()
    });
    if same {
        return Ok(false);
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(from, to)?;
    let modified = source.modified()?;
    fs::OpenOptions::new().write(true).open(to)?.set_modified(modified)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn module(name: &str, is_program: bool) -> Module {
        Module {
            name: name.to_owned(),
            path: PathBuf::new(),
            is_program,
            is_example: false,
            is_test: false,
            package: PathBuf::new(),
        }
    }

    #[test]
    fn the_program_that_cargo_would_run_is_taken() {
        let modules = [module("lib", false), module("a", true), module("b", true)];
        assert_eq!(primary(&modules, Some("b")), Some(2));
        assert_eq!(primary(&modules, Some("lib")), Some(1));
        assert_eq!(primary(&modules[..1], None), Some(0));
        assert_eq!(primary(&[], None), None);
    }

    #[test]
    fn only_what_changed_is_copied() {
        let folder = tempfile::tempdir().unwrap();
        let [from, to] = ["from", "sub/to"].map(|name| folder.path().join(name));
        fs::write(&from, "module").unwrap();
        assert!(copy_changed(&from, &to).unwrap());
        assert!(!copy_changed(&from, &to).unwrap());
        fs::write(&from, "another").unwrap();
        assert!(copy_changed(&from, &to).unwrap());
    }
}
