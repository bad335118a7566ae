//! Builds a project without a Makefile: compiles what changed, then links.

use std::path::{Path, PathBuf};

use fs_err as fs;
use wasmrun_plugin_sdk::{Context, Result};

use super::compile::{Compiled, Compiler, Unit};
use super::link::{Linked, Linker};
use super::output::{OBJECTS, Outcome};
use super::report::tell;
use super::{Options, jobs};
use crate::project::{Flags, Language, Project};
use crate::toolchain::Toolchain;

/// Compiles and links `sources` into `module`.
pub(super) fn build(
    cx: &Context,
    toolchain: &Toolchain,
    project: &Project,
    sources: &[PathBuf],
    options: Options,
    flags: &Flags,
    module: &Path,
) -> Result<Outcome> {
    let objects = module.with_file_name(OBJECTS);
    fs::create_dir_all(&objects)?;
    let units = units(sources, &objects);
    let compiler = Compiler::new(toolchain, &project.root, options, flags, units.len());
    let Some(compiled_fresh) = compile_all(cx, &compiler, &units)? else {
        return Ok(Outcome::Failed);
    };
    let linker = Linker { toolchain, root: &project.root, options, flags, library: None };
    Ok(match linker.link(cx, &units, &objects, module)? {
        Linked::Failed => Outcome::Failed,
        Linked::Done { fresh } => Outcome::Built { fresh: fresh && compiled_fresh },
    })
}

/// The sources with the places of their objects.
pub(super) fn units(sources: &[PathBuf], objects: &Path) -> Vec<Unit> {
    let unit = |source: &PathBuf| Some(Unit::new(source, Language::of(source)?, objects));
    sources.iter().filter_map(unit).collect()
}

/// Compiles what must be; `None` if something failed, else whether there was nothing to do.
pub(super) fn compile_all(
    cx: &Context,
    compiler: &Compiler<'_>,
    units: &[Unit],
) -> Result<Option<bool>> {
    let results = jobs::run(units, |unit| compiler.compile(cx, unit));
    let results = results.into_iter().collect::<Result<Vec<Compiled>>>()?;
    let said = results.iter().flat_map(|compiled| &compiled.diagnostics);
    tell(cx, said);
    let succeeded = results.iter().all(|compiled| compiled.succeeded);
    Ok(succeeded.then(|| results.iter().all(|compiled| compiled.fresh)))
}
